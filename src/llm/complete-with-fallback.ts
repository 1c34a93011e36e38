import type { Completion, CompletionFailure, CompletionRequest, Provider } from '../domain/index.js';
import { noProvider } from '../errors/index.js';

/** What each end means for the next provider: only a cancelled question is not asked again. */
const nextMayHelp: Readonly<Record<CompletionFailure, boolean>> = {
  auth: true,
  model: true,
  rate: true,
  'too-long': true,
  timeout: true,
  idle: true,
  aborted: false,
  network: true,
  refused: true,
  truncated: true,
  'bad-json': true,
  'bad-schema': true,
  protocol: true,
  server: true,
};

/**
 * Asks the providers in their order until one answers. `tried` holds every end, the last one included; tokens of
 * those that failed are counted there. Throws a `CifixError` when the list is empty.
 */
export async function completeWithFallback(
  providers: readonly Provider[],
  request: CompletionRequest,
): Promise<Completion & { tried: Completion[] }> {
  const tried: Completion[] = [];
  for (const provider of providers) {
    const completion = await provider.complete(request);
    tried.push(completion);
    if (completion.ok || !nextMayHelp[completion.failure]) break;
  }
  const last = tried.at(-1);
  if (last === undefined) throw noProvider();
  return { ...last, tried };
}

import type { Completion, CompletionFailure, CompletionRequest, Provider } from '../domain/index.js';
import { noProvider } from '../errors/index.js';
import type { Budget } from './budget.js';
import { estimateRequest } from './estimate-tokens.js';

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
  // A cheaper model may still fit.
  budget: true,
};

/** Models that think count their thoughts as answer: a limit that is meant for the answer alone may cut it. */
const wider = 3;

/**
 * Asks the providers in their order until one answers. `tried` holds every end, the last one included; tokens of
 * those that failed are counted there. With a budget the worst case of each call is set aside before it is made;
 * a provider that does not fit ends as `budget` without being called. An answer that was cut is asked for once more
 * with more room. Throws a `CifixError` when the list is empty.
 */
export async function completeWithFallback(
  providers: readonly Provider[],
  request: CompletionRequest,
  budget?: Pick<Budget, 'reserve' | 'settle'>,
): Promise<Completion & { tried: Completion[] }> {
  const tried: Completion[] = [];
  for (const provider of providers) {
    tried.push(await askWithin(provider, request, budget));
    if (wasCut(tried.at(-1))) {
      tried.push(await askWithin(provider, { ...request, maxTokens: request.maxTokens * wider }, budget));
    }
    const completion = tried.at(-1);
    if (completion === undefined || completion.ok || !nextMayHelp[completion.failure]) break;
  }
  const last = tried.at(-1);
  if (last === undefined) throw noProvider();
  return { ...last, tried };
}

const wasCut = (completion: Completion | undefined): boolean =>
  completion !== undefined && !completion.ok && completion.failure === 'truncated';

async function askWithin(
  provider: Provider,
  request: CompletionRequest,
  budget: Pick<Budget, 'reserve' | 'settle'> | undefined,
): Promise<Completion> {
  if (budget === undefined) return provider.complete(request);
  const { name, model } = provider;
  const inputTokens = estimateRequest(request);
  const result = budget.reserve({ provider: name, model, inputTokens, maxTokens: request.maxTokens });
  if (!result.ok) {
    const nothing = { usage: { input: 0, output: 0 }, provider: name, model, ms: 0 };
    return { ok: false, failure: result.failure, message: `${name}: ${result.message}`, ...nothing };
  }
  let completion: Completion | undefined;
  try {
    completion = await provider.complete(request);
    return completion;
  } finally {
    budget.settle(result.reserve, completion?.usage);
  }
}

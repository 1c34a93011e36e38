import type { CompletionRequest, Provider } from '../domain/index.js';
import type { Budget, Reserve } from './budget.js';
import { estimateRequest } from './estimate-tokens.js';

/** A question as it would be put to one provider. */
export interface PlannedCall extends Reserve {
  /** Why the budget would pass this provider over. */
  refusal?: string;
}

/**
 * What `completeWithFallback` would do, without calling anybody: the worst case at each provider in its order.
 * `asked` is the first one that the budget allows; undefined when there is none.
 */
export function describeCall(
  providers: readonly Pick<Provider, 'name' | 'model'>[],
  request: Pick<CompletionRequest, 'system' | 'user' | 'schema' | 'maxTokens'>,
  budget: Pick<Budget, 'quote'>,
): { calls: PlannedCall[]; asked: PlannedCall | undefined } {
  const inputTokens = estimateRequest(request);
  const calls = providers.map(({ name, model }) =>
    budget.quote({ provider: name, model, inputTokens, maxTokens: request.maxTokens }),
  );
  return { calls, asked: calls.find(({ refusal }) => refusal === undefined) };
}

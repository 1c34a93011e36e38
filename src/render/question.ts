import { type PlannedQuestion, safeText } from '../domain/index.js';

/** What a model would be asked, word for word, and what it may cost at most. */
export function renderQuestion({ system, user, calls }: PlannedQuestion): string {
  return [
    ...calls.map(
      ({ provider, model, inputTokens, maxTokens, usd, refusal }) =>
        `${provider} ${safeText(model)}: ${inputTokens} tokens asked, ${maxTokens} answered at most, ${usd === null ? 'price unknown' : `$${usd.toFixed(4)} reserved`}${refusal ? ` (not asked: ${safeText(refusal)})` : ''}`,
    ),
    '',
    safeText(system),
    '',
    safeText(user),
  ].join('\n');
}

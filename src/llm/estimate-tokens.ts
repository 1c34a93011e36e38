import type { CompletionRequest } from '../domain/index.js';

/**
 * Estimates the tokens of a text without a tokenizer, rather too many than too few: words by length, digits in
 * threes, punctuation in pairs, indentation and line ends as one each.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const match of text.matchAll(/(\p{L}+)|(\p{N}+)|([^\S\n]{2,})|(\n+)|([^\p{L}\p{N}\s]+)/gu)) {
    const length = match[0].length;
    if (match[1] !== undefined) tokens += tokensOfWord(match[1]);
    else if (match[2] !== undefined) tokens += Math.ceil(length / 3);
    else if (match[5] !== undefined) tokens += Math.ceil(length / 2);
    else tokens += 1;
  }
  return tokens;
}

/** Estimate of what a question costs to read; the schema is put into words for models that do not see it. */
export const estimateRequest = ({
  system,
  user,
  schema,
}: Pick<CompletionRequest, 'system' | 'user' | 'schema'>): number =>
  estimateTokens(system) + estimateTokens(user) + estimateTokens(JSON.stringify(schema));

// Long runs of letters are names in camel case, or hashes; writing without spaces takes a token or more a sign.
function tokensOfWord(word: string): number {
  if ((word.codePointAt(0) ?? 0) > 0x2e7f) return word.length;
  return word.length <= 7 ? 1 : Math.ceil(word.length / 5);
}

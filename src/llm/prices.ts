import type { ModelPrice, PriceTable, TokenUsage } from '../domain/index.js';

/** List prices move several times a year: the user's own table wins over this one. */
export const pricesAsOf = '2026-11-20';

/** US dollars for one million tokens, by model name, without the date or variant that may follow it. */
export const prices: PriceTable = {
  'gemini-3.8-flash': { input: 0.75, output: 3.75 },
  'gpt-6.1-sol': { input: 2, output: 10 },
  'gpt-6.1-terra': { input: 1, output: 5 },
  'gpt-6-luna': { input: 0.1, output: 0.5 },
  'claude-opus-5-5': { input: 4, output: 20 },
  'claude-sonnet-5-5': { input: 2, output: 10 },
  'claude-haiku-5-5': { input: 0.1, output: 0.5 },
  'openai/gpt-oss-120b': { input: 0.15, output: 0.6 },
};

/** What a usage costs; null when the model has no known price. */
export function costUsd(
  model: string,
  usage: TokenUsage,
  options: { prices?: PriceTable; local?: boolean } = {},
): number | null {
  const price =
    priceOf(model, options.prices ?? {}) ?? (options.local ? freeOfCharge : priceOf(model, prices));
  return price === undefined ? null : (usage.input * price.input + usage.output * price.output) / 1e6;
}

// A dated snapshot costs what its model costs; any other ending (`-lite`, `-mini`) is another model.
const sameModel = /^(-\d{6,8}|-\d{4}-\d{2}-\d{2}|-latest|:[\w.-]+)?$/;

const freeOfCharge: ModelPrice = { input: 0, output: 0 };

function priceOf(model: string, table: PriceTable): ModelPrice | undefined {
  // Routers put the maker before the model: `google/gemini-3.8-flash`.
  const names = [model, model.slice(model.indexOf('/') + 1)];
  const key = Object.keys(table)
    .filter((k) => names.some((name) => name.startsWith(k) && sameModel.test(name.slice(k.length))))
    .sort((a, b) => b.length - a.length)[0];
  return key === undefined ? undefined : table[key];
}

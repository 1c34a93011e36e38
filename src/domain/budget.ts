import { z } from 'zod';

/** US dollars for one million tokens. */
export const ModelPrice = z.strictObject({ input: z.number().min(0), output: z.number().min(0) });
export type ModelPrice = z.infer<typeof ModelPrice>;

/** By model name, without the date or variant that may follow it. */
export const PriceTable = z.record(z.string().min(1), ModelPrice);
export type PriceTable = Readonly<Record<string, ModelPrice>>;

/** What questions to models may cost. Dollars count where the price of the model is known, tokens everywhere. */
export const BudgetLimits = z.strictObject({
  /** Dollars for one heal. */
  healUsd: z.number().min(0).default(0.25),
  /** Tokens for one heal, questions and answers together. */
  healTokens: z.number().int().min(0).default(60_000),
  /** Dollars in one day, over all heals. */
  dayUsd: z.number().min(0).default(5),
  /** Tokens in one day for models whose price is not known: as many heals as the dollars of a day allow. */
  dayTokens: z.number().int().min(0).default(1_200_000),
});
export type BudgetLimits = z.infer<typeof BudgetLimits>;

/** What was spent. */
export interface Spending {
  usd: number;
  tokens: number;
}

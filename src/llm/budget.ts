import { BudgetLimits, type PriceTable, type Spending, type TokenUsage } from '../domain/index.js';
import { costUsd } from './prices.js';
import type { ProviderName } from './provider-settings.js';
import { providerTable } from './provider-table.js';

/** One question, as large as it can become. */
export interface Expense {
  provider: string;
  model: string;
  inputTokens: number;
  /** Limit of the answer. */
  maxTokens: number;
}

/** What is set aside for a question until its real usage is known. */
export interface Reserve extends Expense {
  /** Worst case in US dollars; null when the model has no known price. */
  usd: number | null;
  /** Worst case, question and answer together. */
  tokens: number;
}

export type ReserveResult =
  | { ok: true; reserve: Reserve }
  | { ok: false; failure: 'budget'; message: string };

export interface Budget {
  /** Worst case of a question, and in one sentence why it does not fit any more, if it does not. Sets nothing aside. */
  quote(expense: Expense): Reserve & { refusal?: string };
  reserve(expense: Expense): ReserveResult;
  /** Turns a reserve into what was really used, once; without a usage the worst case counts. */
  settle(reserve: Reserve, usage: TokenUsage | undefined): void;
  /** Settled so far for this heal, earlier runs of it included. */
  spent(): Spending;
  /** The same day's budget with the limits of another heal. */
  forHeal(spentHere?: Spending): Budget;
}

export interface BudgetOptions {
  limits?: Partial<BudgetLimits>;
  /** By all heals since midnight, this one included. */
  spentToday: Spending;
  /** By this heal before, when it is picked up again. */
  spentHere?: Spending;
  /** The user's prices; they win over the own table. */
  prices?: PriceTable;
}

/** Settled and set aside. */
interface Account {
  settled: Spending;
  reserved: Spending;
}

/**
 * Holds questions to limits of money and tokens: the worst case is set aside before each call. A model without
 * a known price is held by tokens alone.
 */
export function createBudget({ limits, spentToday, spentHere, prices }: BudgetOptions): Budget {
  const day = accountOf(spentToday);
  const known = BudgetLimits.parse(limits ?? {});
  return healBudget({ limits: known, prices: prices ?? {}, day }, accountOf(spentHere));
}

const accountOf = (settled: Spending = { usd: 0, tokens: 0 }): Account => ({
  settled: { ...settled },
  reserved: { usd: 0, tokens: 0 },
});

interface Shared {
  limits: BudgetLimits;
  prices: PriceTable;
  day: Account;
}

function healBudget(shared: Shared, heal: Account): Budget {
  const { limits, day, prices } = shared;
  const accounts = [heal, day];
  const open = new Set<Reserve>();

  const quote: Budget['quote'] = (expense) => {
    const usage = { input: expense.inputTokens, output: expense.maxTokens };
    const usd = costOf(expense, usage, prices);
    const worst: Reserve = { ...expense, usd, tokens: usage.input + usage.output };
    const lacking = bounds(worst, limits, { heal, day }).find(({ wanted, left }) => wanted > left);
    return lacking === undefined ? worst : { ...worst, refusal: tell(worst, lacking) };
  };
  return {
    quote,
    reserve: (expense) => {
      const { refusal, ...reserve } = quote(expense);
      if (refusal !== undefined) return { ok: false, failure: 'budget', message: refusal };
      for (const { reserved } of accounts) add(reserved, reserve, 1);
      open.add(reserve);
      return { ok: true, reserve };
    },
    settle: (reserve, usage) => {
      if (!open.delete(reserve)) return;
      const real =
        usage === undefined
          ? reserve
          : { usd: costOf(reserve, usage, prices), tokens: usage.input + usage.output };
      for (const { reserved, settled } of accounts) {
        add(reserved, reserve, -1);
        add(settled, real, 1);
      }
    },
    spent: () => ({ ...heal.settled }),
    forHeal: (spentHere) => healBudget(shared, accountOf(spentHere)),
  };
}

function costOf({ provider, model }: Expense, usage: TokenUsage, prices: PriceTable): number | null {
  const local = providerTable[provider as ProviderName]?.local ?? false;
  return costUsd(model, usage, { prices, local });
}

function add(sum: Spending, { usd, tokens }: { usd: number | null; tokens: number }, sign: 1 | -1): void {
  sum.usd += sign * (usd ?? 0);
  sum.tokens += sign * tokens;
}

interface Bound {
  wanted: number;
  left: number;
  unit: 'usd' | 'tokens';
  limit: number;
  of: 'heal' | 'day';
}

function bounds(
  { usd, tokens }: Reserve,
  limits: BudgetLimits,
  { heal, day }: { heal: Account; day: Account },
): Bound[] {
  const bound = (of: Bound['of'], unit: Bound['unit'], wanted: number, limit: number): Bound => {
    const { settled, reserved } = of === 'heal' ? heal : day;
    // Sums of cents drift by parts of a millionth; what fits exactly must fit.
    const left = Math.max(0, limit - settled[unit] - reserved[unit]);
    return { wanted, left: left + (unit === 'usd' ? 1e-9 : 0), unit, limit, of };
  };
  const inTokens = bound('heal', 'tokens', tokens, limits.healTokens);
  return usd === null
    ? [inTokens, bound('day', 'tokens', tokens, limits.dayTokens)]
    : [inTokens, bound('heal', 'usd', usd, limits.healUsd), bound('day', 'usd', usd, limits.dayUsd)];
}

// What is wanted is rounded up and what is left down, so that the two never look equal.
const amount = (value: number, unit: Bound['unit'], round: (n: number) => number): string =>
  unit === 'usd'
    ? `$${(round(value * 1e4 - 1e-6) / 1e4).toFixed(4).replace(/(\.\d\d\d*?)0+$/, '$1')}`
    : `${round(value)} tokens`;

const tell = ({ model }: Reserve, { wanted, left, unit, limit, of }: Bound): string =>
  `a question to ${model} may take ${amount(wanted, unit, Math.ceil)}; of ${amount(limit, unit, Math.ceil)} for ${of === 'heal' ? 'this heal' : 'today'} ${amount(left, unit, Math.floor)} are left`;

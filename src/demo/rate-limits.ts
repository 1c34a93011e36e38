import type { Caller } from './access.js';
import type { Clock } from './state.js';

interface Budget {
  used: number;
  /** Epoch milliseconds. */
  resetAt: number;
}

const hourMs = 3_600_000;
/** Without a token: 60 an hour (docs.github.com, rate limits for the REST API). */
const anonymousLimit = 60;

export interface RateLimit {
  limit: number;
  remaining: number;
  used: number;
  /** Epoch seconds. */
  reset: number;
}

/** The primary limit: all tokens of one account share one budget an hour. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #budgets = new Map<string, Budget>();

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** False when nothing is left; then nothing is charged either. */
  charge(caller: Caller): boolean {
    const budget = this.#budget(caller);
    if (budget.used >= this.#limitOf(caller)) return false;
    budget.used += 1;
    return true;
  }

  /** Gives back what a 304 was charged; only an authorized request gets it. */
  refund(caller: Caller): void {
    if (caller !== null) this.#budget(caller).used -= 1;
  }

  read(caller: Caller): RateLimit {
    const { used, resetAt } = this.#budget(caller);
    const limit = this.#limitOf(caller);
    return { limit, remaining: limit - used, used, reset: Math.ceil(resetAt / 1000) };
  }

  #limitOf(caller: Caller): number {
    return caller === null ? Math.min(anonymousLimit, this.#limit) : this.#limit;
  }

  #budget(caller: Caller): Budget {
    const key = caller?.account.login ?? '';
    const now = this.#clock.now();
    const known = this.#budgets.get(key);
    if (known !== undefined && known.resetAt > now) return known;
    const fresh = { used: 0, resetAt: now + hourMs };
    this.#budgets.set(key, fresh);
    return fresh;
  }
}

/** Counts what is under way, so that a caller can wait for quiet without polling. */
export class Activity {
  #pending = 0;
  #waiting: (() => void)[] = [];

  async track<T>(work: Promise<T>): Promise<T> {
    this.#pending += 1;
    try {
      return await work;
    } finally {
      this.#pending -= 1;
      // What this work started has been counted by now: it was tracked before this work ended.
      if (this.#pending === 0) for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  idle(): Promise<void> {
    return this.#pending === 0
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#waiting.push(resolve);
        });
  }
}

/** A fixed number of slots and a gate that can be shut; work waits in order. */
export class Slots {
  readonly #size: number;
  #used = 0;
  #held = 0;
  #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Shuts the gate until the answer is called. */
  hold(): () => void {
    this.#held += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#held -= 1;
      isHeld = false;
      this.#admit();
    };
  }

  async take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#admit();
      // A cancelled job need not wait for its turn; it ends at once.
      const leave = (): void => {
        if (!this.#waiting.includes(resolve)) return;
        this.#waiting = this.#waiting.filter((other) => other !== resolve);
        this.#used += 1;
        resolve();
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await work();
    } finally {
      this.#used -= 1;
      this.#admit();
    }
  }

  #admit(): void {
    while (this.#held === 0 && this.#used < this.#size) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#used += 1;
      next();
    }
  }
}

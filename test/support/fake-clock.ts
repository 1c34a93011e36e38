import type { Clock } from '../../src/domain/index.js';

export interface FakeClock extends Clock {
  /** What was slept, in order. */
  readonly slept: number[];
  /** Milliseconds since the start. */
  passed(): number;
}

/** A clock that only sleeping moves. `onSleep` is told the time that has passed before each sleep. */
export function createFakeClock(onSleep: (passedMs: number) => void = () => {}): FakeClock {
  const start = Date.parse('2026-01-02T03:04:05.000Z');
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    passed: () => now - start,
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      if (slept.length > 10_000) throw new Error('slept ten thousand times: this waits for ever');
      onSleep(now - start);
      slept.push(ms);
      now += ms;
    },
  };
}

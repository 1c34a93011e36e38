/** The longest pause that the servers of these tests ask for; limits of time are longer, or no whole number. */
const longestPauseMs = 7_000;

/** The real clock for short waits; a pause between two questions is noted and skipped. */
export function quickPauses(noted: number[]) {
  return {
    now: () => performance.now(),
    sleep: async (ms: number, signal?: AbortSignal) => {
      if (ms >= 1000 && ms <= longestPauseMs && Number.isInteger(ms)) noted.push(ms);
      else await new Promise<void>((resolve) => waitFor(ms, signal, resolve));
    },
  };
}

function waitFor(ms: number, signal: AbortSignal | undefined, done: () => void): void {
  const timer = setTimeout(done, ms);
  signal?.addEventListener('abort', () => {
    clearTimeout(timer);
    done();
  });
}

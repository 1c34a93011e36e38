import { vi } from 'vitest';
import type { Machine } from './run-cifix.js';

/** Waits until something has come about, as long as cifix is at work; answers false when it ended before. */
export async function comesTrue(
  running: ReturnType<Machine['start']>,
  hasCome: () => boolean | Promise<boolean>,
): Promise<boolean> {
  let ended = false;
  void running.ended.then(() => {
    ended = true;
  });
  let came = false;
  await vi.waitUntil(
    async () => {
      came = await hasCome();
      return came || ended;
    },
    { interval: 3, timeout: 80_000 },
  );
  return came;
}

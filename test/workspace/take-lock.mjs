import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { acquireLock, withLock } from '../../dist/workspace/index.js';

// `node take-lock.mjs LOCK keep`: takes the lock, says so and never gives it back.
// `node take-lock.mjs LOCK count FILE N`: N times, adds a line for entering and one for leaving.
const [lock, what, file, times] = process.argv.slice(2);
const clock = { now: () => Date.now(), sleep: (ms, signal) => delay(ms, undefined, { signal }) };

if (what === 'keep') {
  await acquireLock(lock, { clock });
  process.stdout.write('taken\n');
  setInterval(() => {}, 60_000);
} else {
  for (let n = 0; n < Number(times); n += 1) {
    await withLock(lock, { clock }, async () => {
      appendFileSync(file, `in ${process.pid}\n`);
      await delay(1);
      appendFileSync(file, `out ${process.pid}\n`);
    });
  }
}

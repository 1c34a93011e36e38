import { setTimeout as delay } from 'node:timers/promises';
import { createHistory } from '../../dist/history/index.js';
import { withLock } from '../../dist/workspace/index.js';

// One process of several that write to the same history: `node write-records.mjs STATE_DIR NAME COUNT`.
const [stateDir, name, count] = process.argv.slice(2);
const clock = { now: () => Date.now(), sleep: (ms, signal) => delay(ms, undefined, { signal }) };
const history = createHistory({
  stateDir,
  clock,
  exclusive: (work) => withLock(`${stateDir}/history.lock`, { clock }, work),
  redact: (text) => text,
  onSetAside: (path) => {
    throw new Error(`set aside: ${path}`);
  },
});
for (let n = 0; n < Number(count); n += 1) {
  const at = new Date().toISOString();
  await history.save({
    id: `${name}${n}`,
    repo: 'octo/project',
    branch: 'main',
    headSha: 'a'.repeat(40),
    state: 'detected',
    attempts: [],
    createdAt: at,
    updatedAt: at,
    events: [{ at, state: 'detected', detail: '' }],
  });
}

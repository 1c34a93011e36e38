import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireLock, withLock } from '../../src/workspace/index.js';
import { createFakeClock } from '../support/fake-clock.js';

const script = join(import.meta.dirname, 'take-lock.mjs');
const run = promisify(execFile);
let directory: string;
let lock: string;
let children: ChildProcess[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
  lock = join(directory, 'deep', 'history.lock');
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Another process that holds the lock until it is killed. */
async function holder(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, lock, 'keep'], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}
const kill = async (child: ChildProcess) => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

describe('a lock', () => {
  test('is given back after the work, and after work that failed', async () => {
    const clock = createFakeClock();
    expect(await withLock(lock, { clock }, async () => existsSync(lock))).toBe(true);
    expect(existsSync(lock)).toBe(false);
    await expect(withLock(lock, { clock }, () => Promise.reject(new Error('failed')))).rejects.toThrow(
      'failed',
    );
    expect(existsSync(lock)).toBe(false);
  });

  test('makes the second wait until the first has given it back', async () => {
    const release = await acquireLock(lock, { clock: createFakeClock() });
    const order: string[] = [];
    let waits = 0;
    const clock = createFakeClock();
    const sleep = clock.sleep;
    clock.sleep = async (ms, signal) => {
      waits += 1;
      if (waits === 3) {
        order.push('first gives it back');
        await release();
      }
      return sleep(ms, signal);
    };
    await withLock(lock, { clock }, async () => void order.push('second works'));
    expect(order).toEqual(['first gives it back', 'second works']);
  });

  test('is not waited for after a stop', async () => {
    await acquireLock(lock, { clock: createFakeClock() });
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    const waiting = acquireLock(lock, { clock: createFakeClock(), signal: controller.signal });
    await expect(waiting).rejects.toThrow('stopped');
  });

  test('gives back only what is its own', async () => {
    const release = await acquireLock(lock, { clock: createFakeClock() });
    const foreign = JSON.stringify({ pid: process.pid, host: hostname(), token: 'of another' });
    writeFileSync(lock, foreign);
    await release();
    expect(readFileSync(lock, 'utf8')).toBe(foreign);
  });
});

describe('between processes (needs dist/: npm run build)', () => {
  test('a living holder is waited for as long as was said, then named', async () => {
    const { pid } = await holder();
    const clock = createFakeClock();
    await expect(acquireLock(lock, { clock, waitMs: 3000 })).rejects.toMatchObject({
      kind: 'refused',
      code: 'lock-busy',
      facts: { pid },
    });
    expect(clock.passed()).toBeGreaterThanOrEqual(3000);
    await expect(acquireLock(lock, { clock: createFakeClock(), waitMs: 0 })).rejects.toMatchObject({
      code: 'lock-busy',
    });
  });

  test('the lock of a process that was killed is taken over at once', async () => {
    await kill(await holder());
    expect(existsSync(lock)).toBe(true);
    const clock = createFakeClock();
    const release = await acquireLock(lock, { clock, waitMs: 0 });
    expect(clock.slept).toEqual([]);
    expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: process.pid });
    await release();
  });

  test('a dead process of another machine is not judged from here', async () => {
    const child = await holder();
    await kill(child);
    const held = JSON.parse(readFileSync(lock, 'utf8'));
    writeFileSync(lock, JSON.stringify({ ...held, host: 'another-machine' }));
    await expect(acquireLock(lock, { clock: createFakeClock(), waitMs: 0 })).rejects.toMatchObject({
      code: 'lock-busy',
    });
  });

  test('a lock that was cut off while it was written does not lock for ever', async () => {
    await kill(await holder());
    writeFileSync(lock, '');
    const release = await acquireLock(lock, { clock: createFakeClock(), waitMs: 5000 });
    await release();
  });

  test('never two are inside, also when all start at a dead holder’s lock', async () => {
    await kill(await holder());
    const file = join(directory, 'steps');
    await Promise.all(
      Array.from({ length: 3 }, () => run(process.execPath, [script, lock, 'count', file, '8'])),
    );
    const steps = readFileSync(file, 'utf8').trim().split('\n');
    expect(steps).toHaveLength(48);
    for (let at = 0; at < steps.length; at += 2) {
      expect(steps[at]?.replace('in', 'out')).toBe(steps[at + 1]);
    }
    expect(existsSync(lock)).toBe(false);
  });
});

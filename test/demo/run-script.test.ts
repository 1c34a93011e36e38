import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { runScript } from '../../src/demo/run-script.js';

const run = async (script: string, signal = new AbortController().signal) => {
  const lines: string[] = [];
  const end = await runScript({
    command: 'sh',
    args: ['-c', script],
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 60_000,
    signal,
    leftovers: new Set(),
    onLine: (line) => lines.push(line),
  });
  return { end, lines };
};

test('lines end at any of the three marks, and the last needs none', async () => {
  const { lines } = await run(`printf 'one\\ntwo\\r\\nthree\\rfour\\n\\nfive'`);
  expect(lines).toEqual(['one', 'two', 'three', 'four', '', 'five']);
});

test('a character that arrives in two pieces is still one', async () => {
  const { lines } = await run(`printf '\\303'; sleep 0.05; printf '\\251\\n'`);
  expect(lines).toEqual(['é']);
});

test.each([
  ['exit 3', 3],
  ['kill -9 $$', 137],
  ['no-such-command', 127],
])('%s ends with %i', async (script, code) => {
  expect((await run(script)).end).toEqual({ kind: 'exit', code });
});

test('an abort ends the whole group', async () => {
  const abort = new AbortController();
  const ended = run('sleep 300 & echo started; wait', abort.signal);
  abort.abort();
  expect((await ended).end).toEqual({ kind: 'cancelled' });
});

test('a command that is not there is told apart from one that failed', async () => {
  const end = await runScript({
    command: 'no-such-shell',
    args: [],
    cwd: tmpdir(),
    env: {},
    timeoutMs: 1_000,
    signal: new AbortController().signal,
    leftovers: new Set(),
    onLine: () => undefined,
  });
  expect(end).toMatchObject({ kind: 'not-started' });
});

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultKind } from '../../src/demo/index.js';
import { CifixError } from '../../src/errors/index.js';
import { createGitHub } from '../../src/github/index.js';
import { type Bench, createClock, openBench, repo, token, workflow } from './bench.js';

describe('requests that fail', () => {
  let bench: Bench;
  let runId: number;
  const open: { clear(): void }[] = [];

  beforeAll(async () => {
    bench = await openBench();
    runId = await bench.begin(workflow('false'));
  });
  afterEach(() => {
    for (const fault of open.splice(0)) fault.clear();
  });
  afterAll(async () => {
    await bench.standIn.close();
    expect(bench.violations).toEqual([]);
  });

  const spoil = (kind: FaultKind, more: { times?: number; retryAfterSeconds?: number } = {}) => {
    const fault = bench.standIn.fault({ match: { path: /\/actions\/runs\/\d+$/ }, kind, ...more });
    open.push(fault);
    return fault;
  };

  test.each<[FaultKind, { retryAfterSeconds?: number }, [least: number, most: number]]>([
    ['500', {}, [1000, 1000]],
    ['502-html', {}, [1000, 1000]],
    ['reset', {}, [1000, 1000]],
    ['secondary', {}, [60_000, 60_000]],
    ['secondary-retry-after', { retryAfterSeconds: 7 }, [7000, 7000]],
    ['bare-429', {}, [60_000, 60_000]],
    ['primary', { retryAfterSeconds: 30 }, [20_000, 32_000]],
    ['primary-429', { retryAfterSeconds: 30 }, [20_000, 32_000]],
  ])('%s is tried again after the wait that it asks for', async (kind, more, [least, most]) => {
    const fault = spoil(kind, more);
    const github = bench.connect();
    expect(await github.getRun(repo, runId)).toMatchObject({ id: runId, conclusion: 'failure' });
    expect(fault.left()).toBe(0);
    expect(github.clock.sleeps).toHaveLength(1);
    expect(github.clock.sleeps[0]).toBeGreaterThanOrEqual(least);
    expect(github.clock.sleeps[0]).toBeLessThanOrEqual(most);
  });

  test('a server that keeps failing is asked four times, ever more slowly, and no more', async () => {
    const fault = spoil('502-html', { times: 9 });
    const github = bench.connect();
    const error = await errorOf(github.getRun(repo, runId));
    expect(error).toMatchObject({ kind: 'remote', code: 'github-unavailable' });
    expect(error.message).toContain('502');
    expect(error.message).not.toContain('<');
    expect(fault.left()).toBe(5);
    expect(github.clock.sleeps).toEqual([1000, 2000, 4000]);
    expect(github.requests.map(({ status }) => status)).toEqual([502, 502, 502, 502]);
  });

  test('a rate limit that lasts is not waited for; the error says until when', async () => {
    spoil('primary', { retryAfterSeconds: 3600 });
    const github = bench.connect();
    const before = Date.now();
    const error = await errorOf(github.getRun(repo, runId));
    expect(error).toMatchObject({ kind: 'remote', code: 'rate-limited' });
    const until = Date.parse(/\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(error.hint)?.[0] ?? '');
    expect(until - before).toBeGreaterThan(3_590_000);
    expect(until - before).toBeLessThan(3_700_000);
    expect(github.clock.sleeps).toEqual([]);
  });

  test('a body that was cut off is a broken answer, not a value with holes', async () => {
    spoil('truncated-body');
    const error = await errorOf(bench.connect().getRun(repo, runId));
    expect(error).toMatchObject({ kind: 'remote', code: 'github-answer-broken' });
    expect(error.message).toContain(`run ${runId}`);
  });

  test('a connection that keeps breaking in the middle of a body ends in an error', async () => {
    spoil('drop-body', { times: 9 });
    const error = await errorOf(bench.connect().getRun(repo, runId));
    expect(error.kind).toBe('remote');
    expect(['github-answer-broken', 'github-unreachable']).toContain(error.code);
  });

  test.each<[FaultKind, Partial<CifixError>, RegExp, RegExp]>([
    ['unauthorized', { kind: 'credential', code: 'token-refused' }, /401/, /GH_TOKEN/],
    [
      'forbidden',
      { kind: 'credential', code: 'forbidden' },
      /not accessible by personal access token/,
      /actions=write/,
    ],
    ['sso', { kind: 'credential', code: 'sso-required' }, /SAML/, /single sign-on/],
    [
      'not-found',
      { kind: 'usage', code: 'not-found' },
      /does not know run \d+ of octo\/project/,
      /may not see it/,
    ],
    ['gone', { kind: 'usage', code: 'gone' }, /410/, /Re-run/],
  ])('%s is told at once, with what to do', async (kind, expected, message, hint) => {
    spoil(kind);
    const github = bench.connect();
    const error = await errorOf(github.getRun(repo, runId));
    expect(error).toMatchObject(expected);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(github.clock.sleeps).toEqual([]);
  });

  test('a token that GitHub does not know is refused without a second try', async () => {
    const github = bench.connect({ token: 'unknown' });
    expect(await errorOf(github.getAccount())).toMatchObject({ code: 'token-refused' });
    expect(github.requests).toHaveLength(1);
  });

  test('a person who stops it does not wait for an answer that never comes', async () => {
    const fault = spoil('hang');
    const controller = new AbortController();
    const github = bench.connect({ signal: controller.signal });
    const asked = errorOf(github.getRun(repo, runId));
    const reason = new CifixError({ kind: 'cancelled', code: 'cancelled', message: 'stop', hint: '' });
    await expect.poll(() => fault.left()).toBe(0);
    controller.abort(reason);
    expect(await asked).toBe(reason);
  });

  test('a person who stops it does not wait for the next try either', async () => {
    const fault = spoil('500', { times: 9 });
    const controller = new AbortController();
    const github = createGitHub({
      apiUrl: bench.standIn.apiUrl,
      token,
      userAgent: 'cifix',
      clock: { now: Date.now, sleep: (_ms, signal) => delay(60_000, undefined, { signal }) },
      signal: controller.signal,
    });
    const asked = errorOf(github.getRun(repo, runId));
    await expect.poll(() => github.requests.length).toBe(1);
    expect(fault.left()).toBe(8);
    const reason = new CifixError({ kind: 'cancelled', code: 'cancelled', message: 'stop', hint: '' });
    controller.abort(reason);
    expect(await asked).toBe(reason);
  });

  test('a server that is not there is an error that names the variable to check', async () => {
    const github = createGitHub({
      apiUrl: 'http://127.0.0.1:9',
      userAgent: 'cifix',
      clock: createClock(),
      signal: new AbortController().signal,
    });
    const error = await errorOf(github.getRun(repo, 1));
    expect(error).toMatchObject({ kind: 'remote', code: 'github-unreachable' });
    expect(error.hint).toContain('GITHUB_API_URL');
  });
});

async function errorOf(promise: Promise<unknown>): Promise<CifixError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CifixError) return error;
  throw new Error(`not a CifixError: ${String(error)}`);
}

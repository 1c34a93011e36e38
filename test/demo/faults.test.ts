import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultKind, FaultOptions } from '../../src/demo/index.js';
import { runGitClient } from './run-git-client.js';
import { type Bench, createProject, jobOf, openBench, token, where } from './run-workflow.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await createProject(bench, { '.github/workflows/ci.yml': jobOf('run: echo hello') });
  await bench.github.waitForIdle();
});

afterEach(async () => {
  await bench.github.close();
});

const path = '/repos/octo/project/actions/runs';
const ask = (target = path, init: RequestInit = {}) =>
  fetch(bench.github.apiUrl + target, { headers: { authorization: `Bearer ${token}` }, ...init });
const strike = (kind: FaultKind, more: Partial<FaultOptions> = {}) =>
  bench.github.fault({ match: { method: 'GET', path: /\/actions\/runs$/ }, kind, ...more });

test.each<[FaultKind, number, RegExp]>([
  ['500', 500, /Server Error/],
  ['502-html', 502, /<html>.*Unicorn/],
  ['secondary', 403, /secondary rate limit/],
  ['secondary-retry-after', 403, /secondary rate limit/],
  ['primary', 403, /API rate limit exceeded/],
  ['primary-429', 429, /API rate limit exceeded/],
  ['bare-429', 429, /^Too Many Requests$/],
  ['sso', 403, /SAML/],
  ['unauthorized', 401, /Bad credentials/],
  ['forbidden', 403, /not accessible/],
  ['not-found', 404, /Not Found/],
  ['gone', 410, /Server Error/],
])('%s answers %d once and is then over', async (kind, status, words) => {
  strike(kind);
  const answer = await ask();
  expect(answer.status).toBe(status);
  expect(await answer.text()).toMatch(words);
  expect((await ask()).status).toBe(200);
});

test('rate-limit faults carry the headers that tell when to come back', async () => {
  strike('secondary-retry-after', { retryAfterSeconds: 7 });
  expect((await ask()).headers.get('retry-after')).toBe('7');
  strike('primary', { retryAfterSeconds: 30 });
  const { headers } = await ask();
  expect(headers.get('x-ratelimit-remaining')).toBe('0');
  expect(Number(headers.get('x-ratelimit-reset')) - Date.now() / 1000).toBeGreaterThan(25);
});

test('a fault strikes as often as told and can be called off', async () => {
  const fault = strike('500', { times: 3 });
  expect([(await ask()).status, fault.left()]).toEqual([500, 2]);
  fault.clear();
  expect((await ask()).status).toBe(200);
});

test('a fault leaves alone what it does not match', async () => {
  const fault = strike('500');
  expect((await ask('/user')).status).toBe(200);
  expect((await ask(path, { method: 'POST', body: '{}', headers: {} })).status).toBe(404);
  expect(fault.left()).toBe(1);
});

test('a reset breaks the connection before any answer', async () => {
  strike('reset');
  await expect(ask()).rejects.toThrow('fetch failed');
});

test('a dropped body breaks in the middle', async () => {
  strike('drop-body');
  const answer = await ask();
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
});

test('a truncated body looks whole and is not', async () => {
  strike('truncated-body');
  const answer = await ask();
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(text).toMatch(/^\{"total_count":1/);
  expect(() => JSON.parse(text)).toThrow();
});

test('Octokit takes a truncated body for a success, which is why callers must look at its shape', async () => {
  strike('truncated-body');
  const answer = await bench.octokit.rest.actions.listWorkflowRunsForRepo(where);
  expect(answer.status).toBe(200);
  expect(answer.data.workflow_runs).toBeUndefined();
});

test('a hanging answer ends with the caller, or with the stand-in', async () => {
  strike('hang', { times: 2 });
  await expect(ask(path, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
  const pending = expect(ask()).rejects.toThrow();
  await bench.github.close();
  await pending;
});

test('a slow answer comes in the end', async () => {
  strike('slow', { delayMs: 30 });
  const before = performance.now();
  expect((await ask()).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(25);
});

test('log links can be expired and archives cut short', async () => {
  const { data } = await bench.octokit.rest.actions.listWorkflowRunsForRepo(where);
  const link = async () =>
    (
      await ask(`${path}/${data.workflow_runs[0]?.id}/logs`, {
        redirect: 'manual',
        headers: { authorization: `Bearer ${token}` },
      })
    ).headers.get('location') ?? '';
  bench.github.fault({ match: { path: /^\/logs\// }, kind: 'blob-expired' });
  expect((await fetch(await link())).status).toBe(403);
  const whole = Buffer.from(await (await fetch(await link())).arrayBuffer());
  bench.github.fault({ match: { path: /^\/logs\// }, kind: 'truncated-body' });
  const half = Buffer.from(await (await fetch(await link())).arrayBuffer());
  expect(half.length).toBe(Math.floor(whole.length / 2));
});

test('git meets faults too', async () => {
  bench.github.fault({ match: { path: /git-upload-pack/ }, kind: '500' });
  const url = `${bench.github.serverUrl}/octo/project.git`;
  expect((await runGitClient(['ls-remote', url])).stderr).toContain('error: 500');
  expect((await runGitClient(['ls-remote', url])).code).toBe(0);
});

test('spoiled answers are not held against the description, but the requests are', async () => {
  strike('500');
  await ask();
  expect(bench.violations).toEqual([]);
  await ask(`${path}?creatd=2026`);
  expect(bench.violations).toEqual([
    "GET /repos/octo/project/actions/runs (actions/list-workflow-runs-for-repo): unknown query parameter 'creatd'",
  ]);
});

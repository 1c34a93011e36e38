import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, createProject, openBench, token, where } from './run-workflow.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench({
    rateLimit: 100,
    tokens: [
      { token, login: 'octo' },
      { token: 'second', login: 'octo' },
      { token: 'reader', login: 'guest', permission: 'read' },
      { token: 'fine-reader', login: 'guest', permission: 'read', scopes: null },
      { token: 'stranger', login: 'other', repositories: [] },
    ],
  });
});

afterEach(async () => {
  await bench.github.close();
});

const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(bench.github.apiUrl + path, { ...init, headers: { authorization: `Bearer ${token}`, ...headers } });

test('an unchanged answer is a 304 that costs nothing, but only to the token that saw it', async () => {
  await createProject(bench, { 'a.txt': 'a' });
  const first = await ask('/repos/octo/project');
  const etag = first.headers.get('etag') ?? '';
  const before = Number(first.headers.get('x-ratelimit-remaining'));
  const again = await ask('/repos/octo/project', { 'if-none-match': etag });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  expect(Number(again.headers.get('x-ratelimit-remaining'))).toBe(before);
  const other = await ask('/repos/octo/project', { authorization: 'Bearer second', 'if-none-match': etag });
  expect(other.status).toBe(200);
  expect(Number(other.headers.get('x-ratelimit-remaining'))).toBe(before - 1);
  await bench.octokit.rest.issues.create({ ...where, title: 'A change' });
  expect((await ask('/repos/octo/project', { 'if-none-match': etag })).status).toBe(200);
});

test('the last request of the hour is followed by 403 and a time to come back', async () => {
  await createProject(bench, { 'a.txt': 'a' });
  for (let left = 100; left > 0; left -= 1) expect((await ask('/user')).status).toBe(200);
  const refused = await ask('/user');
  expect(refused.status).toBe(403);
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(Number(refused.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000);
  const { data } = await bench.octokit.rest.rateLimit.get();
  expect(data.resources.core.remaining).toBe(0);
});

test.each([
  ['a bad token', '/repos/octo/open', { authorization: 'Bearer wrong' }, 401, 'Bad credentials'],
  ['a private repository without a token', '/repos/octo/closed', { authorization: '' }, 404, 'Not Found'],
  [
    'a private repository of others',
    '/repos/octo/closed',
    { authorization: 'token stranger' },
    404,
    'Not Found',
  ],
  ['a trailing slash', '/repos/octo/open/', {}, 404, 'Not Found'],
  ['an unknown API version', '/user', { 'x-github-api-version': '2020-01-01' }, 400, 'is not supported'],
  ['a caller without a name', '/user', { 'user-agent': '' }, 403, 'User-Agent'],
])('%s is answered as GitHub does', async (_, path, headers, status, words) => {
  await bench.github.createRepository({ owner: 'octo', name: 'open', files: { a: '' } });
  await bench.github.createRepository({ owner: 'octo', name: 'closed', files: { a: '' }, private: true });
  const answer = await ask(path, headers);
  expect(answer.status).toBe(status);
  const body = (await answer.json()) as Record<string, unknown>;
  expect(body.message).toContain(words);
  expect(body.status).toBe(String(status));
});

test('classic tokens show their scopes', async () => {
  expect((await ask('/user')).headers.get('x-oauth-scopes')).toBe('repo, workflow');
});

test.each([
  ['reader', 'Must have admin rights to Repository.'],
  ['fine-reader', 'Resource not accessible by personal access token'],
])('%s may not write', async (secret, words) => {
  await createProject(bench, { 'a.txt': 'a' });
  const answer = await ask(
    '/repos/octo/project/issues',
    { authorization: `Bearer ${secret}` },
    { method: 'POST', body: '{"title":"x"}' },
  );
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ message: words });
});

test('broken JSON is a 400, a missing field a 422 that names it', async () => {
  await createProject(bench, { 'a.txt': 'a' });
  const post = (body: string) => ask('/repos/octo/project/issues', {}, { method: 'POST', body });
  expect((await post('{')).status).toBe(400);
  const refused = await post('{}');
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({
    message: 'Validation Failed',
    errors: [{ resource: 'Issue', code: 'missing_field', field: 'title' }],
  });
});

test('files, commits and comparisons come from the repository itself', async () => {
  await createProject(bench, { 'a.txt': 'one\n', 'dir/b.txt': 'b\n' });
  const sha = await bench.github.commitFiles(
    'octo/project',
    'side',
    { 'a.txt': 'two\n', 'dir/b.txt': null, 'run.sh': { content: '#!/bin/sh\n', mode: '100755' } },
    'Change things',
  );
  const { repos, git } = bench.octokit.rest;
  const file = await repos.getContent({ ...where, path: 'a.txt', ref: 'side' });
  expect(Buffer.from('content' in file.data ? file.data.content : '', 'base64').toString()).toBe('two\n');
  const raw = await repos.getContent({ ...where, path: 'a.txt', mediaType: { format: 'raw' } });
  expect(raw.data).toBe('one\n');
  await expect(repos.getContent({ ...where, path: 'missing' })).rejects.toMatchObject({ status: 404 });
  const compared = (await repos.compareCommitsWithBasehead({ ...where, basehead: 'main...side' })).data;
  expect([compared.status, compared.ahead_by, compared.commits[0]?.sha]).toEqual(['ahead', 1, sha]);
  expect(
    compared.files?.map((entry) => [entry.filename, entry.status, entry.additions, entry.deletions]),
  ).toEqual([
    ['a.txt', 'modified', 1, 1],
    ['dir/b.txt', 'removed', 0, 1],
    ['run.sh', 'added', 1, 0],
  ]);
  expect((await git.getRef({ ...where, ref: 'heads/side' })).data.object.sha).toBe(sha);
  expect((await repos.getCommit({ ...where, ref: sha })).data.commit.message).toBe('Change things');
  await expect(repos.getBranch({ ...where, branch: 'gone' })).rejects.toMatchObject({ status: 404 });
  expect(bench.violations).toEqual([]);
});

test('commit statuses combine the newest of each context', async () => {
  await createProject(bench, { 'a.txt': 'a' });
  const { repos } = bench.octokit.rest;
  const sha = (await repos.getBranch({ ...where, branch: 'main' })).data.commit.sha;
  const combined = async () => (await repos.getCombinedStatusForRef({ ...where, ref: sha })).data;
  expect((await combined()).state).toBe('pending');
  await repos.createCommitStatus({ ...where, sha, state: 'failure', context: 'lint' });
  expect((await combined()).state).toBe('failure');
  await repos.createCommitStatus({ ...where, sha, state: 'success', context: 'lint' });
  expect(await combined()).toMatchObject({ state: 'success', total_count: 1 });
  expect(bench.violations).toEqual([]);
});

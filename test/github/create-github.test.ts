import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench, repo, token, workflow } from './bench.js';

const fineGrained = 'fine-grained-token-of-octo';

describe('what cifix reads of GitHub', () => {
  let bench: Bench;
  let runId: number;

  beforeAll(async () => {
    bench = await openBench({
      tokens: [
        { token, login: 'octo' },
        { token: fineGrained, login: 'octo', scopes: null },
      ],
    });
    runId = await bench.begin(workflow('true', 'false'));
  });
  afterAll(async () => {
    await bench.standIn.close();
    expect(bench.violations).toEqual([]);
  });

  test('a run, its jobs and their steps', async () => {
    const github = bench.connect();
    const run = await github.getRun(repo, runId);
    expect(run).toMatchObject({
      id: runId,
      attempt: 1,
      repo,
      workflow: 'CI',
      path: '.github/workflows/ci.yml',
      event: 'push',
      branch: 'main',
      headRepo: repo,
      status: 'completed',
      conclusion: 'failure',
      pullRequests: [],
    });
    expect(run.headSha).toMatch(/^[0-9a-f]{40}$/);
    const [job, ...others] = await github.listJobs(repo, runId, 1);
    expect(others).toEqual([]);
    expect(job).toMatchObject({ name: 'build', conclusion: 'failure' });
    const wanted = job?.steps.filter(({ name }) => name.startsWith('Run '));
    expect(wanted?.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['Run true', 'success'],
      ['Run false', 'failure'],
    ]);
    expect(await github.getJob(repo, job?.id ?? 0)).toMatchObject({ id: job?.id, runId });
  });

  test('of a run that was started again each attempt has its own jobs', async () => {
    const answer = await fetch(`${bench.standIn.apiUrl}/repos/${repo}/actions/runs/${runId}/rerun`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(201);
    await bench.standIn.waitForIdle();
    const github = bench.connect();
    expect((await github.getRun(repo, runId)).attempt).toBe(2);
    expect((await github.getRun(repo, runId, 1)).attempt).toBe(1);
    const first = await github.listJobs(repo, runId, 1);
    const second = await github.listJobs(repo, runId, 2);
    expect(first).toHaveLength(1);
    expect(second).toHaveLength(1);
    expect(second[0]?.id).not.toBe(first[0]?.id);
  });

  test('an unchanged listing is answered without runs, and a changed one with them', async () => {
    const github = bench.connect();
    const first = await github.listRuns(repo);
    expect(first.runs?.map(({ id }) => id)).toContain(runId);
    const second = await github.listRuns(repo, { etag: first.etag });
    expect(second).toEqual({ etag: first.etag });
    expect(github.requests.map(({ status }) => status)).toEqual([200, 304]);
    const sha = await bench.standIn.commitFiles(repo, 'topic', { 'new.txt': 'new\n' }, 'Add a file');
    await bench.standIn.waitForIdle();
    const third = await github.listRuns(repo, { etag: first.etag });
    expect(third.runs?.[0]).toMatchObject({ headSha: sha, branch: 'topic' });
  });

  test('a file at a commit, and undefined for one that is not there', async () => {
    const github = bench.connect();
    expect(await github.readFile(repo, 'docs/a file.md', 'main')).toBe('ünïcode\n');
    expect(await github.readFile(repo, 'docs/none.md', 'main')).toBeUndefined();
  });

  test('the files right in a folder at a commit, and none of one that is not there', async () => {
    const github = bench.connect();
    const files = await github.listFiles(repo, '.github/workflows', 'main');
    expect(files).toEqual([{ path: '.github/workflows/ci.yml', sizeBytes: expect.any(Number) }]);
    expect(await github.listFiles(repo, '.github', 'main')).toEqual([]);
    expect(await github.listFiles(repo, '.github/workflows/ci.yml', 'main')).toEqual([]);
    expect(await github.listFiles(repo, 'nowhere', 'main')).toEqual([]);
  });

  test('the annotations of a job, and none for a token that cannot be given the right to read them', async () => {
    const [job] = await bench.connect().listJobs(repo, runId, 1);
    const annotations = await bench.connect().listAnnotations(repo, job?.id ?? 0);
    expect(annotations).toMatchObject([
      { level: 'failure', message: 'Process completed with exit code 1.', path: '.github' },
    ]);
    const fine = bench.connect({ token: fineGrained });
    expect(await fine.listAnnotations(repo, job?.id ?? 0)).toEqual([]);
  });

  test('the repository, and whether the token may push', async () => {
    expect(await bench.connect().getRepository(repo)).toMatchObject({
      fullName: repo,
      defaultBranch: 'main',
      canPush: true,
    });
    expect(await bench.connect().getAccount()).toMatchObject({ login: 'octo', scopes: ['repo', 'workflow'] });
  });

  test('a pull request is opened once, also when the answer to the first try was lost', async () => {
    await bench.standIn.commitFiles(repo, 'fix', { 'fix.txt': 'fix\n' }, 'Fix');
    const github = bench.connect();
    const wish = { head: 'fix', base: 'main', title: 'Fix it', body: 'It was broken.' };
    expect(await github.findOpenPullRequest(repo, 'fix', 'main')).toBeUndefined();
    bench.standIn.fault({ match: { method: 'POST', path: /\/pulls$/ }, kind: 'reset' });
    const opened = await github.createPullRequest(repo, wish);
    expect(opened).toMatchObject({ headBranch: 'fix', baseBranch: 'main', headRepo: repo });
    expect(await github.findOpenPullRequest(repo, 'fix', 'main')).toEqual(opened);
    expect(await github.getPullRequest(repo, opened.number)).toEqual(opened);
    await expect(github.createPullRequest(repo, { ...wish, head: 'no-such-branch' })).rejects.toMatchObject({
      code: 'github-refused',
      message: 'GitHub answered 422: Validation Failed: head invalid.',
    });
    await bench.standIn.waitForIdle();
  });

  test('a name that is no repository is refused before anything is sent', async () => {
    const github = bench.connect();
    await expect(github.getRun('project', 1)).rejects.toMatchObject({ kind: 'usage', code: 'repo-name' });
    expect(github.requests).toEqual([]);
  });
});

test('the jobs of a run are read to the last page', async () => {
  const bench = await openBench();
  const names = Array.from({ length: 103 }, (_, index) => `job-${index}`);
  const runId = await bench.begin({
    '.github/workflows/ci.yml': [
      'on: push',
      'jobs:',
      ...names.map((name) => `  ${name}: { runs-on: ubuntu-latest, if: false, steps: [{ run: 'true' }] }`),
      '',
    ].join('\n'),
  });
  const github = bench.connect();
  const jobs = await github.listJobs(repo, runId, 1);
  expect(new Set(jobs.map(({ name }) => name))).toEqual(new Set(names));
  expect(github.requests).toHaveLength(2);
  await bench.standIn.close();
  expect(bench.violations).toEqual([]);
});

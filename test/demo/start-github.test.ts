import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { watchExchanges } from '../support/github-api/validate.js';
import { runGitClient } from './run-git-client.js';

const ci = `
on: { push: {}, pull_request: {} }
name: CI
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Test
        run: |
          echo "checking"
          test "$(cat answer.txt)" = 42
`;

let github: GitHubStandIn;
let violations: readonly string[];
let octokit: Octokit;
let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'stand-in-test-'));
  github = await startGitHub({ tokens: [{ token: 'secret-token', login: 'octo' }] });
  violations = watchExchanges(github);
  octokit = new Octokit({ baseUrl: github.apiUrl, auth: 'secret-token', userAgent: 'test' });
});

afterEach(async () => {
  await github.close();
  await rm(scratch, { recursive: true, force: true });
  expect(violations).toEqual([]);
});

test('a red run turns green after a real push, and Octokit sees both', async () => {
  const repository = await github.createRepository({
    owner: 'octo',
    name: 'answers',
    files: { '.github/workflows/ci.yml': ci, 'answer.txt': '41\n' },
  });
  await github.waitForIdle();
  const where = { owner: 'octo', repo: 'answers' };
  const red = await octokit.rest.actions.listWorkflowRunsForRepo(where);
  expect(red.data.workflow_runs.map((run) => [run.name, run.event, run.conclusion])).toEqual([
    ['CI', 'push', 'failure'],
  ]);

  const work = join(scratch, 'work');
  await runGitClient(['clone', '--quiet', repository.cloneUrl, work], { token: 'secret-token' });
  await writeFile(join(work, 'answer.txt'), '42\n');
  await runGitClient(['commit', '--quiet', '-am', 'Answer rightly'], { cwd: work });
  await runGitClient(['push', '--quiet', 'origin', 'main'], { cwd: work, token: 'secret-token' });
  await github.waitForIdle();

  const sha = (await runGitClient(['rev-parse', 'HEAD'], { cwd: work })).stdout.trim();
  const green = await octokit.rest.actions.listWorkflowRunsForRepo({ ...where, head_sha: sha });
  expect(green.data.workflow_runs.map((run) => [run.head_sha, run.conclusion, run.run_number])).toEqual([
    [sha, 'success', 2],
  ]);
});

test('what a token of a workflow pushes or opens starts nothing', async () => {
  const other = await startGitHub({ tokens: [{ token: 'job', login: 'bot', startsRuns: false }] });
  const { cloneUrl } = await other.createRepository({
    owner: 'octo',
    name: 'answers',
    files: { 'a.txt': '' },
  });
  const work = join(scratch, 'work');
  await runGitClient(['clone', '--quiet', cloneUrl, work]);
  await mkdir(join(work, '.github/workflows'), { recursive: true });
  await writeFile(join(work, '.github/workflows/ci.yml'), ci);
  await runGitClient(['add', '--all'], { cwd: work });
  await runGitClient(['commit', '--quiet', '-m', 'Add CI'], { cwd: work });
  expect((await runGitClient(['push', 'origin', 'HEAD:ci'], { cwd: work, token: 'job' })).code).toBe(0);
  const bot = new Octokit({ baseUrl: other.apiUrl, auth: 'job' });
  await bot.rest.pulls.create({ owner: 'octo', repo: 'answers', head: 'ci', base: 'main', title: 'CI' });
  await other.waitForIdle();
  const { data } = await bot.rest.actions.listWorkflowRunsForRepo({ owner: 'octo', repo: 'answers' });
  expect(data.total_count).toBe(0);
  await other.close();
});

test('closing ends running jobs and leaves nothing on disk', async () => {
  const other = await startGitHub();
  const sleeper = 'on: push\njobs: { a: { runs-on: x, steps: [{ run: sleep 300 }] } }\n';
  const { gitDir } = await other.createRepository({
    owner: 'octo',
    name: 'slow',
    files: { '.github/workflows/ci.yml': sleeper },
  });
  await other.close();
  await expect(access(gitDir)).rejects.toThrow('ENOENT');
});

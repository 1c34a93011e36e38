import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

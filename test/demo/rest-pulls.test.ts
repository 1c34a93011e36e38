import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, createProject, openBench, where } from './run-workflow.js';

const ci = `
on: { pull_request: { branches: [main], paths-ignore: ['docs/**'] } }
name: PR
jobs:
  build:
    runs-on: ubuntu-latest
    steps: [{ uses: actions/checkout@v4 }, { run: 'ls; test "$(cat a.txt)" = ok' }]
`;

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await createProject(bench, { '.github/workflows/pr.yml': ci, 'a.txt': 'ok\n' });
});

afterEach(async () => {
  await bench.github.close();
  expect(bench.violations).toEqual([]);
});

const commit = (branch: string, files: Record<string, string>) =>
  bench.github.commitFiles('octo/project', branch, files, `Change ${Object.keys(files).join()}`);

const open = async (head: string) =>
  (
    await bench.octokit.rest.pulls.create({
      ...where,
      head,
      base: 'main',
      title: `From ${head}`,
      body: 'Why',
    })
  ).data;

const runs = async () => {
  await bench.github.waitForIdle();
  const { data } = await bench.octokit.rest.actions.listWorkflowRunsForRepo(where);
  return data.workflow_runs.map((run) => [run.event, run.head_branch, run.head_sha, run.conclusion]);
};

test('opening a pull request and pushing to it run CI on the merge with the base', async () => {
  const first = await commit('side', { 'b.txt': 'b\n' });
  const pull = await open('side');
  expect(pull).toMatchObject({ state: 'open', mergeable: true, commits: 1, changed_files: 1, additions: 1 });
  expect(await runs()).toEqual([['pull_request', 'side', first, 'success']]);
  await commit('main', { 'a.txt': 'broken\n' });
  const second = await commit('side', { 'c.txt': 'c\n' });
  expect((await runs())[0]).toEqual(['pull_request', 'side', second, 'failure']);
  const { data } = await bench.octokit.rest.actions.listWorkflowRunsForRepo(where);
  expect(data.workflow_runs[0]?.pull_requests?.map((one) => one.number)).toEqual([pull.number]);
});

test('a pull request that conflicts with its base starts nothing', async () => {
  await commit('side', { 'a.txt': 'mine\n' });
  await commit('main', { 'a.txt': 'theirs\n' });
  const pull = await open('side');
  expect(pull).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  expect(await runs()).toEqual([]);
  await expect(bench.octokit.rest.pulls.merge({ ...where, pull_number: pull.number })).rejects.toMatchObject({
    status: 405,
  });
});

test('path filters and [skip ci] are honoured', async () => {
  await commit('docs', { 'docs/x.md': 'x' });
  await open('docs');
  await bench.github.commitFiles('octo/project', 'quiet', { 'b.txt': 'b' }, 'Work [skip ci]');
  await open('quiet');
  expect(await runs()).toEqual([]);
});

test('a second pull request for the same branches is a 422, and so is one without commits', async () => {
  await commit('side', { 'b.txt': 'b\n' });
  await open('side');
  await expect(open('side')).rejects.toMatchObject({
    status: 422,
    response: { data: { errors: [{ message: 'A pull request already exists for octo:side.' }] } },
  });
  await bench.octokit.rest.git.createRef({
    ...where,
    ref: 'refs/heads/same',
    sha: (await bench.octokit.rest.git.getRef({ ...where, ref: 'heads/main' })).data.object.sha,
  });
  await expect(open('same')).rejects.toMatchObject({
    status: 422,
    response: { data: { errors: [{ message: 'No commits between main and same' }] } },
  });
  await expect(open('nowhere')).rejects.toMatchObject({
    status: 422,
    response: { data: { errors: [{ field: 'head', code: 'invalid' }] } },
  });
});

test('pull requests are listed by owner:branch; a bare branch is no filter', async () => {
  for (const branch of ['one', 'two']) {
    await commit(branch, { [branch]: '' });
    await open(branch);
  }
  const heads = async (head: string) =>
    (await bench.octokit.rest.pulls.list({ ...where, head, state: 'open', base: 'main' })).data.map(
      (pull) => pull.head.ref,
    );
  expect(await heads('octo:one')).toEqual(['one']);
  expect(await heads('one')).toEqual(['two', 'one']);
});

test('closing, reopening and merging change what GitHub shows', async () => {
  const sha = await commit('side', { 'b.txt': 'b\n' });
  const { pulls, repos } = bench.octokit.rest;
  const place = { ...where, pull_number: (await open('side')).number };
  expect((await pulls.update({ ...place, state: 'closed', title: 'New' })).data).toMatchObject({
    state: 'closed',
    title: 'New',
  });
  await pulls.update({ ...place, state: 'open' });
  expect((await pulls.listFiles(place)).data.map((file) => file.filename)).toEqual(['b.txt']);
  await expect(pulls.merge({ ...place, sha: '0'.repeat(40) })).rejects.toMatchObject({ status: 409 });
  const merged = (await pulls.merge({ ...place, sha })).data;
  expect((await pulls.get(place)).data).toMatchObject({
    merged: true,
    state: 'closed',
    merge_commit_sha: merged.sha,
  });
  expect((await repos.getBranch({ ...where, branch: 'main' })).data.commit.sha).toBe(merged.sha);
  const containing = await repos.listPullRequestsAssociatedWithCommit({ ...where, commit_sha: sha });
  expect(containing.data.map((pull) => pull.number)).toEqual([place.pull_number]);
});

test('a pull request from a fork names the other repository as its head', async () => {
  await bench.github.createRepository({ owner: 'guest', name: 'project', forkOf: 'octo/project' });
  const sha = await bench.github.commitFiles('guest/project', 'idea', { 'b.txt': 'b\n' }, 'Idea');
  const pull = await open('guest:idea');
  expect(pull.head.repo?.full_name).toBe('guest/project');
  expect(pull.head.repo?.fork).toBe(true);
  expect(await runs()).toEqual([['pull_request', 'idea', sha, 'success']]);
});

test('issues and comments can be written, changed and found', async () => {
  const { issues } = bench.octokit.rest;
  const issue = (await issues.create({ ...where, title: 'CI is red', labels: ['cifix'] })).data;
  const place = { ...where, issue_number: issue.number };
  const comment = (await issues.createComment({ ...place, body: 'First' })).data;
  await issues.updateComment({ ...where, comment_id: comment.id, body: 'Second' });
  expect((await issues.listComments(place)).data.map((one) => one.body)).toEqual(['Second']);
  expect((await issues.listForRepo({ ...where, labels: 'cifix' })).data.map((one) => one.number)).toEqual([
    1,
  ]);
  await issues.update({ ...place, state: 'closed' });
  expect((await issues.listForRepo({ ...where })).data).toEqual([]);
  await issues.deleteComment({ ...where, comment_id: comment.id });
  expect((await issues.get(place)).data).toMatchObject({ state: 'closed', comments: 0 });
  await expect(issues.createComment({ ...place, body: 'x'.repeat(70_000) })).rejects.toMatchObject({
    status: 422,
  });
});

import { afterEach, expect, test } from 'vitest';
import type { GitHubOptions } from '../../src/demo/index.js';
import { type Bench, createProject, jobOf, openBench, readJobLog, token, where } from './run-workflow.js';

let bench: Bench;

afterEach(async () => {
  await bench.github.close();
  expect(bench.violations).toEqual([]);
});

/** A clock that stands still until it is set; CI itself needs no time to pass. */
const createClock = (start = Date.parse('2026-03-01T12:00:00.250Z')) => {
  const clock = { ms: start, now: () => clock.ms };
  return clock;
};

const open = async (workflow: string, options: GitHubOptions = {}) => {
  bench = await openBench(options);
  await createProject(bench, { '.github/workflows/ci.yml': workflow, 'a.txt': '1\n' });
  await bench.github.waitForIdle();
  return bench.octokit.rest.actions;
};

const onlyRun = async () => {
  const { data } = await bench.octokit.rest.actions.listWorkflowRunsForRepo(where);
  const [run] = data.workflow_runs;
  if (run === undefined) throw new Error('there is no run');
  return run;
};

test('a run shows up only after its lag, and in filtered listings later still', async () => {
  const clock = createClock();
  const actions = await open(jobOf('run: echo'), { clock, runLagMs: 5_000, filterLagMs: 60_000 });
  const count = async (filter: { branch?: string }) =>
    (await actions.listWorkflowRunsForRepo({ ...where, ...filter })).data.total_count;
  expect([await count({}), await count({ branch: 'main' })]).toEqual([0, 0]);
  clock.ms += 5_000;
  expect([await count({}), await count({ branch: 'main' })]).toEqual([1, 0]);
  clock.ms += 60_000;
  expect([await count({}), await count({ branch: 'main' })]).toEqual([1, 1]);
});

test('head_sha must be whole, and an empty one filters nothing', async () => {
  const actions = await open(jobOf('run: echo'));
  const { head_sha: sha } = await onlyRun();
  const count = async (head_sha: string) =>
    (await actions.listWorkflowRunsForRepo({ ...where, head_sha })).data.total_count;
  expect([await count(sha), await count(sha.slice(0, 10)), await count('')]).toEqual([1, 0, 1]);
});

test('one status or conclusion, event, branch and creation time filter runs', async () => {
  const clock = createClock();
  const actions = await open(jobOf('run: exit 1'), { clock });
  clock.ms += 3_600_000;
  await bench.github.commitFiles('octo/project', 'side', { 'b.txt': 'b' }, 'Side');
  await bench.github.waitForIdle();
  const branches = async (filter: Record<string, unknown>) =>
    (await actions.listWorkflowRunsForRepo({ ...where, ...filter })).data.workflow_runs.map(
      (run) => run.head_branch,
    );
  expect(await branches({})).toEqual(['side', 'main']);
  expect(await branches({ status: 'failure' })).toEqual(['side', 'main']);
  expect(await branches({ status: 'success' })).toEqual([]);
  expect(await branches({ branch: 'side' })).toEqual(['side']);
  expect(await branches({ event: 'pull_request' })).toEqual([]);
  expect(await branches({ created: '>=2026-03-01T12:30:00Z' })).toEqual(['side']);
  expect(await branches({ created: '2026-03-01T12:00:00Z..2026-03-01T12:10:00Z' })).toEqual(['main']);
});

test('pages are linked', async () => {
  const actions = await open(jobOf('run: echo'));
  for (const name of ['one', 'two'])
    await bench.github.commitFiles('octo/project', name, { [name]: '' }, name);
  await bench.github.waitForIdle();
  const page = await actions.listWorkflowRunsForRepo({ ...where, per_page: 2 });
  expect(page.data.total_count).toBe(3);
  expect(page.data.workflow_runs).toHaveLength(2);
  expect(page.headers.link).toMatch(/[?&]page=2>; rel="next", <.*[?&]page=2>; rel="last"/);
  const all = await bench.octokit.paginate(actions.listWorkflowRunsForRepo, { ...where, per_page: 1 });
  expect(all.map((run) => run.head_branch)).toEqual(['two', 'one', 'main']);
});

test('times of runs, jobs and steps are whole seconds; log lines have seven digits and a byte order mark', async () => {
  const actions = await open(jobOf('run: echo hello'), { clock: createClock() });
  const run = await onlyRun();
  expect(run.created_at).toBe('2026-03-01T12:00:00Z');
  const [job] = (await actions.listJobsForWorkflowRun({ ...where, run_id: run.id })).data.jobs;
  expect(job?.steps?.map((step) => [step.number, step.name, step.started_at])).toEqual([
    [1, 'Set up job', '2026-03-01T12:00:00Z'],
    [2, 'Run echo hello', '2026-03-01T12:00:00Z'],
    [5, 'Complete job', '2026-03-01T12:00:00Z'],
  ]);
  // fetch().text() takes the byte order mark away, so the bytes are looked at.
  const link = await requestRaw(`/repos/octo/project/actions/jobs/${job?.id}/logs`);
  const bytes = Buffer.from(await (await fetch(link.headers.get('location') ?? '')).arrayBuffer());
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  for (const line of bytes.subarray(3).toString('utf8').trimEnd().split('\n'))
    expect(line).toMatch(/^2026-03-01T12:00:00\.250\d{4}Z /);
});

const requestRaw = (path: string) =>
  fetch(bench.github.apiUrl + path, {
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' },
    redirect: 'manual',
  });

test('a log link lives a minute and refuses every credential', async () => {
  const clock = createClock();
  await open(jobOf('run: echo hello'), { clock });
  const run = await onlyRun();
  const answer = await requestRaw(`/repos/octo/project/actions/runs/${run.id}/logs`);
  expect(answer.status).toBe(302);
  const link = answer.headers.get('location') ?? '';
  expect(new URL(link).origin).not.toBe(bench.github.serverUrl);
  expect((await fetch(link, { headers: { authorization: `Bearer ${token}` } })).status).toBe(400);
  expect((await fetch(link)).status).toBe(200);
  clock.ms += 60_001;
  expect((await fetch(link)).status).toBe(403);
});

test('expired logs are gone', async () => {
  const actions = await open(jobOf('run: echo hello'));
  const run = await onlyRun();
  bench.github.expireLogs('octo/project', run.id);
  await expect(actions.downloadWorkflowRunLogs({ ...where, run_id: run.id })).rejects.toMatchObject({
    status: 410,
    response: { data: { message: 'Server Error', status: '410' } },
  });
});

test('annotations hold what commands reported and what the runner said', async () => {
  await open(jobOf('run: |\n  echo "::warning file=a.txt,line=2,endLine=3,col=4::Mind%0Athe gap"\n  exit 9'));
  const run = await onlyRun();
  const { rest } = bench.octokit;
  const [job] = (await rest.actions.listJobsForWorkflowRun({ ...where, run_id: run.id })).data.jobs;
  const { data } = await rest.checks.listAnnotations({ ...where, check_run_id: job?.id ?? 0 });
  expect(
    data.map((one) => [one.annotation_level, one.path, one.start_line, one.end_line, one.message]),
  ).toEqual([
    ['warning', 'a.txt', 2, 3, 'Mind\nthe gap'],
    ['failure', '.github', 1, 1, 'Process completed with exit code 9.'],
  ]);
  expect(await readJobLog(bench, job?.id ?? 0)).toMatch(/##\[warning\]Mind\nthe gap\n/);
  const checks = await rest.checks.listForRef({ ...where, ref: 'main' });
  expect(checks.data.check_runs.map((check) => [check.id, check.conclusion])).toEqual([[job?.id, 'failure']]);
});

test('a fine-grained token gets no annotations', async () => {
  bench = await openBench({ tokens: [{ token, login: 'octo', scopes: null }] });
  await createProject(bench, { '.github/workflows/ci.yml': jobOf('run: exit 1') });
  await bench.github.waitForIdle();
  const run = await onlyRun();
  const { rest } = bench.octokit;
  const jobs = await rest.actions.listJobsForWorkflowRun({ ...where, run_id: run.id });
  expect(jobs.headers['x-oauth-scopes']).toBeUndefined();
  await expect(
    rest.checks.listAnnotations({ ...where, check_run_id: jobs.data.jobs[0]?.id ?? 0 }),
  ).rejects.toMatchObject({ status: 403 });
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, createProject, jobOf, openBench, runWorkflow, where } from './run-workflow.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(async () => {
  await bench.github.close();
  expect(bench.violations).toEqual([]);
});

const conclusions = (jobs: { name: string; conclusion: string | null }[]) =>
  Object.fromEntries(jobs.map((job) => [job.name, job.conclusion]));

test('jobs run after what they need and see its outputs', async () => {
  const { jobs, conclusion } = await runWorkflow(
    bench,
    `
on: push
jobs:
  use:
    needs: make
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "got \${{ needs.make.outputs.word }}"' }]
  make:
    runs-on: ubuntu-latest
    outputs: { word: '\${{ steps.s.outputs.word }}' }
    steps: [{ id: s, run: 'echo "word=sesame" >> "$GITHUB_OUTPUT"' }]
`,
  );
  expect(conclusion).toBe('success');
  expect(jobs.find((job) => job.name === 'use')?.log).toMatch(/^got sesame$/m);
});

test('after a failure dependents are skipped, except those that ask for it', async () => {
  const { jobs, conclusion } = await runWorkflow(
    bench,
    `
on: push
jobs:
  broken: { runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }
  next: { needs: broken, runs-on: ubuntu-latest, steps: [{ run: echo }] }
  last: { needs: next, runs-on: ubuntu-latest, steps: [{ run: echo }] }
  report: { needs: [next], if: failure(), runs-on: ubuntu-latest, steps: [{ run: echo }] }
  cleanup: { needs: broken, if: 'always() && needs.broken.result == ''failure''', runs-on: ubuntu-latest, steps: [{ run: echo }] }
`,
  );
  expect(conclusion).toBe('failure');
  expect(conclusions(jobs)).toEqual({
    broken: 'failure',
    next: 'skipped',
    last: 'skipped',
    report: 'success',
    cleanup: 'success',
  });
});

test('a job that needs a skipped job is skipped, without being a failure', async () => {
  const { jobs, conclusion } = await runWorkflow(
    bench,
    `
on: push
jobs:
  release: { if: github.ref == 'refs/heads/release', runs-on: ubuntu-latest, steps: [{ run: echo }] }
  announce: { needs: release, runs-on: ubuntu-latest, steps: [{ run: echo }] }
  always: { needs: release, if: always(), runs-on: ubuntu-latest, steps: [{ run: echo }] }
  test: { runs-on: ubuntu-latest, steps: [{ run: echo }] }
`,
  );
  expect(conclusion).toBe('success');
  expect(conclusions(jobs)).toEqual({
    release: 'skipped',
    announce: 'skipped',
    always: 'success',
    test: 'success',
  });
});

test('a matrix makes one job a leg, named by its values', async () => {
  const { jobs } = await runWorkflow(
    bench,
    `
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix: { size: [1, 2], kind: [a, b], exclude: [{ size: 2, kind: b }], include: [{ size: 9, kind: z }] }
    steps: [{ run: 'test \${{ matrix.size }} != 2' }]
`,
  );
  expect(conclusions(jobs)).toEqual({
    'test (1, a)': 'success',
    'test (1, b)': 'success',
    'test (2, a)': 'failure',
    'test (9, z)': 'success',
  });
});

test('fail-fast cancels the legs that are not done', async () => {
  const { jobs, conclusion } = await runWorkflow(
    bench,
    `
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    strategy: { matrix: { seconds: [0, 300] } }
    steps: [{ run: 'sleep \${{ matrix.seconds }}; exit 1' }]
`,
  );
  expect(conclusion).toBe('failure');
  expect(conclusions(jobs)).toEqual({ 'test (0)': 'failure', 'test (300)': 'cancelled' });
  expect(jobs[1]?.log).toContain('##[error]The operation was canceled.');
});

test('a workflow file that is no workflow gives a run without jobs', async () => {
  const { jobs, conclusion } = await runWorkflow(bench, 'on: push\njobs: {}\n');
  expect(jobs).toEqual([]);
  expect(conclusion).toBe('startup_failure');
});

test.each([
  ['services', 'services: { db: { image: postgres } }'],
  ['container', 'container: node:20'],
])('a job with %s fails and says why', async (key, line) => {
  const { jobs } = await runWorkflow(
    bench,
    `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    ${line}\n    steps: [{ run: echo }]\n`,
  );
  expect(jobs[0]?.conclusion).toBe('failure');
  expect(jobs[0]?.log).toContain(`##[error]This stand-in cannot honour '${key}:' of the job 'build'.`);
});

test('a re-run is the next attempt of the same run, with new job ids', async () => {
  const { jobs } = await runWorkflow(bench, jobOf('run: exit 1'));
  const { actions } = bench.octokit.rest;
  const run = (await actions.listWorkflowRunsForRepo(where)).data.workflow_runs[0];
  const place = { ...where, run_id: run?.id ?? 0 };
  await actions.reRunWorkflow(place);
  await bench.github.waitForIdle();
  const again = (await actions.getWorkflowRun(place)).data;
  expect([again.id, again.run_attempt, again.conclusion]).toEqual([run?.id, 2, 'failure']);
  expect((await actions.getWorkflowRunAttempt({ ...place, attempt_number: 1 })).data.run_attempt).toBe(1);
  const latest = (await actions.listJobsForWorkflowRun(place)).data.jobs.map((job) => job.id);
  const all = (await actions.listJobsForWorkflowRun({ ...place, filter: 'all' })).data.jobs.map(
    (job) => job.id,
  );
  expect(latest).toHaveLength(1);
  expect(latest).not.toContain(jobs[0]?.id);
  expect(all).toEqual([jobs[0]?.id, ...latest]);
});

test('re-running failed jobs runs them and what needs them, and keeps the rest', async () => {
  await runWorkflow(
    bench,
    `
on: push
jobs:
  good: { runs-on: ubuntu-latest, steps: [{ run: 'echo attempt $GITHUB_RUN_ATTEMPT' }] }
  flaky: { runs-on: ubuntu-latest, steps: [{ run: 'test $GITHUB_RUN_ATTEMPT = 2' }] }
  after: { needs: [flaky, good], runs-on: ubuntu-latest, steps: [{ run: echo }] }
`,
  );
  const { actions } = bench.octokit.rest;
  const run = (await actions.listWorkflowRunsForRepo(where)).data.workflow_runs[0];
  const place = { ...where, run_id: run?.id ?? 0 };
  expect(run?.conclusion).toBe('failure');
  const first = (await actions.listJobsForWorkflowRun(place)).data.jobs;
  await actions.reRunWorkflowFailedJobs(place);
  await bench.github.waitForIdle();
  const second = (await actions.listJobsForWorkflowRun(place)).data.jobs;
  expect((await actions.getWorkflowRun(place)).data.conclusion).toBe('success');
  expect(conclusions(second)).toEqual({ good: 'success', flaky: 'success', after: 'success' });
  const startOf = (jobs: typeof first, name: string) => jobs.find((job) => job.name === name)?.created_at;
  expect(startOf(second, 'good')).toBe(startOf(first, 'good'));
});

test('a held run stays queued, can be cancelled, and has no log', async () => {
  const release = bench.github.holdJobs();
  await createProject(bench, { '.github/workflows/ci.yml': jobOf('run: echo') });
  const { actions } = bench.octokit.rest;
  const run = (await actions.listWorkflowRunsForRepo(where)).data.workflow_runs[0];
  const place = { ...where, run_id: run?.id ?? 0 };
  expect(run?.status).toBe('queued');
  const job = (await actions.listJobsForWorkflowRun(place)).data.jobs[0];
  await expect(
    actions.downloadJobLogsForWorkflowRun({ ...where, job_id: job?.id ?? 0 }),
  ).rejects.toMatchObject({ status: 404 });
  await expect(actions.downloadWorkflowRunLogs(place)).rejects.toMatchObject({ status: 404 });
  await expect(actions.reRunWorkflow(place)).rejects.toMatchObject({ status: 403 });
  await actions.cancelWorkflowRun(place);
  await bench.github.waitForIdle();
  expect((await actions.getWorkflowRun(place)).data.conclusion).toBe('cancelled');
  await expect(actions.cancelWorkflowRun(place)).rejects.toMatchObject({ status: 409 });
  release();
});

test('a newer run of a concurrency group cancels the one in progress', async () => {
  const workflow = `
on: push
concurrency: { group: 'ci-\${{ github.ref }}', cancel-in-progress: true }
jobs: { build: { runs-on: ubuntu-latest, steps: [{ uses: actions/checkout@v4 }, { run: 'sleep "$(cat seconds)"' }] } }
`;
  await createProject(bench, { '.github/workflows/ci.yml': workflow, seconds: '300\n' });
  await bench.github.commitFiles('octo/project', 'main', { seconds: '0\n' }, 'Faster');
  await bench.github.waitForIdle();
  const { data } = await bench.octokit.rest.actions.listWorkflowRunsForRepo(where);
  expect(data.workflow_runs.map((run) => run.conclusion)).toEqual(['success', 'cancelled']);
});

test('a dispatch takes inputs and refuses what the workflow does not know', async () => {
  const workflow = `
on: { workflow_dispatch: { inputs: { word: { default: none }, other: {} } } }
jobs: { say: { runs-on: ubuntu-latest, steps: [{ run: 'test \${{ inputs.word }} = hello' }] } }
`;
  await createProject(bench, { '.github/workflows/say.yml': workflow });
  const { actions } = bench.octokit.rest;
  const wish = { ...where, workflow_id: 'say.yml', ref: 'main' };
  const answer = await actions.createWorkflowDispatch({ ...wish, inputs: { word: 'hello' } });
  expect(answer.status).toBe(204);
  await bench.github.waitForIdle();
  const { data } = await actions.listWorkflowRuns({ ...where, workflow_id: 'say.yml' });
  expect(data.workflow_runs.map((run) => [run.event, run.conclusion])).toEqual([
    ['workflow_dispatch', 'success'],
  ]);
  await expect(actions.createWorkflowDispatch({ ...wish, inputs: { typo: 'x' } })).rejects.toMatchObject({
    status: 422,
  });
});

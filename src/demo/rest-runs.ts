import { matchesCreated } from './match-created.js';
import { notFound } from './refusal.js';
import { idParam, paginate, type Reply, type RepositoryCall, type Route, repositoryRoute } from './router.js';
import { shapeJob, shapeRun, shapeWorkflow } from './shape-run.js';
import type { JobRun, Run, RunAttempt, Workflow } from './state.js';

/** Reading runs, attempts, jobs and workflows. */
export const runRoutes: Route[] = [
  repositoryRoute('GET', '/actions/runs', 'read', (call) => listRuns(call, call.repository.runs)),
  repositoryRoute('GET', '/actions/runs/:run_id', 'read', (call) => getRun(call)),
  repositoryRoute('GET', '/actions/runs/:run_id/attempts/:attempt_number', 'read', (call) => getRun(call)),
  repositoryRoute('GET', '/actions/runs/:run_id/jobs', 'read', (call) => listJobs(call)),
  repositoryRoute('GET', '/actions/runs/:run_id/attempts/:attempt_number/jobs', 'read', (call) =>
    listJobs(call),
  ),
  repositoryRoute('GET', '/actions/jobs/:job_id', 'read', (call) => getJob(call)),
  repositoryRoute('GET', '/actions/workflows', 'read', (call) => listWorkflows(call)),
  repositoryRoute('GET', '/actions/workflows/:workflow_id', 'read', (call) => ({
    status: 200,
    body: shapeWorkflow(call.world, call.repository, requireWorkflow(call)),
  })),
  repositoryRoute('GET', '/actions/workflows/:workflow_id/runs', 'read', (call) => {
    const workflow = requireWorkflow(call);
    return listRuns(
      call,
      call.repository.runs.filter((run) => run.workflow === workflow),
    );
  }),
];

/** The newest attempt; every run has one from its first moment on. */
export const latestAttempt = (run: Run): RunAttempt => {
  const attempt = run.attempts.at(-1);
  if (attempt === undefined) throw notFound();
  return attempt;
};

export const requireRun = (call: RepositoryCall): Run => {
  const id = idParam(call, 'run_id');
  const run = call.repository.runs.find((candidate) => candidate.id === id);
  if (run === undefined || call.world.clock.now() < run.createdAt + call.world.runLagMs) throw notFound();
  return run;
};

/** The attempt that the path names, or the latest. */
export const requireAttempt = (call: RepositoryCall, run: Run): RunAttempt => {
  if (call.params.attempt_number === undefined) return latestAttempt(run);
  const number = idParam(call, 'attempt_number');
  const attempt = run.attempts.find((candidate) => candidate.number === number);
  if (attempt === undefined) throw notFound();
  return attempt;
};

export interface JobPlace {
  run: Run;
  attempt: RunAttempt;
  job: JobRun;
}

export const requireJob = (call: RepositoryCall, param = 'job_id'): JobPlace => {
  const id = idParam(call, param);
  for (const run of call.repository.runs) {
    for (const attempt of run.attempts) {
      const job = attempt.jobs.find((candidate) => candidate.id === id);
      if (job !== undefined) return { run, attempt, job };
    }
  }
  throw notFound();
};

/** By id or by the name of its file. */
export const requireWorkflow = (call: RepositoryCall): Workflow => {
  const wanted = call.params.workflow_id ?? '';
  const found = [...call.repository.workflows.values()].find(
    ({ id, path }) => String(id) === wanted || path.split('/').at(-1) === wanted,
  );
  if (found === undefined) throw notFound();
  return found;
};

type RunFilter = (run: Run, value: string) => boolean;

/** An abbreviated `head_sha` finds nothing and an empty one does not filter, as on the real service. */
const filters: Record<string, RunFilter> = {
  actor: (run, login) => run.actor.login === login,
  branch: (run, branch) => run.headBranch === branch,
  event: (run, event) => run.event === event,
  status: (run, status) =>
    [latestAttempt(run).status, latestAttempt(run).conclusion].includes(status as never),
  created: (run, query) => matchesCreated(run.createdAt, query),
  check_suite_id: (run, id) => String(run.checkSuiteId) === id,
  head_sha: (run, sha) => run.headSha === sha,
};

/** With any filter no more than this many results can be reached (description of the operation). */
const searchLimit = 1000;

const listRuns = (call: RepositoryCall, runs: readonly Run[]): Reply => {
  const { world, url } = call;
  const active = Object.entries(filters).flatMap(([name, filter]) => {
    const value = url.searchParams.get(name);
    return value === null || value === '' ? [] : [(run: Run) => filter(run, value)];
  });
  // Filtered listings come out of an index that runs behind (cli/cli#7341).
  const lagMs = world.runLagMs + (active.length > 0 ? world.filterLagMs : 0);
  const found = runs
    .filter((run) => world.clock.now() >= run.createdAt + lagMs && active.every((accepts) => accepts(run)))
    .toReversed();
  const reachable = active.length > 0 ? found.slice(0, searchLimit) : found;
  const { items, headers } = paginate(call, reachable);
  const withPulls = url.searchParams.get('exclude_pull_requests') !== 'true';
  return {
    status: 200,
    body: {
      total_count: found.length,
      workflow_runs: items.map((run) => shapeRun(world, run, { attempt: latestAttempt(run), withPulls })),
    },
    headers,
  };
};

const getRun = (call: RepositoryCall): Reply => {
  const run = requireRun(call);
  const withPulls = call.url.searchParams.get('exclude_pull_requests') !== 'true';
  return { status: 200, body: shapeRun(call.world, run, { attempt: requireAttempt(call, run), withPulls }) };
};

const listJobs = (call: RepositoryCall): Reply => {
  const run = requireRun(call);
  const wantsAll = call.params.attempt_number === undefined && call.url.searchParams.get('filter') === 'all';
  const attempts = wantsAll ? run.attempts : [requireAttempt(call, run)];
  const places = attempts.flatMap((attempt) => attempt.jobs.map((job) => ({ attempt, job })));
  const { items, headers } = paginate(call, places);
  return {
    status: 200,
    body: { total_count: places.length, jobs: items.map((place) => shapeJob(call.world, run, place)) },
    headers,
  };
};

const getJob = (call: RepositoryCall): Reply => {
  const place = requireJob(call);
  return { status: 200, body: shapeJob(call.world, place.run, place) };
};

const listWorkflows = (call: RepositoryCall): Reply => {
  const workflows = [...call.repository.workflows.values()];
  const { items, headers } = paginate(call, workflows);
  return {
    status: 200,
    body: {
      total_count: workflows.length,
      workflows: items.map((workflow) => shapeWorkflow(call.world, call.repository, workflow)),
    },
    headers,
  };
};

import { readFileAt, resolveCommit } from './bare-repository.js';
import { changeRefs } from './push-events.js';
import { Refusal } from './refusal.js';
import { latestAttempt, requireJob, requireRun, requireWorkflow } from './rest-runs.js';
import {
  type Reply,
  type RepositoryCall,
  type Route,
  repositoryRoute,
  requireCaller,
  requiredText,
} from './router.js';
import { repositoryPage, repositoryUrl } from './shape-repository.js';
import { startRuns } from './start-runs.js';
import type { Run } from './state.js';
import { parseWorkflowFile } from './workflow-file.js';

/** Starting again, stopping and starting by hand. */
export const runControlRoutes: Route[] = [
  repositoryRoute('POST', '/actions/runs/:run_id/rerun', 'write', (call) =>
    rerun(call, requireRun(call), () => true),
  ),
  repositoryRoute('POST', '/actions/runs/:run_id/rerun-failed-jobs', 'write', (call) => rerunFailed(call)),
  repositoryRoute('POST', '/actions/jobs/:job_id/rerun', 'write', (call) => {
    const { run, job } = requireJob(call);
    return rerun(call, run, (key) => key === job.key);
  }),
  repositoryRoute('POST', '/actions/runs/:run_id/cancel', 'write', (call) => cancel(call)),
  repositoryRoute('POST', '/actions/workflows/:workflow_id/dispatches', 'write', (call) => dispatch(call)),
];

/** A run may be started again this often and this long (docs, re-running workflows and jobs). */
const maxAttempts = 51;
const maxAgeMs = 30 * 24 * 3_600_000;

const rerun = (call: RepositoryCall, run: Run, isWanted: (key: string) => boolean): Reply => {
  if (latestAttempt(run).status !== 'completed') throw new Refusal(403, 'This workflow is already running');
  if (run.attempts.length >= maxAttempts || call.world.clock.now() - run.createdAt > maxAgeMs)
    throw new Refusal(403, `Unable to re-run this workflow run because it was created over a month ago`);
  const jobs = run.spec?.jobs ?? [];
  const again = new Set(jobs.map((job) => job.key).filter(isWanted));
  // What depends on a job that runs again runs again too; jobs may be listed in any order.
  for (const _ of jobs) {
    for (const job of jobs) if (job.needs.some((need) => again.has(need))) again.add(job.key);
  }
  const carriedOver = new Set(jobs.map((job) => job.key).filter((key) => !again.has(key)));
  call.ci.start(run, requireCaller(call).account, carriedOver);
  return { status: 201, body: {} };
};

const rerunFailed = (call: RepositoryCall): Reply => {
  const run = requireRun(call);
  const failed = latestAttempt(run)
    .jobs.filter((job) => job.conclusion === 'failure' || job.conclusion === 'cancelled')
    .map((job) => job.key);
  if (failed.length === 0) throw new Refusal(403, 'This workflow run cannot be retried');
  return rerun(call, run, (key) => failed.includes(key));
};

const cancel = (call: RepositoryCall): Reply => {
  const attempt = latestAttempt(requireRun(call));
  if (attempt.status === 'completed')
    throw new Refusal(409, 'Cannot cancel a workflow run that is completed.');
  attempt.cancellation.abort();
  return { status: 202, body: {} };
};

/** The workflow must take dispatches at the given ref and be known from the default branch. */
const dispatch = async (call: RepositoryCall): Promise<Reply> => {
  const { world, ci, repository } = call;
  const workflow = requireWorkflow(call);
  const name = requiredText(call, 'WorkflowDispatch', 'ref').replace(/^refs\/(heads|tags)\//, '');
  const sha = await resolveCommit(repository.gitDir, name);
  if (sha === null) throw new Refusal(422, `No ref found for: ${name}`);
  const text = await readFileAt(repository.gitDir, sha, workflow.path);
  const filter = parseWorkflowFile(workflow.path, text?.toString('utf8') ?? '').on.get('workflow_dispatch');
  if (filter === undefined) throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  const given = Object.entries((call.body.inputs ?? {}) as Record<string, unknown>);
  const unknown = given.filter(([key]) => !(key in filter.inputs)).map(([key]) => key);
  if (unknown.length > 0) throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  const inputs = {
    ...filter.inputs,
    ...Object.fromEntries(given.map(([key, value]) => [key, String(value)])),
  };
  const [run] = await changeRefs(ci, repository, () =>
    startRuns(world, ci, {
      repository,
      actor: requireCaller(call).account,
      facts: { event: 'workflow_dispatch' },
      headSha: sha,
      checkoutSha: sha,
      ref: `refs/heads/${name}`,
      headBranch: name,
      pull: null,
      inputs,
      only: workflow.path,
    }),
  );
  if (call.body.return_run_details !== true || run === undefined) return { status: 204 };
  return {
    status: 200,
    body: {
      workflow_run_id: run.id,
      run_url: `${repositoryUrl(world, repository)}/actions/runs/${run.id}`,
      html_url: `${repositoryPage(world, repository)}/actions/runs/${run.id}`,
    },
  };
};

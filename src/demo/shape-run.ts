import { shapeSimpleCommit } from './shape-commit.js';
import {
  nodeId,
  repositoryPage,
  repositoryUrl,
  shapeAccount,
  shapeMinimalRepository,
} from './shape-repository.js';
import {
  type JobRun,
  type Pull,
  type Repository,
  type Run,
  type RunAttempt,
  type StepRecord,
  toSeconds,
  type Workflow,
  type World,
} from './state.js';

type Shape = Record<string, unknown>;

export const shapeRun = (
  world: World,
  run: Run,
  options: { attempt: RunAttempt; withPulls: boolean },
): Shape => {
  const { attempt } = options;
  const api = repositoryUrl(world, run.repository);
  const url = `${api}/actions/runs/${run.id}`;
  const hasPrevious = attempt.number > 1;
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId('WorkflowRun', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflow.path,
    display_title: run.displayTitle,
    run_number: run.number,
    event: run.event,
    status: attempt.status,
    conclusion: attempt.conclusion,
    workflow_id: run.workflow.id,
    check_suite_id: run.checkSuiteId,
    check_suite_node_id: nodeId('CheckSuite', run.checkSuiteId),
    url,
    html_url: `${repositoryPage(world, run.repository)}/actions/runs/${run.id}`,
    pull_requests:
      options.withPulls && run.pull !== null ? [shapePullMinimal(world, run.repository, run.pull)] : [],
    created_at: toSeconds(run.createdAt),
    updated_at: toSeconds(attempt.updatedAt),
    run_started_at: toSeconds(attempt.startedAt),
    actor: shapeAccount(world, run.actor),
    triggering_actor: shapeAccount(world, attempt.triggeringActor),
    run_attempt: attempt.number,
    referenced_workflows: [],
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.checkSuiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: hasPrevious ? `${url}/attempts/${attempt.number - 1}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflow.id}`,
    head_commit: shapeSimpleCommit(run.commit),
    repository: shapeMinimalRepository(world, run.repository),
    head_repository: shapeMinimalRepository(world, run.headRepository),
  };
};

/** The form inside runs and check runs. */
const shapePullMinimal = (world: World, repository: Repository, pull: Pull): Shape => ({
  id: pull.issue.id,
  number: pull.issue.number,
  url: `${repositoryUrl(world, repository)}/pulls/${pull.issue.number}`,
  head: { ref: pull.head.ref, sha: pull.head.sha, repo: repositoryPointer(world, pull.head.repository) },
  base: { ref: pull.base.ref, sha: pull.base.sha, repo: repositoryPointer(world, repository) },
});

const repositoryPointer = (world: World, repository: Repository): Shape => ({
  id: repository.id,
  url: repositoryUrl(world, repository),
  name: repository.name,
});

export const shapeJob = (world: World, run: Run, at: { attempt: RunAttempt; job: JobRun }): Shape => {
  const { attempt, job } = at;
  const api = repositoryUrl(world, run.repository);
  const isStarted = job.steps.length > 0;
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: run.headBranch,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: attempt.number,
    node_id: nodeId('CheckRun', job.id),
    head_sha: run.headSha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: jobPage(world, run, job),
    status: job.status,
    conclusion: job.conclusion,
    created_at: toSeconds(job.createdAt),
    started_at: toSeconds(job.startedAt),
    completed_at: job.completedAt === null ? null : toSeconds(job.completedAt),
    name: job.name,
    steps: job.steps.map(shapeStep),
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: job.spec.runsOn,
    runner_id: isStarted ? 1 : 0,
    runner_name: isStarted ? 'cifix-stand-in' : '',
    runner_group_id: 0,
    runner_group_name: isStarted ? 'GitHub Actions' : '',
  };
};

const jobPage = (world: World, run: Run, job: JobRun): string =>
  `${repositoryPage(world, run.repository)}/actions/runs/${run.id}/job/${job.id}`;

const shapeStep = (step: StepRecord): Shape => ({
  name: step.name,
  status: step.status,
  conclusion: step.conclusion,
  number: step.number,
  started_at: step.startedAt === null ? null : toSeconds(step.startedAt),
  completed_at: step.completedAt === null ? null : toSeconds(step.completedAt),
});

/** A job of Actions is a check run of the same id. */
export const shapeCheckRun = (world: World, run: Run, job: JobRun): Shape => {
  const url = `${repositoryUrl(world, run.repository)}/check-runs/${job.id}`;
  const app = { id: 15368, login: 'github', type: 'Organization' } as const;
  return {
    id: job.id,
    name: job.name,
    node_id: nodeId('CheckRun', job.id),
    head_sha: run.headSha,
    external_id: String(job.id),
    url,
    html_url: jobPage(world, run, job),
    details_url: jobPage(world, run, job),
    status: job.status,
    conclusion: job.conclusion,
    started_at: toSeconds(job.startedAt),
    completed_at: job.completedAt === null ? null : toSeconds(job.completedAt),
    output: {
      title: null,
      summary: null,
      text: null,
      annotations_count: job.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.checkSuiteId },
    app: {
      id: app.id,
      slug: 'github-actions',
      node_id: nodeId('App', app.id),
      owner: shapeAccount(world, app),
      name: 'GitHub Actions',
      description: 'Automate your workflow from idea to production',
      external_url: 'https://help.github.com/en/actions',
      html_url: `${world.serverUrl}/apps/github-actions`,
      created_at: '2018-07-30T09:30:17Z',
      updated_at: '2019-12-10T19:04:12Z',
      permissions: {},
      events: [],
    },
    pull_requests: run.pull === null ? [] : [shapePullMinimal(world, run.repository, run.pull)],
  };
};

export const shapeWorkflow = (world: World, repository: Repository, workflow: Workflow): Shape => {
  const page = repositoryPage(world, repository);
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: toSeconds(workflow.createdAt),
    updated_at: toSeconds(workflow.createdAt),
    url: `${repositoryUrl(world, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${page}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
};

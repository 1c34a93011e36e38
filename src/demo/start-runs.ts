import { listFilesAt, readCommit, readFileAt } from './bare-repository.js';
import type { CiRunner } from './ci-runner.js';
import { isTriggered, type TriggerFacts } from './match-trigger.js';
import type { Account, Pull, Repository, Run, Workflow, World } from './state.js';
import { parseWorkflowFile, WorkflowFileError, type WorkflowSpec } from './workflow-file.js';

export interface RunCause {
  repository: Repository;
  actor: Account;
  facts: TriggerFacts;
  headSha: string;
  checkoutSha: string;
  ref: string;
  headBranch: string;
  pull: Pull | null;
  inputs: Record<string, string>;
  /** Only this workflow; a dispatch names one. */
  only?: string;
}

const skipMarks = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i;

export const startRuns = async (world: World, ci: CiRunner, cause: RunCause): Promise<Run[]> => {
  const { repository, facts } = cause;
  const commit = await readCommit(repository.gitDir, cause.headSha);
  if (facts.event !== 'workflow_dispatch' && skipMarks.test(commit.message)) return [];
  const started: Run[] = [];
  for (const path of await workflowPaths(repository, cause.checkoutSha)) {
    if (cause.only !== undefined && cause.only !== path) continue;
    const spec = await readWorkflow(repository, cause.checkoutSha, path);
    if (spec !== null && !isTriggered(spec, facts)) continue;
    const workflow = registerWorkflow(world, repository, path, spec);
    const subject = commit.message.split('\n')[0] ?? '';
    const run: Run = {
      id: world.nextId(),
      number: repository.runs.filter((other) => other.workflow === workflow).length + 1,
      checkSuiteId: world.nextId(),
      repository,
      headRepository: cause.pull?.head.repository ?? repository,
      workflow,
      spec,
      event: facts.event,
      headBranch: cause.headBranch,
      headSha: cause.headSha,
      checkoutSha: cause.checkoutSha,
      ref: cause.ref,
      displayTitle:
        cause.pull?.issue.title ?? (facts.event === 'workflow_dispatch' ? workflow.name : subject),
      commit,
      actor: cause.actor,
      pull: cause.pull,
      inputs: cause.inputs,
      createdAt: world.clock.now(),
      attempts: [],
      logsExpired: false,
    };
    repository.runs.push(run);
    ci.start(run, cause.actor);
    started.push(run);
  }
  return started;
};

const workflowPaths = async (repository: Repository, sha: string): Promise<string[]> =>
  (await listFilesAt(repository.gitDir, sha, '.github/workflows')).filter((path) => /\.ya?ml$/.test(path));

/** Null for a file that is no workflow: its run fails at start-up, without jobs. */
const readWorkflow = async (
  repository: Repository,
  sha: string,
  path: string,
): Promise<WorkflowSpec | null> => {
  const bytes = await readFileAt(repository.gitDir, sha, path);
  try {
    return parseWorkflowFile(path, bytes?.toString('utf8') ?? '');
  } catch (error) {
    if (error instanceof WorkflowFileError) return null;
    throw error;
  }
};

export const registerWorkflows = async (world: World, repository: Repository, sha: string): Promise<void> => {
  for (const path of await workflowPaths(repository, sha)) {
    registerWorkflow(world, repository, path, await readWorkflow(repository, sha, path));
  }
};

const registerWorkflow = (
  world: World,
  repository: Repository,
  path: string,
  spec: WorkflowSpec | null,
): Workflow => {
  const known = repository.workflows.get(path);
  const name = spec?.name ?? path;
  if (known !== undefined) {
    known.name = name;
    return known;
  }
  const workflow = { id: world.nextId(), path, name, createdAt: world.clock.now() };
  repository.workflows.set(path, workflow);
  return workflow;
};

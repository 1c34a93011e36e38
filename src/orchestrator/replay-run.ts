import { join } from 'node:path';
import { type Diagnosis, type Failure, isFork, type Plan, type Run } from '../domain/index.js';
import type { OriginPort, Ports } from './ports.js';
import { mergeOf, openWorkspace, planFailure, type ReplaySite, replayFailures } from './replay-failures.js';

type Needed = Pick<
  Ports,
  'github' | 'workspaces' | 'replay' | 'readFailures' | 'openFile' | 'signal' | 'tell'
>;

interface ReplayWish {
  run: Run;
  diagnosis: Diagnosis;
  /** Names the workspaces, which are removed at the end. */
  id: string;
  /** Only say what would be run. */
  dryRun: boolean;
}

/**
 * A diagnosis with what the failing jobs do on this machine: the plans of a dry run, or the fidelity of the
 * replay. A job that goes green here is called flaky, with that as its evidence.
 */
export async function replayRun(
  ports: Needed,
  { reconsider }: Pick<OriginPort, 'reconsider'>,
  { run, diagnosis, id, dryRun }: ReplayWish,
): Promise<Diagnosis> {
  const jobs = diagnosis.failures.filter(({ job }) => job !== undefined);
  if (jobs.length === 0) return diagnosis;
  const site = await openSite(ports, run, id);
  try {
    if (dryRun) return await planned(ports, diagnosis, jobs, site);
    const { fidelity, green } = await replayFailures(ports, jobs, site);
    const failures = diagnosis.failures.map((failure) =>
      failure.job !== undefined && green.includes(failure.job)
        ? { ...failure, ...reconsider(failure, { notReproduced: true }) }
        : failure,
    );
    return { ...diagnosis, failures, fidelity };
  } finally {
    await ports.workspaces.remove(id);
  }
}

async function openSite(ports: Needed, run: Run, id: string): Promise<ReplaySite> {
  ports.tell({ kind: 'stage', title: `Fetching ${run.repo} at ${run.headSha.slice(0, 10)}` });
  const { cloneUrl = '' } = await ports.github.getRepository(run.repo);
  const [pullRequest] = run.pullRequests;
  const wanted = {
    url: cloneUrl,
    repo: run.repo,
    commit: run.headSha,
    branch: run.branch,
    ...(pullRequest === undefined ? {} : { pullRequest }),
  };
  const gitDir = await ports.workspaces.fetchCommit(wanted);
  const merge = await mergeOf(ports, run, wanted);
  return {
    facts: {
      repo: run.repo,
      sha: merge?.commit ?? run.headSha,
      branch: run.branch,
      event: run.event,
      runId: run.id,
      runAttempt: run.attempt,
      runNumber: run.runNumber,
      actor: run.actor,
      pullRequest,
      baseBranch: run.baseBranch,
      fork: isFork(run),
    },
    gitDir,
    id,
    originUrl: cloneUrl,
    workflowPath: run.path,
    warnings: merge?.warnings ?? [],
    // Beside the tree, where project code cannot write, and gone with the workspace.
    logFileOf: async ({ tree }, index) => join(tree, '..', `replay-${index}.log`),
  };
}

async function planned(
  ports: Needed,
  diagnosis: Diagnosis,
  failures: readonly Failure[],
  site: ReplaySite,
): Promise<Diagnosis> {
  const workspace = await openWorkspace(ports, site, 1);
  const plans: Plan[] = [];
  const notes = [...(diagnosis.notes ?? [])];
  for (const failure of failures) {
    const answer = await planFailure(ports, workspace, failure, site);
    if ('plan' in answer) plans.push(answer.plan);
    else notes.push(`${failure.job}: ${answer.problem}`);
  }
  return { ...diagnosis, plans, ...(notes.length > 0 ? { notes } : {}) };
}

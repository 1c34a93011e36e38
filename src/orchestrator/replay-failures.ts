import type { Failure, Fidelity, ReplayFacts, Run, StepResult, Workspace } from '../domain/index.js';
import type { Planned, Ports, RemoteCommit } from './ports.js';
import { passedOverText, runWhole } from './run-whole.js';
import { type BenchJob, fingerprintsOf, rootCauses } from './workbench.js';

type Needed = Pick<
  Ports,
  'github' | 'workspaces' | 'replay' | 'readFailures' | 'openFile' | 'signal' | 'tell'
>;

/** Where and as what the failing jobs of one run are replayed. */
export interface ReplaySite {
  facts: ReplayFacts;
  gitDir: string;
  /** Names the workspaces. */
  id: string;
  originUrl?: string;
  workflowPath: string;
  /** What is known to lower the truth before anything runs. */
  warnings?: string[];
  /** Where the log of the n-th replay goes, from 1. */
  logFileOf(workspace: Workspace, index: number): Promise<string>;
}

export interface ReplayedFailures {
  /** The jobs that are red here, too. */
  jobs: BenchJob[];
  fidelity: Fidelity;
  /** The jobs that went green on this machine. */
  green: string[];
}

/** Replays the failing jobs of a run, each in a workspace of its own, and says how true that was. */
export async function replayFailures(
  ports: Needed,
  failures: readonly Failure[],
  site: ReplaySite,
): Promise<ReplayedFailures> {
  const { facts } = site;
  const jobs: BenchJob[] = [];
  const green: string[] = [];
  const same: boolean[] = [];
  const fidelity: Fidelity = {
    sandbox: 'none',
    steps: [],
    sameFingerprints: null,
    warnings: [...(site.warnings ?? [])],
  };
  const warn = (...warnings: string[]) => void fidelity.warnings.push(...warnings);

  for (const [index, failure] of failures.entries()) {
    const workspace = await openWorkspace(ports, site, index + 1);
    const planned = await planFailure(ports, workspace, failure, site);
    if ('problem' in planned) {
      warn(`${failure.job ?? site.workflowPath}: ${planned.problem}`);
      continue;
    }
    const { plan } = planned;
    if (jobs.some((job) => isSameFailure(job, plan.jobId, failure))) {
      warn(`${failure.job}: fails as another leg of its matrix does; that one was replayed.`);
      continue;
    }
    if (waitsForFailed(plan.needs, jobs, failures, plan.jobName)) {
      warn(`${failure.job}: waits for jobs that failed; not replayed.`);
      continue;
    }
    const logFile = await site.logFileOf(workspace, index + 1);
    const judged = await runWhole(ports, plan, workspace, { facts, logFile });
    const { replay } = judged;
    fidelity.sandbox = replay.sandbox;
    warn(...replay.warnings, ...judged.passedOver.map((step) => passedOverText(replay.jobName, step)));
    fidelity.steps.push(...replay.steps.map((step: StepResult) => ({ ...step, job: replay.jobName })));
    if (replay.conclusion !== 'failure') {
      green.push(replay.jobName);
      continue;
    }
    const reports = judged.failure?.reports ?? [];
    const inCi = fingerprintsOf(rootCauses(failure.reports));
    const here = fingerprintsOf(rootCauses(reports));
    const sameFailure = inCi.some((fingerprint) => here.includes(fingerprint));
    if (!sameFailure && replay.failedStep?.name !== failure.step) {
      warn(
        `${replay.jobName}: failed here in "${replay.failedStep?.name ?? '?'}", in CI in "${failure.step ?? '?'}".`,
      );
      continue;
    }
    same.push(sameFailure);
    jobs.push({
      workspace,
      plan,
      failure,
      reports: rootCauses(reports),
      causes: here,
      before: replay,
      latest: replay,
    });
  }
  fidelity.sameFingerprints = same.length === 0 ? null : same.every(Boolean);
  return { jobs, fidelity, green };
}

/** For a run of a pull request: the merge into its base, which is what CI ran, or the warning that it is gone. */
export async function mergeOf(
  { workspaces }: Pick<Ports, 'workspaces'>,
  run: Pick<Run, 'event'> | undefined,
  wanted: RemoteCommit,
): Promise<{ commit?: string; warnings: string[] } | undefined> {
  if (run?.event !== 'pull_request') return undefined;
  const commit = await workspaces.fetchMerge(wanted);
  return commit === undefined
    ? { warnings: ['CI ran the merge of the pull request into its base; here its head alone is run.'] }
    : { commit, warnings: [] };
}

/** A workspace with the tree that was run in CI. */
export const openWorkspace = (
  ports: Pick<Ports, 'workspaces'>,
  { facts, gitDir, id, originUrl }: ReplaySite,
  index: number,
): Promise<Workspace> =>
  ports.workspaces.create({
    id: `${id}/${index}`,
    gitDir,
    commit: facts.sha,
    branch: facts.branch,
    originUrl,
  });

/** The plan of a failed job; what only CI knew is taken from its log there. */
export const planFailure = (
  { replay, github }: Pick<Ports, 'replay' | 'github'>,
  workspace: Workspace,
  { job = '', jobId }: Failure,
  { facts, workflowPath }: ReplaySite,
): Promise<Planned> =>
  replay.plan(
    workspace,
    { workflowPath, jobName: job },
    facts,
    jobId === undefined ? undefined : () => github.openJobLog(facts.repo, jobId),
  );

const isSameFailure = (job: BenchJob, jobId: string, failure: Failure): boolean =>
  job.plan.jobId === jobId &&
  sameSet(fingerprintsOf(rootCauses(job.failure.reports)), fingerprintsOf(rootCauses(failure.reports)));

const sameSet = (a: string[], b: string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** A job that only collects the results of others is red because they are. */
function waitsForFailed(
  needs: readonly string[] | undefined,
  jobs: readonly BenchJob[],
  failures: readonly Failure[],
  name: string,
): boolean {
  return (needs ?? []).some(
    (need) =>
      jobs.some(({ plan }) => plan.jobId === need) ||
      failures.some(({ job }) => job === need && job !== name),
  );
}

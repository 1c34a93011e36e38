import type { BugReport, Failure, HealRecord, StepResult } from '../../domain/index.js';
import type { Ports, Replay } from '../ports.js';
import { progressTo, readFailure } from '../read-replay.js';
import { isOfThisMachine, type Judged, runWhole } from '../run-whole.js';
import {
  type BenchJob,
  type Candidate,
  fingerprintsOf,
  rootCauses,
  type Standing,
  type Workbench,
} from '../workbench.js';

/** What became of one job under the candidate. */
export interface Check {
  job: BenchJob;
  green: boolean;
  /** Is the failure that was there before gone? */
  mended: boolean;
  /** Is less left of it than before and nothing new, or none of it although the step shows others now? */
  improved: boolean;
  replay: Replay;
  /** Steps that could not do their work on this machine. */
  passedOver: StepResult[];
  /** What is wrong now; undefined when the job is green. */
  failure?: Failure;
  /** Root causes that are left; empty when the job is green. */
  left: BugReport[];
  /** Red at a later step, for a reason that lies in this machine and not in the code. */
  blockedHere: boolean;
}

export async function checkJobs(
  record: HealRecord,
  bench: Workbench,
  candidate: Candidate,
  ports: Ports,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const job of bench.jobs) checks.push(await checkJob(record, job, { bench, candidate }, ports));
  return checks;
}

/** Is the failure gone from every job, as far as this machine can tell? */
export const isProved = (checks: readonly Check[], record: HealRecord): boolean =>
  checks.every(({ green, blockedHere }) => green || blockedHere) ||
  // A local heal is about one failure: another one that it brings to light is the next heal's.
  (record.localDir !== undefined && checks.every(({ mended }) => mended));

/** The failing step alone answers fast; the whole job answers truly. */
async function checkJob(
  record: HealRecord,
  job: BenchJob,
  { bench, candidate }: { bench: Workbench; candidate: Candidate },
  ports: Ports,
): Promise<Check> {
  const { workspace, plan } = job;
  const n = record.attempts.length;
  const twin = isTwin(job, bench);
  if (stepStandsAlone(job, job.latest, candidate, ports)) {
    const logFile = await ports.history.fileOf(record.id, `attempt-${n}-step.log`);
    const alone = await runStepAlone(job, job.latest, { tree: candidate.tree, bench, logFile }, ports);
    // The same failure as another job's, whose whole replay answers for both.
    if (alone.conclusion === 'success' && twin) return checkOf(job, { replay: alone, passedOver: [] }, true);
    if (alone.conclusion !== 'success') {
      const failure = await readFailure(ports, alone, workspace, record.repo);
      return checkOf(job, { replay: alone, failure, passedOver: [] }, false);
    }
  }
  await ports.workspaces.reset(workspace, candidate.tree, 'dependencies');
  const logFile = await ports.history.fileOf(record.id, `attempt-${n}.log`);
  return checkOf(job, await runWhole(ports, plan, workspace, { facts: bench.facts, logFile }), true);
}

/** Can the step that a replay ended at be run again by itself after this change? */
export const stepStandsAlone = (
  { plan }: BenchJob,
  { failedStep }: Replay,
  { changesInstall }: Candidate,
  { replay }: Pick<Ports, 'replay'>,
): boolean =>
  failedStep !== undefined && replay.preparesOnly(plan, failedStep.number, { mayInstall: !changesInstall });

/** The step that a replay ended at, on another tree, in the state that the replay left the job in. */
export async function runStepAlone(
  { workspace, plan }: BenchJob,
  { failedStep, session }: Replay,
  { tree, bench, logFile }: { tree: string; bench: Workbench; logFile: string },
  ports: Ports,
): Promise<Replay> {
  await ports.workspaces.reset(workspace, tree, 'build-outputs');
  ports.tell({ kind: 'stage', title: `Checking "${failedStep?.name}" of ${plan.jobName}` });
  const replay = await ports.replay.run(plan, workspace, {
    facts: bench.facts,
    logFile,
    ...(failedStep ? { only: failedStep.number } : {}),
    session,
    onProgress: progressTo(ports),
  });
  // A step that Ctrl-C ended is neither red nor green.
  ports.signal.throwIfAborted();
  return replay;
}

/** Does an earlier job on the bench fail for the same reason? */
export const isTwin = (job: BenchJob, bench: Workbench): boolean =>
  bench.jobs.slice(0, bench.jobs.indexOf(job)).some((other) => {
    const prints = fingerprintsOf(other.reports);
    return fingerprintsOf(job.reports).some((print) => prints.includes(print));
  });

function checkOf(job: BenchJob, { replay, failure, passedOver }: Judged, pastFailingStep: boolean): Check {
  const left = rootCauses(failure?.reports ?? []);
  const before = fingerprintsOf(job.reports);
  const now = fingerprintsOf(left);
  const laterStep = (replay.failedStep?.number ?? 0) > (job.before.failedStep?.number ?? 0);
  const green = replay.conclusion === 'success';
  const pastIt = pastFailingStep && laterStep;
  return {
    job,
    replay,
    failure,
    passedOver,
    left,
    green,
    mended: green || (pastIt && !now.some((fingerprint) => before.includes(fingerprint))),
    improved: left.length > 0 && isProgress(before, now),
    blockedHere: !green && pastIt && left.length > 0 && left.every(isOfThisMachine),
  };
}

/** Tools cut their lists short, so after a fix the step may show errors that it did not show before. */
const isProgress = (before: readonly string[], now: readonly string[]): boolean => {
  const known = now.filter((fingerprint) => before.includes(fingerprint)).length;
  return known === 0 || (known === now.length && now.length < before.length);
};

/** The job as the candidate leaves it. What only this machine refuses is not the job's. */
export function standingOf({ job, left, replay, failure, blockedHere }: Check): Standing {
  const reports = blockedHere ? [] : left;
  return reports.length === 0 || !failure
    ? { reports, latest: job.latest, failure: job.failure }
    : { reports, latest: replay, failure };
}

import type { Attempt, BugReport, Failure, HealRecord, Receipt, StepResult } from '../../domain/index.js';
import type { HealSettings, Ports, Replay } from '../ports.js';
import { progressTo, readFailure } from '../read-replay.js';
import { isOfThisMachine, type Judged, passedOverText, runWhole } from '../run-whole.js';
import type { Outcome } from '../transitions.js';
import {
  type BenchJob,
  type Candidate,
  fingerprintsOf,
  rootCauses,
  type Standing,
  type Workbench,
} from '../workbench.js';
import { exhausted, modelAttempts } from './propose.js';

/** What became of one job under the candidate. */
interface Check {
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

/** Stage: `proposed` → `verified`: the failing step of every job first, then the whole jobs. */
export async function verifyStage(
  record: HealRecord,
  bench: Workbench,
  settings: HealSettings,
  ports: Ports,
): Promise<Outcome> {
  const candidate = bench.candidate;
  if (!candidate) throw new Error('no candidate to verify');
  const checks: Check[] = [];
  for (const job of bench.jobs) checks.push(await checkJob(record, job, bench, candidate, ports));

  const open = checks.filter(({ green, blockedHere }) => !green && !blockedHere);
  // A local heal is about one failure: another one that it brings to light is the next heal's.
  if (open.length === 0 || (record.localDir && checks.every(({ mended }) => mended))) {
    // The bench stays as it was: whoever sends the change back wants another answer to the same failure.
    candidate.standing = checks.map(standingOf);
    return verified(record, checks);
  }
  return refuted(record, bench, candidate, checks, settings);
}

/** The failing step alone answers fast; the whole job answers truly. */
async function checkJob(
  record: HealRecord,
  job: BenchJob,
  bench: Workbench,
  candidate: Candidate,
  ports: Ports,
): Promise<Check> {
  const { workspace, plan } = job;
  const n = record.attempts.length;
  const step = job.latest.failedStep;
  const twin = bench.jobs.slice(0, bench.jobs.indexOf(job)).some((other) => isSameCause(other, job));
  await ports.workspaces.reset(workspace, candidate.tree, 'build-outputs');
  if (step && (twin || !candidate.changesInstall)) {
    ports.tell({ kind: 'stage', title: `Checking "${step.name}" of ${plan.jobName}` });
    const alone = await ports.replay.run(plan, workspace, {
      facts: bench.facts,
      logFile: await ports.history.fileOf(record.id, `attempt-${n}-step.log`),
      only: step.number,
      session: job.latest.session,
      onProgress: progressTo(ports),
    });
    // The same failure as another job's, whose whole replay answers for both.
    if (alone.conclusion === 'success' && twin) return checkOf(job, { replay: alone, passedOver: [] }, true);
    if (alone.conclusion !== 'success' && !candidate.changesInstall) {
      const failure = await readFailure(ports, alone, workspace, record.repo);
      return checkOf(job, { replay: alone, failure, passedOver: [] }, false);
    }
  }
  await ports.workspaces.reset(workspace, candidate.tree, 'dependencies');
  const logFile = await ports.history.fileOf(record.id, `attempt-${n}.log`);
  return checkOf(job, await runWhole(ports, plan, workspace, { facts: bench.facts, logFile }), true);
}

const isSameCause = (one: BenchJob, other: BenchJob): boolean => {
  const prints = fingerprintsOf(other.reports);
  return fingerprintsOf(one.reports).some((print) => prints.includes(print));
};

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

function verified(record: HealRecord, checks: Check[]): Outcome {
  const notes = checks.flatMap(({ replay, passedOver, green, blockedHere }) => [
    ...passedOver.map((step) => passedOverText(replay.jobName, step)),
    ...notRun(replay).map((step) => `${replay.jobName}: "${step.name}" was not run: ${step.reason}.`),
    ...(blockedHere
      ? [
          `${replay.jobName}: "${replay.failedStep?.name}" cannot run on this machine; steps before it are green.`,
        ]
      : []),
    ...(green || blockedHere
      ? []
      : [
          `${replay.jobName}: "${replay.failedStep?.name}" fails for another reason, which was hidden before.`,
        ]),
  ]);
  const receipt: Receipt = {
    before: {
      fingerprints: [...new Set(checks.flatMap(({ job }) => job.causes))].sort(),
      steps: checks.map(({ job }) => stepOf(job.before)),
    },
    after: {
      steps: checks.map(({ replay, job }) => ({
        ...stepOf(replay),
        command: job.before.command ?? '',
        exitCode: 0,
      })),
      wholeJob: checks.every(({ green, passedOver }) => green && passedOver.length === 0),
    },
    sandbox: checks[0]?.replay.sandbox ?? 'none',
    notes,
  };
  return {
    kind: 'verified',
    detail: `Green here: ${checks.map(({ replay }) => replay.jobName).join(', ')}.${notes.length > 0 ? ` ${notes.join(' ')}` : ''}`,
    facts: { receipt, attempts: withLast(record, { verified: true }) },
  };
}

/** Steps that were left out of the replay for a reason other than their own condition. */
const notRun = (replay: Replay): StepResult[] =>
  replay.steps.filter(
    ({ treatment, reason }) => treatment === 'skipped' && reason !== undefined && !reason.startsWith('if'),
  );

const stepOf = (replay: Replay): Receipt['before']['steps'][number] => ({
  job: replay.jobName,
  command: replay.command ?? replay.failedStep?.name ?? '',
  exitCode: replay.failedStep?.exitCode ?? (replay.conclusion === 'success' ? 0 : null),
  durationMs: replay.durationMs,
});

/**
 * Still red. What helped is kept for the next attempt when it took a failure away; anything else leaves
 * no trace. The reason goes into the record, and from there into the next question to a model.
 */
function refuted(
  record: HealRecord,
  bench: Workbench,
  candidate: Candidate,
  checks: Check[],
  settings: HealSettings,
): Outcome {
  const helped = candidate.byRecipe && checks.some(({ mended, improved }) => mended || improved);
  if (helped) {
    bench.kept = candidate.tree;
    for (const check of checks) Object.assign(check.job, standingOf(check));
  }
  const left = checks.flatMap((check) => check.left);
  const error = `${helped ? 'Part of it is mended, but ' : ''}still red: ${describeReport(left[0])}`;
  const attempts = withLast(record, { error });
  const after = { ...record, attempts };
  if (modelAttempts(after).length >= settings.maxAttempts)
    return { ...exhausted(after, settings), facts: { attempts } };
  return { kind: 'refuted', detail: error, facts: { attempts } };
}

/** What a report says and where; of a test also what it wanted and got, which tells a model how far off it was. */
function describeReport(report: BugReport | undefined): string {
  if (!report) return 'unknown reason';
  const { message, file, line, test } = report;
  const values =
    test?.expected === undefined || test.actual === undefined
      ? ''
      : ` expected ${test.expected}, actual ${test.actual}`;
  return `${message}${values}${file ? ` (${file}${line ? `:${line}` : ''})` : ''}`;
}

/** The job as the candidate leaves it. What only this machine refuses is not the job's. */
function standingOf({ job, left, replay, failure, blockedHere }: Check): Standing {
  const reports = blockedHere ? [] : left;
  return reports.length === 0 || !failure
    ? { reports, latest: job.latest, failure: job.failure }
    : { reports, latest: replay, failure };
}

export const withLast = (record: HealRecord, change: Partial<Attempt>): Attempt[] =>
  record.attempts.map((attempt, index) =>
    index === record.attempts.length - 1 ? { ...attempt, ...change } : attempt,
  );

import type { Attempt, BugReport, HealRecord, Receipt } from '../../domain/index.js';
import type { HealSettings, Ports, Replay } from '../ports.js';
import type { Outcome } from '../transitions.js';
import { type BenchJob, type Candidate, fingerprintsOf, rootCauses, type Workbench } from '../workbench.js';
import { exhausted, modelAttempts } from './propose.js';
import { progressTo, readReports, runWhole } from './replay.js';

/** What became of one job under the candidate. */
interface Check {
  job: BenchJob;
  /** Is the failure that was there before gone? */
  mended: boolean;
  replay: Replay;
  /** Root causes that are left; empty when the job is green. */
  left: BugReport[];
  /** Red at a later step, for a reason that lies in this machine and not in the code. */
  blockedHere: boolean;
}

/** Categories that a later step may fail with because this machine is not GitHub's. */
const machineCategories = new Set(['infra', 'permission', 'resource', 'timeout']);

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

  const open = checks.filter((check) => check.left.length > 0 && !check.blockedHere);
  // A local heal is about one failure: another one that it brings to light is the next heal's.
  if (open.length === 0 || (record.localDir && checks.every(({ mended }) => mended))) {
    for (const { job, left, replay } of checks) standAt(job, left, replay);
    return verified(record, checks);
  }
  return refuted(record, bench, candidate, checks, settings);
}

async function checkJob(
  record: HealRecord,
  job: BenchJob,
  bench: Workbench,
  candidate: Candidate,
  ports: Ports,
): Promise<Check> {
  const n = record.attempts.length;
  const step = job.latest.failedStep;
  await ports.workspaces.reset(job.workspace, candidate.tree, 'build-outputs');
  if (step && !candidate.changesInstall) {
    ports.tell({ kind: 'stage', title: `Checking "${step.name}" of ${job.plan.jobName}` });
    const alone = await ports.replay.run(job.plan, job.workspace, {
      facts: bench.facts,
      logFile: await ports.history.fileOf(record.id, `attempt-${n}-step.log`),
      only: step.number,
      session: job.latest.session,
      onProgress: progressTo(ports),
    });
    if (alone.conclusion !== 'success')
      return checkOf(job, alone, await readReports(ports, alone, record.repo), false);
  }
  await ports.workspaces.reset(job.workspace, candidate.tree, 'dependencies');
  const whole = await runWhole(
    ports,
    job.plan,
    job.workspace,
    bench.facts,
    await ports.history.fileOf(record.id, `attempt-${n}.log`),
  );
  return checkOf(
    job,
    whole,
    whole.conclusion === 'success' ? [] : await readReports(ports, whole, record.repo),
    true,
  );
}

function checkOf(job: BenchJob, replay: Replay, reports: BugReport[], pastFailingStep: boolean): Check {
  const left = replay.conclusion === 'success' ? [] : rootCauses(reports);
  const before = fingerprintsOf(
    rootCauses(job.failure.reports.length > 0 ? job.failure.reports : job.reports),
  );
  const now = fingerprintsOf(left);
  const laterStep = (replay.failedStep?.number ?? 0) > (job.before.failedStep?.number ?? 0);
  return {
    job,
    replay,
    left,
    mended:
      left.length === 0 ||
      (pastFailingStep && laterStep && !now.some((fingerprint) => before.includes(fingerprint))),
    blockedHere: pastFailingStep && laterStep && left.length > 0 && left.every(isOfThisMachine),
  };
}

const isOfThisMachine = ({ category, message }: BugReport): boolean =>
  machineCategories.has(category) ||
  (category === 'config' && /command not found|not found on PATH|No such file or directory/i.test(message));

function verified(record: HealRecord, checks: Check[]): Outcome {
  const notes = checks
    .filter(({ left }) => left.length > 0)
    .map(({ replay, blockedHere }) =>
      blockedHere
        ? `${replay.jobName}: "${replay.failedStep?.name}" cannot run on this machine; steps before it are green.`
        : `${replay.jobName}: "${replay.failedStep?.name}" fails for another reason, which was hidden before.`,
    );
  const receipt: Receipt = {
    before: {
      fingerprints: fingerprintsOf(checks.flatMap(({ job }) => rootCauses(job.failure.reports))),
      steps: checks.map(({ job }) => stepOf(job.before)),
    },
    after: {
      steps: checks.map(({ replay, job }) => ({
        ...stepOf(replay),
        command: job.before.command ?? '',
        exitCode: 0,
      })),
      wholeJob: checks.every(({ left }) => left.length === 0),
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
  const helped = candidate.byRecipe && checks.some(({ mended }) => mended);
  if (helped) {
    bench.kept = candidate.tree;
    for (const { job, left, replay } of checks) standAt(job, left, replay);
  }
  const left = checks.flatMap((check) => check.left);
  const error = `${helped ? 'Part of it is mended, but ' : ''}still red: ${left[0]?.message ?? 'unknown reason'}${left[0]?.file ? ` (${left[0].file}${left[0].line ? `:${left[0].line}` : ''})` : ''}`;
  const attempts = withLast(record, { error });
  const after = { ...record, attempts };
  if (modelAttempts(after).length >= settings.maxAttempts)
    return { ...exhausted(after, settings), facts: { attempts } };
  return { kind: 'refuted', detail: error, facts: { attempts } };
}

function standAt(job: BenchJob, left: BugReport[], replay: Replay): void {
  job.reports = left;
  if (left.length > 0) job.latest = replay;
}

export const withLast = (record: HealRecord, change: Partial<Attempt>): Attempt[] =>
  record.attempts.map((attempt, index) =>
    index === record.attempts.length - 1 ? { ...attempt, ...change } : attempt,
  );

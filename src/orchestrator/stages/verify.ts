import type { Attempt, BugReport, HealRecord, Receipt, TestCounts } from '../../domain/index.js';
import { findStandstill } from '../judge-progress.js';
import type { HealSettings, Ports } from '../ports.js';
import { receiptOf } from '../receipt.js';
import type { Outcome } from '../transitions.js';
import { fingerprintsOf, type Workbench } from '../workbench.js';
import { type Check, checkJobs, isProved, standingOf } from './check-job.js';
import { exhausted, modelAttempts } from './no-proposal.js';
import { proveCause } from './prove-cause.js';
import { shrinkFix } from './shrink-fix.js';

/**
 * Stage: `proposed` → `verified`: the failing step of every job first, then the whole jobs; a model's change is
 * made as small as the proof allows; then it must be red again without its source edits.
 */
export async function verifyStage(
  record: HealRecord,
  bench: Workbench,
  settings: HealSettings,
  ports: Ports,
): Promise<Outcome> {
  const { candidate } = bench;
  const proposed = record.attempts.at(-1);
  if (!candidate || !proposed) throw new Error('no candidate to verify');
  const first = await checkJobs(record, bench, candidate, ports);
  if (!isProved(first, record)) return refuted(record, bench, first, settings);

  const smaller = await shrinkFix(record, bench, settings, ports);
  const { checks, attempt } = smaller ?? { checks: first, attempt: proposed };
  const cause = await proveCause(record, bench, { checks, attempt }, ports);
  switch (cause.kind) {
    case 'not-the-cause':
      return notTheCause(record, cause.job);
    case 'unsteady':
      return unsteady(record, cause.job, settings);
    case 'proved': {
      // The bench stays as it was: whoever sends the change back wants another answer to the same failure.
      if (bench.candidate) bench.candidate.standing = checks.map(standingOf);
      const tests = await countTests(checks, ports);
      const receipt = {
        ...receiptOf(checks),
        ...cause.proof,
        ...(tests && { tests }),
        ...(smaller && { shrunk: smaller.shrunk }),
      };
      return verified(record, attempt, receipt);
    }
  }
}

function verified(record: HealRecord, attempt: Attempt, receipt: Receipt): Outcome {
  const jobs = [...new Set(receipt.after.steps.map(({ job }) => job))].join(', ');
  const notes = receipt.notes.length > 0 ? ` ${receipt.notes.join(' ')}` : '';
  return {
    kind: 'verified',
    detail: `Green here: ${jobs}; red again without the change.${notes}`,
    facts: { receipt, attempts: withLast(record, { ...attempt, verified: true, left: [] }) },
  };
}

/** What the runners told of their tests in the red and in the green logs; undefined unless every job tells both. */
async function countTests(checks: readonly Check[], ports: Ports): Promise<Receipt['tests']> {
  const count = async (logFile: string, job: string): Promise<TestCounts | undefined> =>
    (await ports.readFailures(ports.openFile(logFile), { jobName: job, countTests: true })).tests;
  const counted = await Promise.all(
    checks.map(async ({ job, replay }) => ({
      before: await count(job.before.logFile, replay.jobName),
      after: await count(replay.logFile, replay.jobName),
    })),
  );
  const both = counted.flatMap(({ before, after }) => (before && after ? [{ before, after }] : []));
  if (both.length === 0 || both.length < counted.length) return undefined;
  return { before: sumOf(both.map(({ before }) => before)), after: sumOf(both.map(({ after }) => after)) };
}

const sumOf = (counts: readonly TestCounts[]): TestCounts => {
  const sum = (of: (one: TestCounts) => number): number => counts.reduce((all, one) => all + of(one), 0);
  return {
    total: sum(({ total, passed, failed, skipped }) => total ?? passed + failed + skipped),
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  };
};

/** It went green, but not because of the change. */
const notTheCause = (record: HealRecord, job: string): Outcome => ({
  kind: 'not-the-cause',
  reason: 'flaky',
  detail: `${job} is green without the change too: the change is not what mended it.`,
  next: 'Re-run the failed jobs; the failure comes and goes.',
  facts: { attempts: withLast(record, { error: 'green without the change too' }) },
});

/** Green once and red the next time, with the same change: whatever decides that is not in it. */
function unsteady(record: HealRecord, job: string, settings: HealSettings): Outcome {
  const error = `${job} was green with the change once and red the next time`;
  const attempts = withLast(record, { error });
  const after = { ...record, attempts };
  return modelAttempts(after).length >= settings.maxAttempts
    ? { ...exhausted(after, settings), facts: { attempts } }
    : { kind: 'refuted', detail: `${error}.`, facts: { attempts } };
}

/**
 * Still red. What helped is kept for the next attempt when it took a failure away; anything else leaves
 * no trace. The reason goes into the record, and from there into the next question to a model.
 */
function refuted(record: HealRecord, bench: Workbench, checks: Check[], settings: HealSettings): Outcome {
  const { candidate } = bench;
  const helped = candidate?.byRecipe && checks.some(({ mended, improved }) => mended || improved);
  if (helped) {
    bench.kept = candidate.tree;
    for (const check of checks) Object.assign(check.job, standingOf(check));
  }
  const left = checks.flatMap((check) => check.left);
  const error = `${helped ? 'Part of it is mended, but ' : ''}still red: ${describeReport(left[0])}`;
  const attempts = withLast(record, { error, left: fingerprintsOf(left) });
  const after = { ...record, attempts };
  // Other answers to the same question wait for their turn.
  if (bench.rivals && bench.rivals.length > 0) return { kind: 'refuted', detail: error, facts: { attempts } };
  const standstill = candidate?.byRecipe ? undefined : findStandstill(attempts);
  if (standstill) return { ...exhausted(after, settings), ...standstill, facts: { attempts } };
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

export const withLast = (record: HealRecord, change: Partial<Attempt>): Attempt[] =>
  record.attempts.map((attempt, index) =>
    index === record.attempts.length - 1 ? { ...attempt, ...change } : attempt,
  );

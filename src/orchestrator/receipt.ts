import type { Receipt, StepResult } from '../domain/index.js';
import type { Replay } from './ports.js';
import { passedOverText } from './run-whole.js';
import type { Check } from './stages/check-job.js';

type ReceiptStep = Receipt['before']['steps'][number];

/** What the checks of a change prove: red before, green after, and what that is not true of. */
export function receiptOf(checks: readonly Check[]): Receipt {
  return {
    before: {
      fingerprints: [...new Set(checks.flatMap(({ job }) => job.causes))].sort(),
      steps: checks.map(({ job }) => receiptStepOf(job.before)),
    },
    after: {
      steps: checks.map(({ replay, job }) => ({
        ...receiptStepOf(replay),
        command: job.before.command ?? '',
        exitCode: 0,
      })),
      wholeJob: checks.every(({ green, passedOver }) => green && passedOver.length === 0),
    },
    sandbox: checks[0]?.replay.sandbox ?? 'none',
    notes: checks.flatMap(notesOf),
  };
}

export const receiptStepOf = (replay: Replay): ReceiptStep => ({
  job: replay.jobName,
  command: replay.command ?? replay.failedStep?.name ?? '',
  exitCode: replay.failedStep?.exitCode ?? (replay.conclusion === 'success' ? 0 : null),
  durationMs: replay.durationMs,
});

function notesOf({ replay, passedOver, green, blockedHere }: Check): string[] {
  const { jobName: job, failedStep } = replay;
  const notes = [
    ...passedOver.map((step) => passedOverText(job, step)),
    ...notRun(replay).map((step) => `${job}: "${step.name}" was not run: ${step.reason}.`),
  ];
  if (blockedHere)
    notes.push(`${job}: "${failedStep?.name}" cannot run on this machine; steps before it are green.`);
  else if (!green)
    notes.push(`${job}: "${failedStep?.name}" fails for another reason, which was hidden before.`);
  return notes;
}

/** Steps that were left out of the replay for a reason other than their own condition. */
const notRun = (replay: Replay): StepResult[] =>
  replay.steps.filter(
    ({ treatment, reason }) => treatment === 'skipped' && reason !== undefined && !reason.startsWith('if'),
  );

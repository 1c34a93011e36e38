import type { PlannedStep, StepResult } from '../../domain/index.js';
import { ExpressionFault } from '../expressions/evaluate.js';
import { evaluateCondition, evaluateTemplate, hasStatusFunction } from '../expressions/template.js';
import { fromData } from '../expressions/to-data.js';
import type { Frame, JobRun } from './job-run.js';
import { runNative } from './run-native.js';
import { runScript } from './run-script.js';
import type { ActionEnd, StepEnd } from './step-end.js';
import { evaluateEnv, stepScope } from './step-scope.js';

/**
 * Runs one step where its `if:` lets it, and records it for `steps.<id>` and the frame's status. `onStart` is
 * called once it is certain that the step runs.
 */
export async function runStep(
  job: JobRun,
  step: PlannedStep,
  frame: Frame,
  onStart: () => void = () => undefined,
): Promise<StepEnd> {
  const started = performance.now();
  const end = await performStep(job, step, { frame, onStart });
  const goesOn = end.outcome === 'failure' && continuesOnError(job, step, frame);
  const conclusion = goesOn ? 'success' : end.outcome;
  if (step.id !== undefined) {
    frame.steps[step.id] = { outputs: end.outputs ?? {}, outcome: end.outcome, conclusion };
  }
  if (conclusion === 'failure') frame.status = 'failure';
  if (conclusion === 'cancelled') job.session.status = 'cancelled';
  const replaced = end.substitutes && end.substitutes.length > 0;
  const treatment = end.treatment ?? (replaced ? 'substituted' : 'replayed');
  const reason = reasonOf(end, goesOn);
  return {
    ...{ ...end, treatment, conclusion },
    ...(reason !== undefined && { reason }),
    durationMs: Math.round(performance.now() - started),
  };
}

/** The runner evaluates it after the step, and only for one that failed. */
function continuesOnError(job: JobRun, step: PlannedStep, frame: Frame): boolean {
  if (step.continueOnErrorText === undefined) return step.continueOnError;
  const value = settleLate(job, step.continueOnErrorText, { step, frame });
  return value === true || value === 'true';
}

/** A setting whose text only the running job can evaluate; undefined where it cannot, too. */
function settleLate(
  job: JobRun,
  text: string,
  { step, frame }: { step: PlannedStep; frame: Frame },
): unknown {
  try {
    const env = evaluateEnv(step.env, stepScope(job, frame));
    return fromData(evaluateTemplate(text, stepScope(job, frame, env)));
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return undefined;
  }
}

function reasonOf({ reason, substitutes }: ActionEnd, goesOn: boolean): string | undefined {
  const continued = goesOn ? 'failed, and the workflow continues on error' : undefined;
  const parts = [continued, reason, ...(substitutes ?? [])].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** A fault of an expression fails the step, as on GitHub. */
async function performStep(
  job: JobRun,
  step: PlannedStep,
  { frame, onStart }: { frame: Frame; onStart(): void },
): Promise<ActionEnd> {
  if (job.session.status === 'cancelled') return { outcome: 'cancelled', treatment: 'not-reached' };
  try {
    const env = evaluateEnv(step.env, stepScope(job, frame));
    const scope = stepScope(job, frame, env);
    if (!evaluateCondition(step.if, scope)) return notRun(step, frame);
    if (step.action.kind !== 'skip') onStart();
    return await perform(job, step, { frame, scope, env });
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    const reason = `the step's expressions cannot be evaluated: ${error.message}`;
    job.log.write(`##[error]${reason}`);
    return { outcome: 'failure', reason };
  }
}

function notRun(step: PlannedStep, frame: Frame): ActionEnd {
  const afterFailure = frame.status === 'failure' && !(step.if !== undefined && hasStatusFunction(step.if));
  return afterFailure
    ? { outcome: 'skipped', treatment: 'not-reached', reason: 'an earlier step failed' }
    : { outcome: 'skipped', treatment: 'skipped', reason: `if: ${step.if ?? ''} → false` };
}

type Surroundings = Omit<Parameters<typeof runNative>[2], 'runSteps'>;

function perform(job: JobRun, step: PlannedStep, around: Surroundings): Promise<ActionEnd> | ActionEnd {
  const { action } = step;
  switch (action.kind) {
    case 'run':
      return runScript(job, { ...withTimeout(job, step, around.frame), action }, around);
    case 'native':
      return runNative(
        job,
        { ...step, action },
        {
          ...around,
          runSteps: (steps, frame) => runInner(job, steps, frame),
        },
      );
    case 'skip':
      job.log.write(`##[group]${step.name}`, '##[endgroup]', `cifix: ${action.reason}`);
      return { outcome: 'skipped', treatment: 'skipped', reason: action.reason };
  }
}

function withTimeout(job: JobRun, step: PlannedStep, frame: Frame): PlannedStep {
  if (step.timeoutText === undefined) return step;
  const minutes = Number(settleLate(job, step.timeoutText, { step, frame }));
  return minutes > 0 ? { ...step, timeoutMinutes: minutes } : step;
}

/** The steps of a composite action; together they count as one step of the job. */
async function runInner(job: JobRun, steps: readonly PlannedStep[], frame: Frame): Promise<ActionEnd> {
  const ends: { step: PlannedStep; end: StepEnd }[] = [];
  for (const step of steps) ends.push({ step, end: await runStep(job, step, frame) });
  const failed = ends.find(({ end }) => end.conclusion === 'failure')?.end;
  const reasons = ends
    .filter(({ end }) => end.treatment === 'skipped' || end.treatment === 'substituted')
    .map(({ step, end }) => `${step.name}: ${end.reason ?? end.treatment}`);
  const treatment: StepResult['treatment'] = reasons.length > 0 ? 'substituted' : 'replayed';
  const cancelled = job.session.status === 'cancelled';
  return {
    outcome: cancelled ? 'cancelled' : failed ? 'failure' : 'success',
    treatment,
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
    ...(failed?.exitCode !== undefined && { exitCode: failed.exitCode }),
    ...(failed?.command !== undefined && { command: failed.command }),
  };
}

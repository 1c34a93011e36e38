import { type ExpressionScope, evaluateCondition, interpolate } from './expression.js';
import {
  closeJobSession,
  expressionScope,
  type JobSession,
  type JobTask,
  openJobSession,
  runnerName,
  stepVariables,
} from './job-session.js';
import { findNativeAction, hasPostStep } from './native-actions.js';
import { endLeftovers } from './run-script.js';
import { cannotRun, runStep, stepName } from './run-step.js';
import type { StepRecord } from './state.js';
import { reportRunnerError } from './workflow-commands.js';
import type { StepSpec } from './workflow-file.js';

/** Runs all steps of one job for real and leaves conclusion, steps, log and annotations in its record. */
export const runJob = async (task: JobTask): Promise<void> => {
  const { job } = task;
  job.status = 'in_progress';
  job.startedAt = task.world.clock.now();
  const session = await openJobSession(task);
  const timer = startJobTimer(session);
  try {
    for (const secret of Object.values(task.world.secrets)) job.log.mask(secret);
    await runSteps(session);
    job.outputs = evaluateOutputs(session);
  } catch (error) {
    session.state.failed = true;
    const target = { log: job.log, step: job.steps.at(-1)?.number ?? 1, annotations: job.annotations };
    reportRunnerError(target, error instanceof Error ? error.message : String(error));
  } finally {
    timer.stop();
    endLeftovers(session.leftovers);
    await closeJobSession(session);
    job.completedAt = task.world.clock.now();
    job.conclusion = session.state.cancelled ? 'cancelled' : session.state.failed ? 'failure' : 'success';
    job.status = 'completed';
  }
};

/** A job that outlives its `timeout-minutes` ends as cancelled. */
const startJobTimer = (session: JobSession): { stop(): void } => {
  const limit = new AbortController();
  const { timeoutMinutes } = session.job.spec;
  const timer = setTimeout(() => limit.abort(), Math.min(timeoutMinutes * 60_000, 2 ** 31 - 1));
  session.signal = AbortSignal.any([session.signal, limit.signal]);
  return { stop: () => clearTimeout(timer) };
};

const runSteps = async (session: JobSession): Promise<void> => {
  const { spec } = session.job;
  await record(session, { number: 1, name: 'Set up job' }, () => setUpJob(session));
  const done: StepSpec[] = [];
  for (const [index, step] of spec.steps.entries()) {
    const wasRun = await runMainStep(session, step, index + 2);
    if (wasRun && step.uses !== undefined && hasPostStep(step.uses)) done.push(step);
  }
  // Numbers as in jobs of the service: post steps end at twice the count of the steps before them.
  const last = 2 * (spec.steps.length + 1);
  for (const [index, step] of done.toReversed().entries()) {
    const number = last - done.length + index + 1;
    await record(session, { number, name: `Post ${stepName(step)}` }, async () => {
      session.job.log.write(number, 'Post job cleanup.');
      return 'success';
    });
  }
  await record(session, { number: last + 1, name: 'Complete job' }, async () => {
    session.job.log.write(last + 1, 'Cleaning up orphan processes');
    return 'success';
  });
};

const setUpJob = async (session: JobSession): Promise<'success' | 'failure'> => {
  const { job } = session;
  const write = (line: string): void => job.log.write(1, line);
  write("Current runner version: '2.336.0'");
  write(`Runner name: '${runnerName}'`);
  write('##[group]Operating System');
  write(`${process.platform} ${process.arch}`);
  write('##[endgroup]');
  write('Prepare workflow directory');
  write('Prepare all required actions');
  const uses = job.spec.steps.flatMap((step) => step.uses ?? []);
  if (uses.length > 0) write('Getting action download info');
  for (const name of new Set(uses)) write(`Download action repository '${name}'`);
  write(`Complete job name: ${job.name}`);
  const target = { log: job.log, step: 1, annotations: job.annotations };
  const complaints = [
    ...job.spec.unsupported.map((key) => `This stand-in cannot honour '${key}:' of the job '${job.key}'.`),
    ...session.job.spec.runsOn
      .filter((label) => /^(windows|macos)/i.test(label))
      .map((label) => `This stand-in has no '${label}' runner.`),
    ...uses.filter((name) => findNativeAction(name) === undefined).map(cannotRun),
  ];
  for (const complaint of complaints) reportRunnerError(target, complaint);
  if (complaints.length > 0) session.state.failed = true;
  return complaints.length > 0 ? 'failure' : 'success';
};

/** False when the step's `if:` left it out. */
const runMainStep = async (session: JobSession, spec: StepSpec, number: number): Promise<boolean> => {
  const log = { log: session.job.log, step: number, annotations: session.job.annotations };
  // After a failed set-up GitHub runs nothing at all, not even `always()`.
  const isSetUp = session.job.steps[0]?.conclusion === 'success';
  let wanted: boolean;
  try {
    wanted =
      isSetUp && evaluateCondition(spec.if ?? 'success()', conditionScope(session, spec), session.state);
  } catch (error) {
    session.state.failed = true;
    await record(session, { number, name: stepName(spec) }, async () => {
      reportRunnerError(log, error instanceof Error ? error.message : String(error));
      return 'failure';
    });
    return false;
  }
  const name = shownName(session, spec);
  if (!wanted) {
    session.job.steps.push({
      number,
      name,
      status: 'completed',
      conclusion: 'skipped',
      startedAt: null,
      completedAt: null,
    });
    remember(session, spec, { outputs: {}, outcome: 'skipped', conclusion: 'skipped' });
    return false;
  }
  await record(session, { number, name }, async () => {
    const { outcome, outputs } = await runStep(session, spec, number);
    const isForgiven = outcome === 'failure' && isTrue(session, spec.continueOnError);
    const conclusion = isForgiven ? 'success' : outcome;
    remember(session, spec, { outputs, outcome, conclusion });
    if (conclusion === 'failure') session.state.failed = true;
    if (session.signal.aborted) session.state.cancelled = true;
    return conclusion;
  });
  return true;
};

const conditionScope = (session: JobSession, spec: StepSpec): ExpressionScope =>
  expressionScope(session, stepVariables(session, spec.env));

const isTrue = (session: JobSession, text: string): boolean =>
  interpolate(text, expressionScope(session), session.state) === 'true';

const shownName = (session: JobSession, spec: StepSpec): string => {
  try {
    return interpolate(stepName(spec), conditionScope(session, spec), session.state);
  } catch {
    return stepName(spec);
  }
};

const remember = (session: JobSession, spec: StepSpec, outcome: JobSession['steps'][string]): void => {
  if (spec.id !== undefined) session.steps[spec.id] = outcome;
};

const record = async (
  session: JobSession,
  step: { number: number; name: string },
  body: () => Promise<'success' | 'failure' | 'cancelled'>,
): Promise<void> => {
  const { clock } = session.world;
  const entry: StepRecord = {
    ...step,
    status: 'in_progress',
    conclusion: null,
    startedAt: clock.now(),
    completedAt: null,
  };
  session.job.steps.push(entry);
  entry.conclusion = await body();
  entry.completedAt = clock.now();
  entry.status = 'completed';
};

const evaluateOutputs = (session: JobSession): Record<string, string> =>
  Object.fromEntries(
    Object.entries(session.job.spec.outputs).map(([key, text]) => [
      key,
      interpolate(text, expressionScope(session), session.state),
    ]),
  );

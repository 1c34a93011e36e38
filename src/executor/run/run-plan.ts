import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { BuildResult, Plan, PlannedStep, RunGit, StepResult, Workspace } from '../../domain/index.js';
import { prepareHome } from '../sandbox/home-files.js';
import { baseEnvironment, type HostEnv, hostPath } from '../sandbox/host-environment.js';
import { describeContainer } from '../sandbox/job-container.js';
import { describeSandbox, type SandboxChoice } from '../sandbox/sandbox-choice.js';
import { writeScratchFile } from '../sandbox/scratch-files.js';
import { writeShims } from '../toolchain/shims.js';
import { eventPath, githubContext, type RunContext, runnerContext } from './github-variables.js';
import { JobLog } from './job-log.js';
import type { Frame, JobRun, NetworkPolicy, ReplayEvent } from './job-run.js';
import { settledWarnings } from './job-services.js';
import { emptySession, type JobSession } from './job-session.js';
import type { InstallStore } from './kept-installs.js';
import { openSurroundings } from './open-container.js';
import { repeatSteps } from './repeat-steps.js';
import { runStep } from './run-step.js';
import { evaluateEnv, stepScope } from './step-scope.js';
import { rootOf } from './work-root.js';

export interface RunPlanOptions {
  workspace: Workspace;
  sandbox: SandboxChoice;
  context: RunContext;
  signal: AbortSignal;
  hostEnv: HostEnv;
  /** Absolute path of the log to write. */
  logFile: string;
  onEvent?: (event: ReplayEvent) => void;
  /** Start at this step, with the session of the steps before it. */
  from?: number;
  /** Run this step alone, with the session of the steps before it. */
  only?: number;
  session?: JobSession;
  /** Shared download caches. */
  cacheDir?: string;
  /** Default: always. */
  network?: NetworkPolicy;
  /** Fetch the Node version that CI used from the npm registry when this machine lacks it. Default: no. */
  fetchToolchains?: boolean;
  /** Where installed packages are kept for later heals. Default: nowhere. */
  installs?: InstallStore;
  /** Beyond this a step's output is dropped. Default: 64 MB. */
  maxLogBytes?: number;
  /** Masks secrets in everything that is logged or told. */
  redact?: (text: string) => string;
  /** Why the image of the job's container is not fetched. Default: it is, unless the network is off. */
  noPull?: string;
  /** Where the artifacts of the jobs of one replay are kept. Default: in the workspace's scratch space. */
  artifactsDir?: string;
  /** Git on the trusted git directory, for checkouts of other commits and of submodules. */
  runGit?: RunGit;
}

export type ReplayResult = BuildResult & { session: JobSession };

/** Runs the steps of a plan, in order, by GitHub's rules. A red job is a value; only a broken machine throws. */
export async function runPlan(plan: Plan, options: RunPlanOptions): Promise<ReplayResult> {
  const started = performance.now();
  await mkdir(dirname(options.logFile), { recursive: true });
  const log = new JobLog(options.logFile, {
    ...(options.maxLogBytes === undefined ? {} : { maxBytes: options.maxLogBytes }),
    ...(options.redact === undefined ? {} : { redact: options.redact }),
  });
  try {
    const prepared = await startJob(plan, options, log);
    const scope = stepScope(prepared, frameOf(prepared, 0));
    const { noPull } = options;
    const { job, stop } = await openSurroundings(prepared, {
      scope,
      ...(noPull !== undefined && { noPull }),
    });
    const outcome = await runSteps(job, options).finally(stop);
    const { summary } = job.session;
    return {
      ...outcome,
      ...(summary !== undefined && { summary }),
      jobName: plan.jobName,
      logFile: options.logFile,
      sandbox: job.container ? describeContainer(job.container) : describeSandbox(options.sandbox),
      warnings: [...settledWarnings(plan), ...job.warnings],
      durationMs: Math.round(performance.now() - started),
    };
  } finally {
    log.close();
  }
}

async function startJob(plan: Plan, options: RunPlanOptions, log: JobLog): Promise<JobRun> {
  const { workspace, hostEnv, sandbox, context, cacheDir } = options;
  const places = { scratch: workspace.scratch, ...(cacheDir !== undefined && { cacheDir }) };
  const path = hostPath(hostEnv);
  await prepareHome(hostEnv, places);
  await writeShims(workspace.scratch, path.join(':'));
  const root = rootOf(workspace, plan);
  const github = githubContext(plan, { ...workspace, tree: root }, context);
  await writeScratchFile(workspace.scratch, eventPath(workspace), JSON.stringify(github.event, null, 2));
  const job: JobRun = {
    ...{ plan, workspace, root, context, sandbox, log, hostEnv, github },
    ...(options.artifactsDir !== undefined && { artifactsDir: options.artifactsDir }),
    ...(options.runGit !== undefined && { runGit: options.runGit }),
    mounts: { home: hostEnv.HOME ?? '/', path, ...workspace, ...places },
    network: options.network ?? 'always',
    baseEnv: baseEnvironment(hostEnv, places),
    hostPath: path,
    signal: options.signal,
    toolFolder: join(cacheDir ?? workspace.scratch, 'toolchains'),
    mayFetch: options.fetchToolchains ?? false,
    ...(options.installs && { installs: options.installs }),
    deadline: performance.now() + plan.timeoutMinutes * 60_000,
    runner: runnerContext(workspace),
    onEvent: options.onEvent ?? (() => undefined),
    session: structuredClone(options.session ?? emptySession()),
    warnings:
      sandbox.kind === 'none' && sandbox.reason !== undefined ? [`no sandbox: ${sandbox.reason}`] : [],
  };
  for (const mask of job.session.masks) log.addMask(mask);
  if (!options.session) job.session.env = evaluateEnv(plan.env, stepScope(job, frameOf(job, 0)));
  log.write(`cifix replays this job on this machine; sandbox: ${describeSandbox(sandbox)}`);
  log.write(`Complete job name: ${plan.jobName}`);
  return job;
}

const frameOf = ({ session, plan }: JobRun, number: number): Frame => ({
  ...{ steps: session.steps, inputs: plan.inputs ?? {}, env: {}, status: session.status, number },
});

type Outcome = Pick<ReplayResult, 'conclusion' | 'steps' | 'failedStep' | 'command' | 'session'>;

async function runSteps(job: JobRun, { only, from }: RunPlanOptions): Promise<Outcome> {
  const steps: StepResult[] = [];
  const first = from ?? only ?? 1;
  if (job.container && first > 1) await rebuildContainer(job, first);
  let failure: { failedStep: StepResult; before: JobSession; command?: string } | undefined;
  for (const step of job.plan.steps) {
    if (only !== undefined && step.number !== only) continue;
    if (from !== undefined && step.number < from) {
      steps.push(ranEarlier(step));
      continue;
    }
    const before = { ...structuredClone(job.session), nextStep: step.number };
    const { result, command } = await runTopLevel(job, step);
    steps.push(result);
    if (result.conclusion !== 'failure' || failure) continue;
    failure = { failedStep: result, before, ...(command !== undefined && { command }) };
  }
  const { status } = job.session;
  const { failedStep, before, command } = failure ?? {};
  return {
    conclusion: status,
    steps,
    ...(failedStep && { failedStep }),
    ...(command !== undefined && { command }),
    session: before ?? job.session,
  };
}

async function rebuildContainer(job: JobRun, before: number): Promise<void> {
  const session = emptySession();
  session.env = evaluateEnv(job.plan.env, stepScope({ ...job, session }, frameOf({ ...job, session }, 0)));
  const log = new JobLog('/dev/null');
  await repeatSteps(job, { before, session, log, run: runTopLevel }).finally(() => log.close());
}

async function runTopLevel(
  job: JobRun,
  step: PlannedStep,
): Promise<{ result: StepResult; command?: string }> {
  const { number, name } = step;
  const frame = frameOf(job, number);
  const end = await runStep(job, step, frame, () => job.onEvent({ type: 'step-started', number, name }));
  if (job.session.status === 'success') job.session.status = frame.status;
  job.session.nextStep = number + 1;
  job.session.masks = [...job.log.masks];
  const result: StepResult = {
    ...{ number, name, treatment: end.treatment, conclusion: end.conclusion, durationMs: end.durationMs },
    ...(end.exitCode !== undefined && { exitCode: end.exitCode }),
    ...(end.reason !== undefined && { reason: job.log.mask(end.reason) }),
  };
  job.onEvent({ type: 'step-finished', result });
  return { result, ...(end.command !== undefined && { command: end.command }) };
}

const ranEarlier = ({ number, name }: PlannedStep): StepResult => ({
  ...{ number, name, treatment: 'skipped', conclusion: 'skipped', durationMs: 0 },
  reason: 'ran earlier on this workspace',
});

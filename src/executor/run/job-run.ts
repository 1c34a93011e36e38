import { delimiter, join } from 'node:path';

import type { Plan, RunGit, StepResult, Workspace } from '../../domain/index.js';
import { type HostEnv, imageEnvironment } from '../sandbox/host-environment.js';
import type { JobContainer } from '../sandbox/job-container.js';
import { homeInImage, type Mounts } from '../sandbox/mounts.js';
import { type ProcessEnd, runProcess } from '../sandbox/run-process.js';
import type { SandboxChoice } from '../sandbox/sandbox-choice.js';
import { binFolder, corepackFolder } from '../toolchain/shims.js';
import { githubVariables, type RunContext, runnerVariables } from './github-variables.js';
import type { JobLog } from './job-log.js';
import type { JobSession, StepState } from './job-session.js';
import type { InstallStore } from './kept-installs.js';
import { placeLayers } from './work-root.js';

export type ReplayEvent =
  | { type: 'step-started'; number: number; name: string }
  | { type: 'output'; number: number; line: string }
  | { type: 'step-finished'; result: StepResult };

/** When steps may reach the network: always, only those that fetch packages, never. */
export type NetworkPolicy = 'always' | 'install' | 'never';

/** One job while it runs. Only `session` and `warnings` change. */
export interface JobRun {
  readonly plan: Plan;
  readonly workspace: Workspace;
  /** GITHUB_WORKSPACE: the tree, or the folder that the workflow checks it out in. */
  readonly root: string;
  /** Where artifacts are kept for other jobs; absent: in the scratch space. */
  readonly artifactsDir?: string;
  /** Git on the trusted git directory; without it nothing but the commit itself can be checked out. */
  readonly runGit?: RunGit;
  readonly context: RunContext;
  readonly sandbox: SandboxChoice;
  /** Where the steps run instead, when the job has an image that is here. */
  readonly container?: JobContainer;
  readonly mounts: Mounts;
  readonly network: NetworkPolicy;
  /** Where fetched toolchains are kept. */
  readonly toolFolder: string;
  readonly mayFetch: boolean;
  /** Installs of earlier heals; absent where none are kept. */
  readonly installs?: InstallStore;
  readonly log: JobLog;
  readonly hostEnv: HostEnv;
  readonly baseEnv: Record<string, string>;
  readonly hostPath: readonly string[];
  readonly signal: AbortSignal;
  /** `performance.now()` at which the job's time is over. */
  readonly deadline: number;
  readonly github: Record<string, unknown>;
  readonly runner: Record<string, string>;
  /** Service → port within its container → port of this machine. */
  readonly servicePorts?: Record<string, { ports: Record<string, string> }>;
  onEvent(event: ReplayEvent): void;
  session: JobSession;
  warnings: string[];
}

/** Where steps run: the job itself, or a composite action within it. */
export interface Frame {
  steps: Record<string, StepState>;
  inputs: Record<string, unknown>;
  /** Of the step that called the composite action. */
  env: Record<string, string>;
  status: JobSession['status'];
  /** Set within a composite action. */
  actionPath?: string;
  /** Top-level number, under which events and reports are filed. */
  number: number;
}

/** Of an image that sets none. */
const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where the shims of this job lie: those for this machine mean nothing in an image. */
export const shimsOf = ({ container, workspace }: JobRun): string =>
  container ? join(workspace.scratch, 'image') : workspace.scratch;

/** The job, for what cifix does on this machine itself although the steps run in an image. */
export const onThisMachine = ({ container: _container, ...job }: JobRun): JobRun => job;

/** PATH as the job's steps see it now. */
export function pathOf(
  { workspace, hostPath, container }: Pick<JobRun, 'workspace' | 'hostPath' | 'container'>,
  session: Pick<JobSession, 'path'>,
): string {
  const { scratch } = workspace;
  if (container) return [...session.path, container.env.PATH ?? usualPath].join(delimiter);
  const own = [corepackFolder(scratch), binFolder(scratch), join(scratch, 'home/.local/bin')];
  return [...session.path, ...own, ...hostPath].join(delimiter);
}

/** Job and step variables; GITHUB_* and RUNNER_* always win, CI only when the workflow did not set it. */
export function processEnvironment(job: JobRun, own: Record<string, string>): Record<string, string> {
  const asked = { ...job.session.env, ...own };
  const { CI, ...github } = githubVariables(job.github);
  const path = pathOf(job, job.session);
  return {
    ...surroundings(job),
    ...(CI !== undefined && { CI }),
    ...asked,
    ...github,
    ...runnerVariables(job.runner),
    PATH: asked.PATH === undefined ? path : [...job.session.path, asked.PATH].join(delimiter),
  };
}

function surroundings({ container, sandbox, workspace, baseEnv }: JobRun): Record<string, string> {
  if (container) return { HOME: homeInImage, ...imageEnvironment(baseEnv, container.env) };
  return sandbox.kind === 'none' ? { ...baseEnv, TMPDIR: join(workspace.scratch, 'tmp') } : baseEnv;
}

export interface StepProcess {
  argv: readonly string[];
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  network: boolean;
  /** A folder of cifix's own that this one command may write to. */
  opens?: string;
  onOutput(chunk: Buffer): void;
}

/** A process of the job, in its sandbox, that ends with the job's time at the latest. */
export async function runInJob(
  job: JobRun,
  { timeoutMs, opens, ...command }: StepProcess,
): Promise<ProcessEnd> {
  const left = Math.max(1, job.deadline - performance.now());
  const { sandbox, container, signal } = job;
  const opened = opens === undefined ? [] : [{ from: opens, to: opens }];
  const mounts = { ...job.mounts, binds: [...(await placeLayers(job)), ...opened] };
  await container?.useNetwork(command.network);
  const where = { sandbox, ...(container && { container }), mounts };
  const end = await runProcess({ ...command, ...where, signal, timeoutMs: Math.min(timeoutMs, left) });
  await container?.giveBack();
  return end;
}

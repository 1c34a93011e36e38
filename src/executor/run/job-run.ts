import { delimiter, join } from 'node:path';

import type { Plan, RunGit, StepResult, Workspace } from '../../domain/index.js';
import type { HostEnv } from '../sandbox/host-environment.js';
import type { Mounts } from '../sandbox/mounts.js';
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

/** PATH as the job's steps see it now. */
export function pathOf(
  { workspace, hostPath }: Pick<JobRun, 'workspace' | 'hostPath'>,
  session: Pick<JobSession, 'path'>,
): string {
  const { scratch } = workspace;
  const own = [corepackFolder(scratch), binFolder(scratch), join(scratch, 'home/.local/bin')];
  return [...session.path, ...own, ...hostPath].join(delimiter);
}

/** Job and step variables; GITHUB_* and RUNNER_* always win, CI only when the workflow did not set it. */
export function processEnvironment(job: JobRun, own: Record<string, string>): Record<string, string> {
  const asked = { ...job.session.env, ...own };
  const { CI, ...github } = githubVariables(job.github);
  const path = pathOf(job, job.session);
  return {
    ...job.baseEnv,
    ...(CI !== undefined && { CI }),
    ...(job.sandbox.kind === 'none' && { TMPDIR: join(job.workspace.scratch, 'tmp') }),
    ...asked,
    ...github,
    ...runnerVariables(job.runner),
    PATH: asked.PATH === undefined ? path : [...job.session.path, asked.PATH].join(delimiter),
  };
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
  const { sandbox, signal } = job;
  const opened = opens === undefined ? [] : [{ from: opens, to: opens }];
  const mounts = { ...job.mounts, binds: [...(await placeLayers(job)), ...opened] };
  return runProcess({ ...command, sandbox, mounts, signal, timeoutMs: Math.min(timeoutMs, left) });
}

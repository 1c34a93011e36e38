import { join, sep } from 'node:path';
import type { Plan, ReplayFacts, ReplayProgress, RunGit, SandboxKind, Workspace } from '../domain/index.js';
import { forkNeedsSandbox, sandboxMissing } from '../errors/index.js';
import { type OpenCiLog, planWithLog } from './plan/plan-with-log.js';
import { preparesOnly } from './plan/prepares-only.js';
import { capped, fileReader, planFacts, planTree } from './plan-tree.js';
import type { RunContext } from './run/github-variables.js';
import type { NetworkPolicy, ReplayEvent } from './run/job-run.js';
import type { JobSession } from './run/job-session.js';
import { type ReplayResult, runPlan } from './run/run-plan.js';
import { runTool } from './run/run-tool.js';
import { detectSandbox } from './sandbox/detect.js';
import type { HostEnv } from './sandbox/host-environment.js';
import { isSandboxProblem, type SandboxChoice } from './sandbox/sandbox-choice.js';
import { readWorkflow } from './workflow/read-workflow.js';
import type { WorkflowProblem } from './workflow/workflow.js';

export interface ReplaySettings {
  sandbox: SandboxKind;
  /** May the code of a fork run without a sandbox? */
  trust: boolean;
  hostEnv: HostEnv;
  /** Shared download caches of package managers. */
  cacheDir: string;
  /** Installed packages, kept for later heals. */
  installsDir: string;
  signal: AbortSignal;
  serverUrl: string;
  apiUrl: string;
  /** When steps may reach the network; absent: always, and for a fork's code only while it installs. */
  network?: NetworkPolicy;
  fetchToolchains: boolean;
  /** Longest time one job may take. */
  jobMinutes: number;
  /** Git on the workspace's trusted git directory; without it other commits and submodules are not checked out. */
  runGit?: RunGit;
  /** Masks secrets in everything that is logged or told. */
  redact(text: string): string;
}

interface RunOptions {
  facts: ReplayFacts;
  logFile: string;
  only?: number;
  from?: number;
  session?: unknown;
  /** Where the artifacts of the jobs of one replay are kept. Default: the workspace's scratch space. */
  artifactsDir?: string;
  onProgress(progress: ReplayProgress): void;
}

const toolTimeoutMs = 10 * 60_000;

/** Plans and runs jobs for one set of settings; the sandbox is looked for once, when it is first needed. */
export function createReplay(settings: ReplaySettings) {
  let sandbox: Promise<SandboxChoice> | undefined;
  const openSandbox = (): Promise<SandboxChoice> => {
    sandbox ??= detectSandbox(settings.sandbox, settings).then((found) => {
      if (isSandboxProblem(found)) throw sandboxMissing(found.problem, found.hint);
      return found;
    });
    return sandbox;
  };

  /** A stranger's code is not run in the open unless a person said that it is trusted. */
  const sandboxFor = async ({ fork }: ReplayFacts): Promise<SandboxChoice> => {
    const choice = await openSandbox();
    if (fork && choice.kind === 'none' && !settings.trust) throw forkNeedsSandbox(choice.reason);
    return choice;
  };

  return {
    openSandbox,
    checkWorkflow(text: string, path: string): WorkflowProblem[] {
      const read = readWorkflow(text, path);
      return 'problems' in read ? read.problems : [];
    },
    async plan(
      workspace: Workspace,
      job: { workflowPath: string; jobName: string },
      facts: ReplayFacts,
      openCiLog?: OpenCiLog,
    ): Promise<{ plan: Plan } | { problem: string }> {
      const readFile = fileReader(workspace);
      const text = readFile(job.workflowPath);
      if (text === undefined)
        return { problem: `there is no ${job.workflowPath} at ${facts.sha.slice(0, 10)}` };
      const read = readWorkflow(text, job.workflowPath);
      if ('problems' in read) return { problem: read.problems[0]?.message ?? 'the workflow cannot be read' };
      const { workflowPath: path, jobName } = job;
      const request = { ...planFacts(facts), workflow: read.workflow, path, jobName, readFile };
      const planned = await planWithLog(request, openCiLog);
      return 'problem' in planned
        ? { problem: planned.problem }
        : { plan: capped(planned, settings.jobMinutes) };
    },
    preparesOnly,
    planAll: (workspace: Workspace, facts: ReplayFacts) => planTree(workspace, facts, settings),
    async run(plan: Plan, workspace: Workspace, options: RunOptions): Promise<ReplayResult> {
      const { facts, onProgress } = options;
      return runPlan(plan, {
        workspace,
        sandbox: await sandboxFor(facts),
        context: {
          ...contextOf(facts),
          ...(facts.runId === undefined ? {} : { runId: facts.runId }),
          ...(facts.runAttempt === undefined ? {} : { runAttempt: facts.runAttempt }),
          serverUrl: settings.serverUrl,
          apiUrl: settings.apiUrl,
        },
        signal: settings.signal,
        hostEnv: settings.hostEnv,
        cacheDir: downloadsOf(settings.cacheDir, workspace, facts.fork),
        installs: { folder: settings.installsDir, trust: facts.fork ? `fork of ${facts.repo}` : 'own' },
        network: settings.network ?? (facts.fork ? 'install' : 'always'),
        fetchToolchains: settings.fetchToolchains,
        ...(facts.fork && !settings.trust && { noPull: 'those of a fork are fetched with --trust only' }),
        logFile: options.logFile,
        redact: settings.redact,
        ...(options.only === undefined ? {} : { only: options.only }),
        ...(options.from === undefined ? {} : { from: options.from }),
        ...(options.session === undefined ? {} : { session: options.session as JobSession }),
        ...(options.artifactsDir === undefined ? {} : { artifactsDir: options.artifactsDir }),
        ...(settings.runGit === undefined ? {} : { runGit: settings.runGit }),
        onEvent: (event) => {
          const progress = progressOf(plan.jobName, event);
          if (progress) onProgress(progress);
        },
      });
    },
    async runTool(
      argv: string[],
      options: {
        workspace: Workspace;
        directory: string;
        network: boolean;
        env?: Record<string, string>;
        session: unknown;
      },
    ): Promise<{ exitCode: number; output: string }> {
      return runTool(argv, {
        workspace: options.workspace,
        sandbox: await openSandbox(),
        hostEnv: settings.hostEnv,
        signal: settings.signal,
        timeoutMs: toolTimeoutMs,
        cwd: options.directory || '.',
        cacheDir: downloadsOf(settings.cacheDir, options.workspace),
        network: options.network,
        ...(options.env ? { env: options.env } : {}),
        ...(options.session ? { session: options.session as JobSession } : {}),
      });
    },
  };
}

/** The facts of the plan, as the context that its steps run in. */
function contextOf(facts: ReplayFacts): RunContext {
  const { event, payload, repo = '', sha = '', ref = '', ...known } = planFacts(facts);
  return { ...known, repo, sha, ref, eventName: event, ...(payload && { event: payload }) };
}

/** A folder for each repository, named as its mirror is; what a fork's code may write into, others do not read. */
function downloadsOf(cacheDir: string, { gitDir }: Workspace, fork = false): string {
  const [owner = '', name = ''] = gitDir
    .replace(/\.git$/, '')
    .split(sep)
    .slice(-2);
  return join(cacheDir, owner, fork ? `${name}--forks` : name);
}

function progressOf(job: string, event: ReplayEvent): ReplayProgress | undefined {
  switch (event.type) {
    case 'output':
      return { kind: 'output', line: event.line };
    case 'step-started':
      return { kind: 'step', job, step: { name: event.name } };
    case 'step-finished':
      return { kind: 'step', job, step: event.result };
  }
}

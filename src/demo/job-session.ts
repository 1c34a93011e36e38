import { mkdir, rm, writeFile } from 'node:fs/promises';
import { arch, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { ExpressionScope, JobState } from './expression.js';
import { interpolate } from './expression.js';
import { fullName, type JobRun, type Run, type RunAttempt, type World } from './state.js';

export interface NeededJob {
  result: string;
  outputs: Record<string, string>;
}

export interface JobTask {
  world: World;
  run: Run;
  attempt: RunAttempt;
  job: JobRun;
  needs: Record<string, NeededJob>;
  signal: AbortSignal;
}

interface StepOutcome {
  outputs: Record<string, string>;
  outcome: string;
  conclusion: string;
}

/** What lives as long as one job: its directories, its growing environment, what its steps have said. */
export interface JobSession extends JobTask {
  directory: string;
  workspace: string;
  temp: string;
  home: string;
  /** Set by earlier steps through GITHUB_ENV and GITHUB_PATH. */
  env: Record<string, string>;
  path: string[];
  steps: Record<string, StepOutcome>;
  state: JobState;
  leftovers: Set<number>;
  /** `actions/setup-node` has registered its problem matchers. */
  hasNodeMatchers: boolean;
}

export const openJobSession = async (task: JobTask): Promise<JobSession> => {
  const { name } = task.run.repository;
  const directory = join(task.world.root, 'runners', String(task.job.id));
  const session: JobSession = {
    ...task,
    directory,
    workspace: join(directory, 'work', name, name),
    temp: join(directory, 'work', '_temp'),
    home: join(directory, 'home'),
    env: {},
    path: [],
    steps: {},
    state: { failed: false, cancelled: false },
    leftovers: new Set(),
    hasNodeMatchers: false,
  };
  for (const folder of [session.workspace, session.temp, session.home]) {
    await mkdir(folder, { recursive: true });
  }
  await writeFile(join(session.temp, 'event.json'), JSON.stringify(eventPayload(task)));
  return session;
};

export const closeJobSession = (session: JobSession): Promise<void> =>
  rm(session.directory, { recursive: true, force: true, maxRetries: 3 });

const eventPayload = ({ run }: JobTask): unknown => ({
  ref: run.ref,
  after: run.headSha,
  inputs: run.inputs,
  repository: { name: run.repository.name, full_name: fullName(run.repository) },
  ...(run.pull === null
    ? {}
    : {
        number: run.pull.issue.number,
        pull_request: { number: run.pull.issue.number, title: run.pull.issue.title },
      }),
});

/** What `github` is before there is a job. */
export const runContext = (world: World, run: Run, attempt: RunAttempt): Record<string, string> => ({
  actor: run.actor.login,
  api_url: world.apiUrl,
  base_ref: run.pull?.base.ref ?? '',
  event_name: run.event,
  head_ref: run.pull?.head.ref ?? '',
  ref: run.ref,
  ref_name: run.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
  ref_type: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
  repository: fullName(run.repository),
  repository_owner: run.repository.owner.login,
  run_attempt: String(attempt.number),
  run_id: String(run.id),
  run_number: String(run.number),
  server_url: world.serverUrl,
  sha: run.checkoutSha,
  triggering_actor: attempt.triggeringActor.login,
  workflow: run.workflow.name,
});

export const githubContext = (
  session: Omit<JobTask, 'needs' | 'signal'> & { workspace?: string },
): Record<string, string> => ({
  ...runContext(session.world, session.run, session.attempt),
  job: session.job.key,
  workspace: session.workspace ?? '',
});

/** The names that an expression may use in this job. */
export const expressionScope = (session: JobSession, env: Record<string, string> = {}): ExpressionScope => ({
  github: { ...githubContext(session), event: eventPayload(session) },
  env,
  matrix: session.job.matrix,
  needs: session.needs,
  steps: session.steps,
  inputs: session.run.inputs,
  secrets: session.world.secrets,
  vars: {},
  runner: { os: 'Linux', arch: runnerArch(), temp: session.temp, name: runnerName },
  job: { status: session.state.cancelled ? 'cancelled' : session.state.failed ? 'failure' : 'success' },
});

export const runnerName = 'cifix-stand-in';
const runnerArch = (): string => (arch() === 'arm64' ? 'ARM64' : 'X64');

/** Workflow, job, GITHUB_ENV and step environment, each laid over the one before and evaluated in that order. */
export const stepVariables = (session: JobSession, own: Record<string, string>): Record<string, string> => {
  const evaluated: Record<string, string> = {};
  for (const level of [session.run.spec?.env ?? {}, session.job.spec.env, session.env, own]) {
    // What a script wrote to GITHUB_ENV is a value already; only the workflow's own text is evaluated.
    const literal = level === session.env;
    for (const [key, value] of Object.entries(level)) {
      evaluated[key] = literal
        ? value
        : interpolate(value, expressionScope(session, evaluated), session.state);
    }
  }
  return evaluated;
};

/** An allow-list: nothing of the caller's environment but the search path, and no token of anybody. */
export const processEnvironment = (
  session: JobSession,
  variables: Record<string, string>,
): Record<string, string> => ({
  PATH: [...session.path, ...searchPath(), dirname(process.execPath)].join(delimiter),
  HOME: session.home,
  LANG: 'C.UTF-8',
  TMPDIR: tmpdir(),
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  ...Object.fromEntries(
    Object.entries(githubContext(session)).map(([key, value]) => [`GITHUB_${key.toUpperCase()}`, value]),
  ),
  GITHUB_EVENT_PATH: join(session.temp, 'event.json'),
  RUNNER_OS: 'Linux',
  RUNNER_ARCH: runnerArch(),
  RUNNER_NAME: runnerName,
  RUNNER_ENVIRONMENT: 'github-hosted',
  RUNNER_TEMP: session.temp,
  RUNNER_TOOL_CACHE: join(session.directory, 'tools'),
  ...variables,
});

/** Without the tools of whichever package started this process: a job must install what it uses. */
const searchPath = (): string[] =>
  (process.env.PATH ?? '').split(delimiter).filter((entry) => !/[\\/]node_modules[\\/]/.test(entry));

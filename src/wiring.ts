import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import {
  type Directories,
  type FoundToken,
  findDirectories,
  findHosts,
  findToken,
  type GitHubHosts,
  type LoadedConfig,
  loadConfig,
} from './config/index.js';
import type { Context } from './context.js';
import * as diagnosis from './diagnosis/index.js';
import type { BugReport, Diagnosis, Failure, GitCredential, Job, Repository } from './domain/index.js';
import { createReplay } from './executor/index.js';
import { createFixer } from './fixer/index.js';
import { commitTree, createRunGit, pushCommit, readRemoteHead } from './git/index.js';
import { createGitHub, type GitHub } from './github/index.js';
import { createHistory, type History, newHealId } from './history/index.js';
import {
  completeWithFallback,
  configuredProviders,
  costUsd,
  createProvider,
  estimateTokens,
  type ProviderSettings,
  providerTable,
} from './llm/index.js';
import { readLog } from './logs/index.js';
import type { ApproverPort, HealSettings, Notice, OriginPort, Ports } from './orchestrator/index.js';
import { createParser, fingerprintOf } from './parser/index.js';
import { createRedactor } from './redaction/index.js';
import { commitMessage, pullRequest } from './render/index.js';
import * as workspaces from './workspace/index.js';

/** The configured world of one command: built once, each part only when it is asked for. */
export interface World {
  loaded: LoadedConfig;
  hosts: GitHubHosts;
  directories: Directories;
  token: FoundToken | undefined;
  github: GitHub;
  history: History;
  redact(text: string): string;
  newHealId(): string;
  readFailures: Ports['readFailures'];
}

/** The only place that builds real adapters. */
export async function openWorld(context: Context): Promise<World> {
  const loaded = await loadConfig({ cwd: context.cwd, env: context.env, file: context.flags.config });
  const hosts = findHosts(loaded.env);
  const directories = findDirectories(loaded.env);
  const token = await findToken(loaded.env);
  const redactor = createRedactor({ env: loaded.env, secrets: token ? [token.token] : [] });
  const github = createGitHub({
    apiUrl: hosts.apiUrl,
    token: token?.token,
    userAgent: 'cifix',
    clock: context.clock,
    signal: context.signal,
    onRequest: context.flags.debug
      ? ({ method, url, status }) => context.terminal.err(`${method} ${url} → ${status}`)
      : undefined,
  });
  const lock = join(directories.state, 'history.lock');
  const history = createHistory({
    stateDir: directories.state,
    clock: context.clock,
    exclusive: (work) => workspaces.withLock(lock, { clock: context.clock }, work),
    redact: redactor.redact,
    onSetAside: (path) =>
      context.terminal.err(`cifix: the history could not be read; it was set aside as ${path}`),
  });
  return {
    loaded,
    hosts,
    directories,
    token,
    github,
    history,
    redact: redactor.redact,
    newHealId,
    readFailures: readFailures(redactor.redact),
  };
}

export interface HealWish {
  sandbox?: 'auto' | 'bwrap' | 'none';
  /** `none`: recipes only; a provider's name: only that one. */
  provider?: string;
  model?: string;
  /** False: nobody asks GitHub where a red began. */
  origin?: boolean;
  approver: ApproverPort;
  tell(notice: Notice): void;
}

/** The ports of the loop, over the real world. */
export async function createPorts(context: Context, world: World, wish: HealWish): Promise<Ports> {
  const { clock, signal } = context;
  const { loaded, hosts, directories, github, history } = world;
  const { config, env } = loaded;
  const runGit = createRunGit(env);
  const credentialFor = (url: string): GitCredential | undefined => credentialOf(url, world.token?.token);
  const replay = createReplay({
    sandbox: wish.sandbox ?? config.sandbox,
    hostEnv: env,
    cacheDir: join(directories.cache, 'downloads'),
    signal,
    serverUrl: hosts.serverUrl,
    apiUrl: hosts.apiUrl,
    jobMinutes: config.replay.jobMinutes,
    redact: world.redact,
  });
  const tree = {
    listFiles: (workspace: Parameters<typeof workspaces.listWorkspaceFiles>[1]) =>
      workspaces.listWorkspaceFiles(runGit, workspace),
    readFile: (workspace: Parameters<typeof workspaces.readWorkspaceFile>[1], path: string) =>
      workspaces.readWorkspaceFile(runGit, workspace, path),
    writeTree: (workspace: Parameters<typeof workspaces.writeTree>[1]) =>
      workspaces.writeTree(runGit, workspace),
    diff: (gitDir: string, from: string, to: string) => workspaces.diffTrees(runGit, gitDir, from, to),
    reset: (
      workspace: Parameters<typeof workspaces.resetTree>[1],
      treeish: string,
      keep: 'nothing' | 'dependencies' | 'build-outputs',
    ) => workspaces.resetTree(runGit, workspace, treeish, { keep }),
  };
  const redactor = createRedactor({ env, secrets: world.token ? [world.token.token] : [] });
  const providers = await openProviders(context, world, wish);

  return {
    clock,
    signal,
    github: {
      ...github,
      getRepository: async (repo) => {
        const repository = await github.getRepository(repo);
        return { ...repository, cloneUrl: cloneUrlOf(repository, world) };
      },
    },
    git: {
      readRemoteHead: (url, branch) =>
        readRemoteHead(runGit, { url, credential: credentialFor(url) }, branch, signal),
      commitTree: (request) =>
        commitTree(runGit, {
          ...request,
          author: { name: config.commit.authorName, email: config.commit.authorEmail },
        }),
      pushCommit: ({ url, ...request }) =>
        pushCommit(runGit, { ...request, remote: { url, credential: credentialFor(url) }, signal }),
    },
    workspaces: {
      fetchCommit: async (wanted) => {
        const gitDir = workspaces.mirrorPath(directories.cache, wanted);
        await workspaces.withLock(`${gitDir}.lock`, { clock, signal }, () =>
          workspaces.fetchCommit(runGit, gitDir, {
            ...wanted,
            credential: credentialFor(wanted.url),
            signal,
          }),
        );
        return gitDir;
      },
      snapshotLocal: (dir) => workspaces.snapshotLocal(runGit, directories.cache, dir),
      create: (options) => workspaces.createWorkspace(runGit, { cacheDir: directories.cache, ...options }),
      ...tree,
      applyPatch: (workspace, patch) => workspaces.applyPatch(runGit, workspace, patch),
      keep: (gitDir, heal, object) => workspaces.keepObject(runGit, gitDir, heal, object),
      remove: (heal) => workspaces.removeWorkspace(directories.cache, heal),
      writeToLocal: (request) => workspaces.writeToLocal(runGit, request),
    },
    replay: {
      ...replay,
      checkWorkflow: (text, path) =>
        replay.checkWorkflow(text, path).map((problem) => workflowReport(path, problem)),
      planAll: async (workspace, facts) => {
        const planned = await replay.planAll(workspace, facts);
        return { ...planned, faults: planned.faults.map((fault) => workflowReport(fault.path, fault)) };
      },
    },
    fixer: createFixer({
      ...tree,
      runTool: replay.runTool,
      policy: config.gate,
      findSecrets: (text) => redactor.find(text).map(({ kind }) => kind),
      redact: redactor.redact,
      ...(providers.length > 0 ? { ask: (request) => completeWithFallback(providers, request) } : {}),
      costUsd: ({ provider, model, usage }) =>
        costUsd(model, usage, { local: providerTable[provider as ProviderSettings['name']]?.local }),
      countTokens: estimateTokens,
      signal,
    }),
    approver: wish.approver,
    texts: { commitMessage, pullRequest },
    history,
    readFailures: world.readFailures,
    openFile: (path) => createReadStream(path),
    ...(wish.origin === false ? {} : { origin: originPort(world.redact) }),
    tell: wish.tell,
  };
}

export function healSettings(
  world: World,
  flags: {
    delivery?: HealSettings['delivery'];
    maxAttempts?: number;
    dryRun?: boolean;
    only?: string[];
    watch?: boolean;
  },
): HealSettings {
  const { config } = world.loaded;
  return {
    maxAttempts: flags.maxAttempts ?? config.maxAttempts,
    delivery: flags.delivery ?? config.delivery,
    dryRun: flags.dryRun ?? false,
    only: flags.only,
    watch: flags.watch ?? true,
    watchTimeoutMs: config.watch.timeoutMinutes * 60_000,
    appearTimeoutMs: config.watch.appearMinutes * 60_000,
    pollMs: config.watch.pollSeconds * 1000,
  };
}

/** Providers in the order they are tried: the one asked for, else the configured, else those the environment knows. */
export function wantedProviders(
  world: World,
  wish: Pick<HealWish, 'provider' | 'model'>,
): ProviderSettings[] {
  if (wish.provider === 'none') return [];
  const { config, env } = world.loaded;
  const known = configuredProviders(env, config.providers.length > 0 ? config.providers : undefined);
  const wanted = wish.provider === undefined ? known : known.filter(({ name }) => name === wish.provider);
  const chosen =
    wanted.length > 0 || wish.provider === undefined
      ? wanted
      : [{ name: wish.provider as ProviderSettings['name'] }];
  return chosen.map((settings) => (wish.model === undefined ? settings : { ...settings, model: wish.model }));
}

const openProviders = (context: Context, world: World, wish: HealWish) =>
  Promise.all(
    wantedProviders(world, wish).map((settings) =>
      createProvider(settings, { env: world.loaded.env, clock: context.clock }),
    ),
  );

/** An explicit GITHUB_SERVER_URL wins; otherwise GitHub knows its own address best. */
function cloneUrlOf({ cloneUrl, fullName }: Repository, { hosts, loaded }: World): string {
  const derived = `${hosts.serverUrl}/${fullName}.git`;
  return loaded.env.GITHUB_SERVER_URL ? derived : (cloneUrl ?? derived);
}

/** The token goes to the host that the repository lives on, and in clear text only on this machine. */
function credentialOf(url: string, token: string | undefined): GitCredential | undefined {
  if (!token) return undefined;
  const { origin, protocol, hostname } = new URL(url);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return protocol === 'https:' || (protocol === 'http:' && loopback) ? { origin, token } : undefined;
}

/** logs → parser → diagnosis, for one log. */
const readFailures =
  (redact: (text: string) => string): Ports['readFailures'] =>
  async (source, { job, jobName, repo, root, portrait: wantsPortrait }) => {
    const stats: Diagnosis['stats'] = { lines: 0, bytes: 0, ms: 0 };
    const started = performance.now();
    const name = job?.name ?? jobName;
    const parser = createParser({ job: name, repo, root });
    const painter = wantsPortrait ? diagnosis.createPortrait() : undefined;
    for await (const lines of readLog(counting(source, stats), { job: name, steps: stepTimes(job) })) {
      stats.lines = lines.at(-1)?.number ?? stats.lines;
      parser.push(lines);
      painter?.push(lines);
    }
    const failures: Failure[] = parser.finish().map((parsed) => diagnosis.diagnoseJob(parsed));
    stats.ms = Math.round(performance.now() - started);
    return {
      failures: failures.map((failure) => redactFailure(failure, redact)),
      stats,
      ...(painter ? { portrait: painter.finish() } : {}),
    };
  };

/** The judgements of diagnosis/ on where a red began; what they say of a log is redacted. */
const originPort = (redact: (text: string) => string): OriginPort => ({
  ...diagnosis,
  readPortrait: async (log, job) => {
    const painter = diagnosis.createPortrait();
    for await (const lines of readLog(log, { job: job.name, steps: stepTimes(job) })) painter.push(lines);
    return painter.finish();
  },
  compareLogs: (red, green, failure) =>
    diagnosis.compareLogs(red, green, failure).map((difference) => ({
      ...difference,
      name: redact(difference.name),
      ...(difference.green === undefined ? {} : { green: redact(difference.green) }),
      ...(difference.red === undefined ? {} : { red: redact(difference.red) }),
    })),
});

async function* counting(
  source: AsyncIterable<Uint8Array>,
  stats: Diagnosis['stats'],
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    stats.bytes += chunk.length;
    yield chunk;
  }
}

const stepTimes = (job: Job | undefined) =>
  job?.steps.flatMap((step) =>
    step.startedAt ? [{ name: step.name, startedAt: step.startedAt, conclusion: step.conclusion }] : [],
  );

const redactFailure = (failure: Failure, redact: (text: string) => string): Failure => ({
  ...failure,
  summary: redact(failure.summary),
  command: failure.command === undefined ? undefined : redact(failure.command),
  reports: failure.reports.map((report) => ({
    ...report,
    message: redact(report.message),
    evidence: { ...report.evidence, excerpt: redact(report.evidence.excerpt) },
  })),
});

function workflowReport(
  path: string,
  { line, column, message }: { line: number; column: number; message: string },
): BugReport {
  const report: Omit<BugReport, 'fingerprint'> = {
    tool: 'github-workflow',
    category: 'config',
    severity: 'error',
    file: path,
    line: Math.max(line, 1),
    column: Math.max(column, 1),
    message,
    evidence: { startLine: Math.max(line, 1), endLine: Math.max(line, 1), excerpt: message },
    rootCause: true,
    score: 1,
  };
  return { ...report, fingerprint: fingerprintOf(report) };
}

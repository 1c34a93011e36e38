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
import type { GitCredential, Keep, Repository, SandboxKind, Workspace } from './domain/index.js';
import { createMatcherSource, topOf } from './find-matchers.js';
import { commitTree, createRunGit, pushCommit, readRemoteHead } from './git/index.js';
import { createGitHub, type GitHub } from './github/index.js';
import { createHistory, type History, newHealId } from './history/index.js';
import type { ModelWish } from './model-providers.js';
import type { ApproverPort, HealSettings, Notice, Ports, ReadFailures } from './orchestrator/index.js';
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
  /** The failures in the archive of a whole run. */
  readArchive(path: string): Promise<ReadFailures>;
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
  const here = topOf(context.cwd);
  const matchersFor = createMatcherSource({ loaded, github, here });
  const reading = { redact: redactor.redact, matchersFor, here };
  const openReading = () => import('./read-failures.js');
  return {
    loaded,
    hosts,
    directories,
    token,
    github,
    history,
    redact: redactor.redact,
    newHealId,
    readFailures: async (source, about) => (await openReading()).createReadFailures(reading)(source, about),
    readArchive: async (path) => (await openReading()).createReadArchive(reading)(path),
  };
}

export interface HealWish extends ModelWish {
  sandbox?: SandboxKind;
  /** May the code of a fork run without a sandbox? */
  trust?: boolean;
  /** Dollars that the models may cost in one heal; default: the configuration's. */
  maxCostUsd?: number;
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
  const [
    { createReplay },
    { createFixer },
    { estimateTokens },
    { openModels },
    { createOriginPort, workflowReport },
  ] = await Promise.all([
    import('./executor/index.js'),
    import('./fixer/index.js'),
    import('./llm/index.js'),
    import('./model-providers.js'),
    import('./read-failures.js'),
  ]);
  const models = await openModels(loaded, wish, { clock, spentToday: history.spentToday });
  const replay = createReplay({
    sandbox: wish.sandbox ?? config.sandbox,
    trust: wish.trust ?? false,
    hostEnv: env,
    runGit,
    cacheDir: join(directories.cache, 'downloads'),
    installsDir: join(directories.cache, 'installs'),
    signal,
    serverUrl: hosts.serverUrl,
    apiUrl: hosts.apiUrl,
    ...config.replay,
    redact: world.redact,
  });
  const tree = {
    listFiles: (workspace: Workspace) => workspaces.listWorkspaceFiles(runGit, workspace),
    readFile: (workspace: Workspace, path: string) => workspaces.readWorkspaceFile(runGit, workspace, path),
    writeTree: (workspace: Workspace) => workspaces.writeTree(runGit, workspace),
    diff: (gitDir: string, from: string, to: string) => workspaces.diffTrees(runGit, gitDir, from, to),
    reset: (workspace: Workspace, treeish: string, keep: Keep) =>
      workspaces.resetTree(runGit, workspace, treeish, { keep }),
  };
  const redactor = createRedactor({ env, secrets: world.token ? [world.token.token] : [] });

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
      fetchMerge: (wanted) => {
        const gitDir = workspaces.mirrorPath(directories.cache, wanted);
        return workspaces.withLock(`${gitDir}.lock`, { clock, signal }, () =>
          workspaces.fetchMerge(runGit, gitDir, { ...wanted, credential: credentialFor(wanted.url), signal }),
        );
      },
      transplant: (gitDir, change) => workspaces.transplant(runGit, gitDir, change),
      snapshotLocal: (dir) => workspaces.snapshotLocal(runGit, directories.cache, dir),
      create: (options) => workspaces.createWorkspace(runGit, { cacheDir: directories.cache, ...options }),
      ...tree,
      readAt: (gitDir, treeish, file) => workspaces.readBlob(runGit, gitDir, treeish, file),
      findRevert: (gitDir, of) => workspaces.findRevert(runGit, gitDir, of),
      takeBack: (gitDir, request) => workspaces.takeBackFiles(runGit, gitDir, request),
      writeTexts: (gitDir, request) => workspaces.writeTexts(runGit, gitDir, request),
      applyPatch: (workspace, patch) => workspaces.applyPatch(runGit, workspace, patch),
      keep: (gitDir, heal, object) => workspaces.keepObject(runGit, gitDir, heal, object),
      remove: (heal) => workspaces.removeWorkspace(directories.cache, heal),
      writeToLocal: (request) => workspaces.writeToLocal(runGit, request),
    },
    replay: {
      ...replay,
      plan: (workspace, job, facts, openCiLog) =>
        replay.plan(workspace, job, facts, openCiLog && (() => linesOf(openCiLog, job.jobName))),
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
      ...(models ? { ask: models.ask, describeCall: models.describeCall } : {}),
      costUsd: (completion) => models?.costUsd(completion) ?? null,
      countTokens: estimateTokens,
      signal,
    }),
    approver: wish.approver,
    texts: { commitMessage, pullRequest },
    history,
    readFailures: world.readFailures,
    openFile: (path) => createReadStream(path),
    origin: createOriginPort(world.redact),
    tell: wish.tell,
  };
}

export function healSettings(
  world: World,
  flags: {
    delivery?: HealSettings['delivery'];
    maxAttempts?: number;
    candidates?: number;
    dryRun?: boolean;
    only?: string[];
    watch?: boolean;
  },
): HealSettings {
  const { config } = world.loaded;
  const watch = flags.watch ?? true;
  return {
    maxAttempts: flags.maxAttempts ?? config.maxAttempts,
    candidates: flags.candidates ?? config.candidates,
    delivery: flags.delivery ?? config.delivery,
    dryRun: flags.dryRun ?? false,
    only: flags.only,
    shrinkMs: config.shrinkSeconds * 1000,
    watch,
    // Who does not want to wait gets one look.
    watchTimeoutMs: watch ? config.watch.timeoutMinutes * 60_000 : 0,
    appearTimeoutMs: watch ? config.watch.appearMinutes * 60_000 : 0,
    pollMs: config.watch.pollSeconds * 1000,
  };
}

async function linesOf(open: () => Promise<AsyncIterable<Uint8Array> | undefined>, job: string) {
  const log = await open();
  return log && (await import('./logs/index.js')).readLog(log, { job });
}

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

/** How much the cache may hold, by the configuration. */
export const cacheLimits = ({ loaded }: Pick<World, 'loaded'>, now: number): workspaces.PruneLimits => ({
  now,
  maxAgeMs: loaded.config.cache.maxAgeDays * 86_400_000,
  maxBytes: loaded.config.cache.maxGigabytes * 1e9,
});

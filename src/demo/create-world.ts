import type { Exchange } from './rest-server.js';
import { accountOf, type Clock, type Token, type World } from './state.js';

interface TokenOptions {
  token: string;
  login: string;
  /** Scopes of a classic token; `['repo', 'workflow']` when absent, null for a fine-grained token. */
  scopes?: string[] | null;
  /** `write` when absent. */
  permission?: 'read' | 'write';
  /** `owner/name` of the repositories it reaches; all when absent. */
  repositories?: string[];
  /** False makes it like a workflow's GITHUB_TOKEN, whose pushes and pull requests start no runs. */
  startsRuns?: boolean;
}

export interface GitHubOptions {
  tokens?: TokenOptions[];
  clock?: Clock;
  /** How long a new run stays invisible; 0 when absent. */
  runLagMs?: number;
  /** How much longer it is missing from filtered listings; 0 when absent. */
  filterLagMs?: number;
  /** Requests an hour for each account; 5000 when absent. */
  rateLimit?: number;
  /** Jobs that run at the same time; 2 when absent. */
  maxParallelJobs?: number;
  /** False leaves the files of single steps out of the archive of a run, as GitHub has often done since 2025. */
  stepFilesInArchive?: boolean;
  /** What `secrets.NAME` of a workflow gives; masked in every log. */
  secrets?: Record<string, string>;
  onExchange?(exchange: Exchange): void;
}

/** Run and job ids of the real service have long outgrown 32 bits; a client that cuts them shall fail here. */
const firstId = 19_000_000_000;

export const createWorld = (options: GitHubOptions, root: string): World => {
  let lastId = firstId;
  const world: World = {
    clock: options.clock ?? { now: () => Date.now() },
    root,
    serverUrl: '',
    apiUrl: '',
    blobUrl: '',
    repositories: new Map(),
    accounts: new Map(),
    tokens: new Map(),
    secrets: options.secrets ?? {},
    runLagMs: options.runLagMs ?? 0,
    filterLagMs: options.filterLagMs ?? 0,
    stepFilesInArchive: options.stepFilesInArchive ?? true,
    nextId: () => {
      lastId += 1;
      return lastId;
    },
  };
  for (const {
    token,
    login,
    scopes,
    permission = 'write',
    repositories,
    startsRuns = true,
  } of options.tokens ?? []) {
    const entry: Token = {
      token,
      account: accountOf(world, login),
      permission,
      scopes: scopes === null ? undefined : (scopes ?? ['repo', 'workflow']),
      repositories,
      startsRuns,
    };
    world.tokens.set(token, entry);
  }
  return world;
};

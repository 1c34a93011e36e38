import type { Annotation, JobLog } from './job-log.js';
import type { JobSpec, WorkflowSpec } from './workflow-file.js';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Account {
  id: number;
  login: string;
  type: 'User' | 'Organization';
}

export interface Token {
  token: string;
  account: Account;
  permission: 'read' | 'write';
  /** Classic scopes; absent on a fine-grained token, which answers without `x-oauth-scopes`. */
  scopes: string[] | undefined;
  /** `owner/name` of the repositories it may see at all; undefined means every one. */
  repositories: string[] | undefined;
  /** False for the token of a workflow: what it pushes or opens starts nothing. */
  startsRuns: boolean;
}

export interface Workflow {
  id: number;
  path: string;
  name: string;
  createdAt: number;
}

export interface StepRecord {
  number: number;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  startedAt: number | null;
  completedAt: number | null;
}

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface JobRun {
  id: number;
  /** Key under `jobs:`; the legs of a matrix share it. */
  key: string;
  name: string;
  matrix: Record<string, unknown>;
  spec: JobSpec;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  createdAt: number;
  startedAt: number;
  completedAt: number | null;
  steps: StepRecord[];
  log: JobLog;
  annotations: Annotation[];
  outputs: Record<string, string>;
}

export interface RunAttempt {
  number: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | 'startup_failure' | null;
  startedAt: number;
  updatedAt: number;
  jobs: JobRun[];
  triggeringActor: Account;
  cancellation: AbortController;
}

export interface Run {
  id: number;
  number: number;
  checkSuiteId: number;
  repository: Repository;
  headRepository: Repository;
  workflow: Workflow;
  /** Null when the workflow file could not be read: such a run has no jobs. */
  spec: WorkflowSpec | null;
  event: string;
  headBranch: string;
  headSha: string;
  /** What the jobs check out: for a pull request the merge of head and base. */
  checkoutSha: string;
  ref: string;
  displayTitle: string;
  commit: CommitFacts;
  actor: Account;
  pull: Pull | null;
  inputs: Record<string, string>;
  createdAt: number;
  attempts: RunAttempt[];
  logsExpired: boolean;
}

export interface CommitFacts {
  sha: string;
  tree: string;
  parents: string[];
  message: string;
  author: Signature;
  committer: Signature;
}

export interface Signature {
  name: string;
  email: string;
  /** ISO 8601. */
  date: string;
}

export interface Comment {
  id: number;
  author: Account;
  body: string;
  createdAt: number;
  updatedAt: number;
}

export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  author: Account;
  labels: string[];
  comments: Comment[];
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  pull: Pull | null;
}

export interface Pull {
  issue: Issue;
  head: { repository: Repository; ref: string; sha: string };
  base: { ref: string; sha: string };
  draft: boolean;
  mergedAt: number | null;
  mergeCommit: string | null;
}

export interface CommitStatus {
  id: number;
  sha: string;
  state: string;
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: Account;
  createdAt: number;
}

export interface Repository {
  id: number;
  owner: Account;
  name: string;
  private: boolean;
  defaultBranch: string;
  protectedBranches: string[];
  parent: Repository | null;
  /** Absolute path of the bare repository. */
  gitDir: string;
  /** Full ref name to object id, as of the last push that was looked at. */
  refs: Map<string, string>;
  createdAt: number;
  pushedAt: number;
  workflows: Map<string, Workflow>;
  /** Oldest first. */
  runs: Run[];
  /** Issues and pull requests share one sequence of numbers. */
  issues: Issue[];
  statuses: CommitStatus[];
  /** Serialises what changes refs. */
  queue: Promise<unknown>;
}

/** Everything that the two HTTP origins, git and the CI share. */
export interface World {
  clock: Clock;
  /** Absolute scratch directory of this stand-in. */
  root: string;
  serverUrl: string;
  apiUrl: string;
  blobUrl: string;
  repositories: Map<string, Repository>;
  accounts: Map<string, Account>;
  tokens: Map<string, Token>;
  secrets: Record<string, string>;
  runLagMs: number;
  filterLagMs: number;
  stepFilesInArchive: boolean;
  nextId(): number;
}

export const fullName = (repository: Repository): string => `${repository.owner.login}/${repository.name}`;

export const findRepository = (world: World, owner: string, name: string): Repository | undefined =>
  world.repositories.get(`${owner}/${name}`.toLowerCase());

export const accountOf = (world: World, login: string, type: Account['type'] = 'User'): Account => {
  const known = world.accounts.get(login.toLowerCase());
  if (known !== undefined) return known;
  const account: Account = { id: world.nextId(), login, type };
  world.accounts.set(login.toLowerCase(), account);
  return account;
};

/** ISO 8601 in whole seconds: the only precision the REST API gives. */
export const toSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

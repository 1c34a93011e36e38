import type {
  Commit,
  Comparison,
  Job,
  Keep,
  LocalSnapshot,
  LogAnnotation,
  NewPullRequest,
  PullRequest,
  Repository,
  Run,
  RunPage,
  TreeDiff,
  Workspace,
} from '../domain/index.js';

// What lies outside of this process: GitHub, git's remotes, and the workspaces on disk.

export interface GitHubPort {
  getRepository(repo: string): Promise<Repository>;
  getRun(repo: string, runId: number, attempt?: number): Promise<Run>;
  listJobs(repo: string, runId: number, attempt: number): Promise<Job[]>;
  /** The jobs of every attempt of a run. */
  listAttempts(repo: string, runId: number): Promise<(Job & { attempt: number })[]>;
  listRuns(repo: string, options?: { etag?: string; limit?: number }): Promise<RunPage>;
  /** The newest runs of one workflow file on one branch up to a time, from an index that runs behind. */
  listBranchRuns(repo: string, line: { path: string; branch: string; until: string }): Promise<Run[]>;
  getPullRequest(repo: string, number: number): Promise<PullRequest>;
  getCommit(repo: string, ref: string): Promise<Commit>;
  compareCommits(repo: string, base: string, head: string): Promise<Comparison>;
  openJobLog(repo: string, jobId: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  listAnnotations(repo: string, jobId: number): Promise<LogAnnotation[]>;
  readFile(repo: string, path: string, ref: string): Promise<string | undefined>;
  findOpenPullRequest(repo: string, head: string, base: string): Promise<PullRequest | undefined>;
  createPullRequest(repo: string, request: NewPullRequest): Promise<PullRequest>;
  closePullRequest(repo: string, number: number): Promise<PullRequest>;
}

export interface GitPort {
  /** The commit a branch of the remote stands at. */
  readRemoteHead(url: string, branch: string): Promise<string | undefined>;
  commitTree(request: {
    gitDir: string;
    tree: string;
    parent: string;
    message: string;
    at: number;
  }): Promise<string>;
  pushCommit(request: { gitDir: string; url: string; commit: string; branch: string }): Promise<void>;
}

export interface RemoteCommit {
  url: string;
  repo: string;
  commit: string;
  branch: string | null;
  pullRequest?: number;
}

export interface WorkspacePort {
  /** Makes sure the mirror holds the commit; answers the mirror's git directory. */
  fetchCommit(wanted: RemoteCommit): Promise<string>;
  /** The merge of a pull request that CI ran instead of its head, when GitHub still has it. */
  fetchMerge(wanted: RemoteCommit): Promise<string | undefined>;
  /** The change between two trees put on a third one; undefined when it does not fit there. */
  transplant(gitDir: string, change: { from: string; to: string; onto: string }): Promise<string | undefined>;
  snapshotLocal(dir: string): Promise<LocalSnapshot>;
  create(options: {
    id: string;
    gitDir: string;
    commit: string;
    branch: string | null;
    originUrl?: string;
  }): Promise<Workspace>;
  reset(workspace: Workspace, treeish: string, keep: Keep): Promise<void>;
  writeTree(workspace: Workspace): Promise<string>;
  diff(gitDir: string, from: string, to: string): Promise<TreeDiff>;
  applyPatch(workspace: Workspace, patch: string): Promise<void>;
  /** A text file of a commit or tree; undefined when there is none. */
  readAt(gitDir: string, treeish: string, file: string): Promise<string | undefined>;
  /** The commit in the history of `head` that says it reverts another one, as `git revert` does. */
  findRevert(gitDir: string, of: { head: string; commit: string }): Promise<string | undefined>;
  /** The tree with these files as they are in another one; answers its id. */
  takeBack(gitDir: string, request: { tree: string; of: string; files: readonly string[] }): Promise<string>;
  /** The tree with other texts in these files; answers its id. */
  writeTexts(gitDir: string, request: { tree: string; texts: ReadonlyMap<string, string> }): Promise<string>;
  /** Protects an object of a heal from being collected. */
  keep(gitDir: string, heal: string, object: string): Promise<void>;
  listFiles(workspace: Workspace): Promise<string[]>;
  readFile(workspace: Workspace, path: string): Promise<string | undefined>;
  remove(heal: string): Promise<void>;
  /** Writes the difference of two trees into a person's working tree, after keeping what was there. */
  writeToLocal(request: {
    top: string;
    gitDir: string;
    from: string;
    to: string;
    backup: string;
  }): Promise<LocalWrite>;
}

/** `moved`: files that a person changed since the snapshot; then nothing was written. */
export type LocalWrite = { written: string[] } | { moved: string[] };

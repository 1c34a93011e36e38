import type {
  Attempt,
  BugReport,
  BuildResult,
  Clock,
  Diagnosis,
  Failure,
  FileChange,
  HealRecord,
  Job,
  Keep,
  LocalSnapshot,
  NewPullRequest,
  Plan,
  PullRequest,
  Receipt,
  Repository,
  Run,
  RunPage,
  StepResult,
  TokenUsage,
  TreeDiff,
  Verdict,
  Workspace,
} from '../domain/index.js';

// What the loop needs of the world. wiring.ts builds the real ones, tests build fakes.

export interface GitHubPort {
  getRepository(repo: string): Promise<Repository>;
  getRun(repo: string, runId: number, attempt?: number): Promise<Run>;
  listJobs(repo: string, runId: number, attempt: number): Promise<Job[]>;
  listRuns(repo: string, options?: { etag?: string; limit?: number }): Promise<RunPage>;
  openJobLog(repo: string, jobId: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  readFile(repo: string, path: string, ref: string): Promise<string | undefined>;
  findOpenPullRequest(repo: string, head: string, base: string): Promise<PullRequest | undefined>;
  createPullRequest(repo: string, request: NewPullRequest): Promise<PullRequest>;
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

/** What the replay of a run's job must know of the run. */
export interface ReplayFacts {
  repo: string;
  sha: string;
  branch: string | null;
  event: string;
  runId?: number;
  runAttempt?: number;
}

export type Planned = { plan: Plan } | { problem: string };

export interface Replay extends BuildResult {
  /** State of the job right before the step that failed, so that it can be run again alone. */
  session: unknown;
}

export interface ReplayPort {
  /** Faults of a workflow file, as reports; none when it is sound. */
  checkWorkflow(text: string, path: string): BugReport[];
  plan(
    workspace: Workspace,
    job: { workflowPath: string; jobName: string },
    facts: ReplayFacts,
  ): Promise<Planned>;
  /** The jobs of a tree that a push or pull request would start, one leg of each matrix: the one that fits this machine. */
  planAll(
    workspace: Workspace,
    facts: ReplayFacts,
  ): Promise<{ plans: Plan[]; faults: BugReport[]; notes: string[] }>;
  run(
    plan: Plan,
    workspace: Workspace,
    options: {
      facts: ReplayFacts;
      logFile: string;
      /** Only this step, in the state that `session` holds. */
      only?: number;
      /** From this step on, in the state that `session` holds. */
      from?: number;
      session?: unknown;
      onProgress(progress: ReplayProgress): void;
    },
  ): Promise<Replay>;
}

export type ReplayProgress =
  | { kind: 'step'; job: string; step: StepResult | { name: string } }
  | { kind: 'output'; line: string };

/** Everything the fixer may look at for one failing job. */
export interface FixTask {
  workspace: Workspace;
  plan: Plan;
  failure: Failure;
  /** Root causes of the failing step as it stands now. */
  reports: BugReport[];
  command?: string;
  /** The step that is red. */
  step?: StepResult;
  session: unknown;
}

export interface AppliedRecipe {
  name: string;
  summary: string;
  /** Did its own safety class allow it to touch tests (formatters do)? */
  touchesTests: boolean;
}

export type ModelAnswer =
  | {
      kind: 'edited';
      summary: string;
      provider: string;
      model: string;
      usage: TokenUsage;
      costUsd: number | null;
    }
  | {
      kind: 'refused' | 'declined' | 'failed';
      /** Fed into the next attempt and shown to a person. */
      reason: string;
      /** What the model asked to see. */
      needs?: string[];
      provider: string;
      model?: string;
      usage: TokenUsage;
      costUsd: number | null;
    };

export interface FixerPort {
  /** Runs every recipe that fits, once, on the tree of the workspace. */
  applyRecipes(
    task: FixTask,
    options: { only?: readonly string[]; tried: Set<string> },
  ): Promise<AppliedRecipe[]>;
  readonly hasModel: boolean;
  /** Asks a model and applies its edits to the tree of the workspace, all or none. */
  askModel(task: FixTask, previous: readonly Attempt[]): Promise<ModelAnswer>;
  /** The gate. */
  judge(change: { changes: FileChange[]; patch: string; byRecipe: boolean; touchesTests: boolean }): Verdict;
}

export type Decision =
  | { kind: 'accept'; by: 'person' | 'yes-flag' | 'band' }
  | { kind: 'reject'; reason: string }
  | { kind: 'edit'; patch: string }
  | { kind: 'retry' }
  | { kind: 'wait' };

export interface ApproverPort {
  decide(question: {
    record: HealRecord;
    attempt: Attempt;
    verdict: Verdict;
    receipt: Receipt;
    /** Is the replay still at hand, so that another version can be proved? */
    canChange: boolean;
  }): Promise<Decision>;
}

export interface TextPort {
  commitMessage(record: HealRecord): string;
  pullRequest(record: HealRecord): { title: string; body: string };
}

export interface HistoryPort {
  save(record: HealRecord): Promise<void>;
  fileOf(id: string, name: string): Promise<string>;
}

export interface Ports {
  clock: Clock;
  signal: AbortSignal;
  github: GitHubPort;
  git: GitPort;
  workspaces: WorkspacePort;
  replay: ReplayPort;
  fixer: FixerPort;
  approver: ApproverPort;
  texts: TextPort;
  history: HistoryPort;
  /** Reads one job log (or a whole log) and says what failed in it. */
  readFailures(
    source: AsyncIterable<Uint8Array>,
    about: { job?: Job; jobName?: string; repo?: string; root?: string },
  ): Promise<{ failures: Failure[]; stats: Diagnosis['stats'] }>;
  openFile(path: string): AsyncIterable<Uint8Array>;
  /** Tells people what is going on. */
  tell(notice: Notice): void;
}

export type Notice =
  | { kind: 'state'; record: HealRecord; detail: string }
  | { kind: 'stage'; title: string }
  | { kind: 'progress'; text: string }
  | { kind: 'note'; text: string };

export interface HealSettings {
  maxAttempts: number;
  delivery: 'pull-request' | 'branch' | 'patch';
  /** Stop before the first effect on GitHub or on the working tree. */
  dryRun: boolean;
  only?: readonly string[];
  /** Stay until CI has spoken. */
  watch: boolean;
  watchTimeoutMs: number;
  appearTimeoutMs: number;
  /** First interval between two looks at CI. */
  pollMs: number;
}

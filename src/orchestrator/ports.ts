import type {
  AppliedRecipe,
  Attempt,
  BugReport,
  BuildResult,
  ChangedFile,
  ChangeEvidence,
  Clock,
  Commit,
  Diagnosis,
  Failure,
  FileChange,
  FixQuestion,
  FixTask,
  HealRecord,
  Job,
  LogAnnotation,
  LogDifference,
  LogPortrait,
  ModelAnswer,
  PastCause,
  PastRun,
  Plan,
  PlannedQuestion,
  Receipt,
  Recollection,
  ReplayFacts,
  ReplayProgress,
  Run,
  Suspect,
  TestCounts,
  Verdict,
  Workspace,
} from '../domain/index.js';
import type { GitHubPort, GitPort, WorkspacePort } from './outside-ports.js';

export type * from './outside-ports.js';

// What the loop needs of the world. wiring.ts builds the real ones, tests build fakes.

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
    /** The job's log in CI, opened only when the plan needs what CI alone knew. */
    openCiLog?: () => Promise<AsyncIterable<Uint8Array> | undefined>,
  ): Promise<Planned>;
  /** The jobs of a tree that a push or pull request would start, one leg of each matrix: the one that fits this machine. */
  planAll(
    workspace: Workspace,
    facts: ReplayFacts,
  ): Promise<{ plans: Plan[]; faults: BugReport[]; notes: string[] }>;
  /** Do all steps before this one only set up and look (and install), so that it can be run again by itself? */
  preparesOnly(plan: Plan, step: number, options: { mayInstall: boolean }): boolean;
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
      /** Where the jobs of one replay leave artifacts for each other. */
      artifactsDir?: string;
      onProgress(progress: ReplayProgress): void;
    },
  ): Promise<Replay>;
}

export interface FixerPort {
  /** Runs every recipe that fits, once, on the tree of the workspace. */
  applyRecipes(
    task: FixTask,
    options: { only?: readonly string[]; tried: Set<string> },
  ): Promise<AppliedRecipe[]>;
  readonly hasModel: boolean;
  /** Puts the edits of an earlier fix to the tree of the workspace, wherever they fit now; all or none. */
  applyLearned(task: FixTask, diff: string): Promise<boolean>;
  /** Asks a model and applies its edits to the tree of the workspace, all or none. */
  askModel(task: FixTask, question: FixQuestion): Promise<ModelAnswer>;
  /** The question that `askModel` would ask, and what it may cost; nobody is asked. */
  describeQuestion(task: FixTask, question: FixQuestion): Promise<PlannedQuestion>;
  /** Is the file neither a test nor what tests are compared with? */
  isSource(file: string): boolean;
  /** The modified files with as little of a change as still is green; undefined when all of it is needed. */
  shrink(request: {
    patch: string;
    readBefore(file: string): Promise<string | undefined>;
    isGreen(texts: ReadonlyMap<string, string>): Promise<boolean>;
    mayGoOn(): boolean;
  }): Promise<ReadonlyMap<string, string> | undefined>;
  /** The gate. */
  judge(change: {
    changes: FileChange[];
    patch: string;
    byRecipe: boolean;
    touchesTests: boolean;
    /** A recipe that only proposes. */
    proposal?: boolean;
    /** Root causes that are to be mended. */
    reports: BugReport[];
    /** Whole texts of what changes. */
    files: ChangedFile[];
  }): Verdict;
  /** The gate's word with what the proof and the past say. */
  weigh(verdict: Verdict, evidence: ChangeEvidence): Verdict;
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
  /** Keeps a text with a record, redacted. */
  keepText(id: string, name: string, text: string): Promise<void>;
  /** Notes that a person undid a fix with a commit of their own. */
  noteRevert(id: string, commit: string): Promise<void>;
  /** What earlier heals of the repository teach about these causes. */
  recall(about: { repo: string; causes: readonly PastCause[]; except: string }): Promise<Recollection>;
}

/** The pure judgements on where a red began; what they need is asked for by `investigateRun`. */
export interface OriginPort {
  runsBefore(run: Run, runs: readonly Run[], base?: string): PastRun[];
  nextToAsk(before: readonly PastRun[]): Run | undefined;
  findBoundary(red: Run, before: readonly PastRun[]): { firstRed: Run; lastGreen?: Run };
  /** Could a change of the file have caused the failure? */
  suspicionOf(failure: Failure, workflowPath: string): (file: string) => boolean;
  rankSuspects(commits: readonly Commit[], isSuspicious: (file: string) => boolean): Suspect[];
  readPortrait(log: AsyncIterable<Uint8Array>, job: Job): Promise<LogPortrait>;
  compareLogs(red: LogPortrait, green: LogPortrait, failure: Failure): LogDifference[];
  /** The diagnosis again, with what became known since. */
  reconsider(failure: Failure, facts: OriginFacts, green?: LogPortrait): Failure;
  nextBisection(
    commits: readonly Commit[],
    verdicts: ReadonlyMap<string, 'good' | 'bad' | 'skip'>,
  ): { next?: Commit; left: Commit[] };
}

export interface OriginFacts {
  passedOnOtherAttempt?: boolean;
  knownFlakes?: readonly string[];
  notReproduced?: boolean;
}

/** What is known of a log before it is read. */
export interface AboutLog {
  job?: Job;
  jobName?: string;
  repo?: string;
  /** The commit that was run: its tree may hold problem matchers. */
  headSha?: string;
  /** Where the repository lies when the log was written here. */
  root?: string;
  annotations?: readonly LogAnnotation[];
  /** Is the log to be compared with another one? */
  portrait?: boolean;
  /** Are its tests to be counted? */
  countTests?: boolean;
}

export interface ReadFailures {
  failures: Failure[];
  /** What the test runners told, when it was asked for and they told anything. */
  tests?: TestCounts;
  stats: Diagnosis['stats'];
  portrait?: LogPortrait;
  /** What of the given could not be used, and why. */
  notes: string[];
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
  readFailures(source: AsyncIterable<Uint8Array>, about: AboutLog): Promise<ReadFailures>;
  openFile(path: string): AsyncIterable<Uint8Array>;
  /** Without it nobody asks where a red began. */
  origin?: OriginPort;
  /** Tells people what is going on. */
  tell(notice: Notice): void;
}

export type Notice =
  | { kind: 'state'; record: HealRecord; detail: string }
  | { kind: 'stage'; title: string }
  /** A step of a job begins. */
  | { kind: 'step'; title: string }
  /** A line of its output. */
  | { kind: 'progress'; text: string }
  | { kind: 'note'; text: string }
  /** A dry run: what a model would be asked. */
  | { kind: 'would-ask'; question: PlannedQuestion };

export interface HealSettings {
  maxAttempts: number;
  /** How many answers to ask for at once; the smallest one that proves itself is taken. */
  candidates: number;
  delivery: 'pull-request' | 'branch' | 'patch';
  /** Stop before the first effect on GitHub or on the working tree. */
  dryRun: boolean;
  only?: readonly string[];
  /** How long a change may be made smaller; 0: it stays as it is. */
  shrinkMs: number;
  /** Stay until CI has spoken. */
  watch: boolean;
  watchTimeoutMs: number;
  appearTimeoutMs: number;
  /** First interval between two looks at CI. */
  pollMs: number;
}

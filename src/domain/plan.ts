import type { Fidelity, StepResult } from './build-result.js';

/** What is done with one step of a job on this machine. */
export type PlannedAction =
  | { kind: 'run'; script: string; shell: string; workingDirectory?: string }
  /** A `uses:` step that cifix does in its own way (checkout, setup-node, …). */
  | { kind: 'native'; action: string; with: Record<string, string> }
  | { kind: 'skip'; reason: string };

export interface PlannedStep {
  /** 1-based position in the job's `steps:`. */
  number: number;
  id?: string;
  /** The name CI shows: `name:`, or `Run <first line>`. */
  name: string;
  /** The `if:` text as written, evaluated when the step's turn comes. */
  if?: string;
  /** Unevaluated environment of the step; values may hold `${{ }}`. */
  env: Record<string, string>;
  continueOnError: boolean;
  timeoutMinutes?: number;
  action: PlannedAction;
}

/** One job (one leg of its matrix) as it will be replayed. */
export interface Plan {
  workflowPath: string;
  workflowName: string;
  /** Key under `jobs:`. */
  jobId: string;
  /** Display name as CI shows it, with the matrix leg: `test (ubuntu-latest, 20)`. */
  jobName: string;
  matrix: Record<string, unknown>;
  /** Unevaluated; workflow, then job. */
  env: Record<string, string>;
  runsOn: string[];
  timeoutMinutes: number;
  steps: PlannedStep[];
  /** What lowers the truth of a replay and is known before it: another OS, services, containers. */
  warnings: string[];
}

/** A directory of cifix's own with the project's files in it, driven by a git directory outside of it. */
export interface Workspace {
  /** The heal it belongs to. */
  id: string;
  /** Absolute path of the project's files: the only place that project code may write to. */
  tree: string;
  /** Absolute path for scripts, RUNNER_TEMP, HOME and tool shims of the replay. */
  scratch: string;
  /** The trusted bare git directory; project code never writes to it. */
  gitDir: string;
  /** The commit that the tree started from, 40 hex digits. */
  commit: string;
}

/** What happened when a plan was run. */
export interface BuildResult {
  conclusion: 'success' | 'failure' | 'cancelled';
  jobName: string;
  steps: StepResult[];
  /** The first step that failed the job. */
  failedStep?: StepResult;
  /** The failing step's script after evaluation. */
  command?: string;
  /** Absolute path of the log, in the format of a GitHub job log. */
  logFile: string;
  sandbox: Fidelity['sandbox'];
  warnings: string[];
  durationMs: number;
}

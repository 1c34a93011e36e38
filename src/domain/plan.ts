import type { Fidelity, StepResult } from './build-result.js';

/** What is done with one step of a job on this machine. */
export type PlannedAction =
  | { kind: 'run'; script: string; shell: string; workingDirectory?: string }
  /** A `uses:` step that cifix does in its own way (checkout, setup-node, …). */
  | { kind: 'native'; action: string; with: Record<string, string>; composite?: PlannedComposite }
  | { kind: 'skip'; reason: string };

/** A composite action of the same repository, or a known action as the command it runs; unevaluated. */
export interface PlannedComposite {
  /** Folder of its `action.yml`, relative to the repository root; absent for an action of another one. */
  path?: string;
  /** Defaults of its inputs; the step's `with` goes over them. */
  inputs: Record<string, string>;
  /** Output name → the text that gives its value. */
  outputs: Record<string, string>;
  /** A program that must be installed here, else the step is skipped. */
  program?: string;
  /** Numbered from 1 within the action. */
  steps: PlannedStep[];
}

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
  /** The event that the run was started by. */
  event?: string;
  /** The `strategy` context of this leg. */
  strategy?: Record<string, unknown>;
  /** The `inputs` context, of a called or dispatched workflow. */
  inputs?: Record<string, unknown>;
  /** Jobs that this one waits for. */
  needs?: string[];
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

import type { PlannedService } from '../../domain/index.js';
/** A workflow file after reading: normalised, its expressions unevaluated. */
export interface Workflow {
  name?: string;
  runName?: string;
  /** Event name → its filters and inputs (null when it has none). */
  on: Record<string, unknown>;
  env: Record<string, string>;
  runDefaults: RunDefaults;
  jobs: WorkflowJob[];
}

export interface RunDefaults {
  shell?: string;
  workingDirectory?: string;
}

export interface WorkflowJob {
  id: string;
  name?: string;
  /** As written: a label, a list, a `{group, labels}` map, or text with an expression. */
  runsOn: unknown;
  needs: string[];
  if?: string;
  env: Record<string, string>;
  /** Replaces the workflow's defaults whole, as the runner does. */
  runDefaults?: RunDefaults;
  /** As written: a map, or text that is an expression. */
  matrix?: unknown;
  failFast?: unknown;
  maxParallel?: unknown;
  timeoutMinutes?: string | number;
  continueOnError?: string | boolean;
  container?: unknown;
  services: PlannedService[];
  outputs: Record<string, string>;
  steps: WorkflowStep[];
  /** The called workflow, for a job that has no steps of its own. */
  uses?: string;
  with: Record<string, unknown>;
}

export interface WorkflowStep {
  id?: string;
  name?: string;
  if?: string;
  run?: string;
  uses?: string;
  shell?: string;
  workingDirectory?: string;
  with: Record<string, string>;
  env: Record<string, string>;
  continueOnError?: string | boolean;
  timeoutMinutes?: string | number;
}

/** A composite action of the same repository (`action.yml` with `runs.using: composite`). */
export interface CompositeFile {
  name?: string;
  inputs: Record<string, { default?: string; required: boolean }>;
  /** Output name → its unevaluated value. */
  outputs: Record<string, string>;
  steps: WorkflowStep[];
}

/** What is wrong with a workflow file; lines and columns are 1-based. */
export interface WorkflowProblem {
  line: number;
  column: number;
  message: string;
}

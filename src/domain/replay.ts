import type { StepResult } from './build-result.js';

/** What the replay of a run's job must know of the run. */
export interface ReplayFacts {
  repo: string;
  sha: string;
  branch: string | null;
  event: string;
  runId?: number;
  runAttempt?: number;
  runNumber?: number;
  /** Login of who started the run. */
  actor?: string;
  pullRequest?: number;
  /** Branch that the pull request is to be merged into. */
  baseBranch?: string;
  /** Whole ref the run was started for (`refs/tags/v1`), when it is not the branch. */
  ref?: string;
  /** The event's payload, the `github.event` context. */
  payload?: Record<string, unknown>;
  /** Inputs of a `workflow_dispatch`. */
  inputs?: Record<string, unknown>;
  /** Variables of the repository and its organisation, by name. */
  vars?: Record<string, string>;
  /** The commit comes from a fork: its code runs in a sandbox or not at all. */
  fork?: boolean;
}

/** What a replay tells while it runs. */
export type ReplayProgress =
  | { kind: 'step'; job: string; step: StepResult | { name: string } }
  | { kind: 'output'; line: string };

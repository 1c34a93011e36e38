import type { StepResult } from './build-result.js';

/** What the replay of a run's job must know of the run. */
export interface ReplayFacts {
  repo: string;
  sha: string;
  branch: string | null;
  event: string;
  runId?: number;
  runAttempt?: number;
  /** The commit comes from a fork: its code runs in a sandbox or not at all. */
  fork?: boolean;
}

/** What a replay tells while it runs. */
export type ReplayProgress =
  | { kind: 'step'; job: string; step: StepResult | { name: string } }
  | { kind: 'output'; line: string };

/** What a finished step left for `steps.<id>`. */
export interface StepState {
  outputs: Record<string, string>;
  outcome: StepOutcome;
  conclusion: StepOutcome;
}

export type StepOutcome = 'success' | 'failure' | 'skipped' | 'cancelled';

/**
 * The state of a job between two steps: what is needed to run one step again after a fix. After a failed
 * run it is the state right before the step that failed.
 */
export interface JobSession {
  /** Workflow and job environment, evaluated, with what steps wrote to GITHUB_ENV. */
  env: Record<string, string>;
  /** Entries that steps put in front of PATH, first one first. */
  path: string[];
  steps: Record<string, StepState>;
  status: 'success' | 'failure' | 'cancelled';
  /** Values that the log shows as `***`. */
  masks: string[];
  /** Number of the step that would run next. */
  nextStep: number;
}

export const emptySession = (): JobSession => ({
  env: {},
  path: [],
  steps: {},
  status: 'success',
  masks: [],
  nextStep: 1,
});

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
  /** Further checkouts: folders of the scratch space, and where in GITHUB_WORKSPACE they are seen. */
  layers?: Layer[];
  /** Owners of the problem matchers that set-up actions registered. */
  matchers?: string[];
  /** What steps wrote to GITHUB_STEP_SUMMARY. */
  summary?: string;
  /** Number of the step that would run next. */
  nextStep: number;
}

/** A folder of this machine that is seen at another place, relative to GITHUB_WORKSPACE. */
export interface Layer {
  from: string;
  at: string;
}

export const emptySession = (): JobSession => ({
  env: {},
  path: [],
  steps: {},
  status: 'success',
  masks: [],
  nextStep: 1,
});

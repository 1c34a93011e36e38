import type { StepResult } from '../../domain/index.js';
import type { StepOutcome } from './job-session.js';

/** How an action ended, before `continue-on-error` is looked at. */
export interface ActionEnd {
  outcome: StepOutcome;
  exitCode?: number;
  reason?: string;
  /** The evaluated script. */
  command?: string;
  outputs?: Record<string, string>;
  /** What stood in for tools that this machine lacks. */
  substitutes?: string[];
  /** `replayed` unless said otherwise. */
  treatment?: StepResult['treatment'];
}

/** How a step ended, after it. */
export interface StepEnd extends Omit<ActionEnd, 'treatment'> {
  conclusion: StepOutcome;
  treatment: StepResult['treatment'];
  durationMs: number;
}

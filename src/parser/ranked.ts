import type { Finding } from './finding.js';
import type { ReadStep } from './job-reader.js';

/** A finding with its place in the order of causes. */
export interface Ranked {
  finding: Finding;
  step: ReadStep;
  score: number;
  rootCause: boolean;
}

/** How far below the best a finding may be and still be a cause of its own. */
export const causeMargin = 0.07;
/** Below this a finding is a guess: only the best guess is called a cause. */
export const verdictFrom = 0.76;

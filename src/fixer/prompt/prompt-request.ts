import type { BugReport } from '../../domain/index.js';
import type { CodeWindow, ContextLevel } from '../context/index.js';
import type { PreviousAttempt } from './describe-attempts.js';
import type { Fencing } from './fence.js';

/** Kinds of files that the user lets a fix touch beside the source. */
export type Allowance = 'tests' | 'dependencies' | 'config' | 'ci';

/** What is known about a failure besides the code. */
export interface PromptFacts extends Fencing {
  level: ContextLevel;
  /** Ranked, root causes first. */
  reports: readonly BugReport[];
  /** Script of the failing step, as it was run. */
  command?: string;
  exitCode?: number;
  previousAttempts?: readonly PreviousAttempt[];
  /** Short facts about the repository, such as its package manager. */
  facts?: Readonly<Record<string, string>>;
  /** Diff of the commit that broke the job; shown from level 2 on, what bears on the shown files first. */
  culpritDiff?: string;
  /** End of the failing step's output. */
  logTail?: string;
  /** Fixes of similar failures and what became of them, the most alike first. */
  pastFixes?: readonly { summary: string; diff: string; fate: string }[];
  /** What a person answered to questions of the model. */
  answers?: readonly { question: string; answer: string }[];
  allow?: readonly Allowance[];
  /** `blocks` for models that write code better than JSON. */
  format?: 'json' | 'blocks';
  /** Three letters a token unless told: on the safe side for code. */
  countTokens?(text: string): number;
  /** Limit of the whole prompt; by level unless told. */
  budgetTokens?: number;
}

export interface PromptRequest extends PromptFacts {
  windows: readonly CodeWindow[];
  /** Files that did not fit; the model may ask for them. */
  left?: readonly string[];
}

import type { BugReport } from './bug-report.js';
import type { StepResult } from './build-result.js';
import type { TokenUsage } from './completion.js';
import type { Failure } from './diagnosis.js';
import type { Plan } from './plan.js';
import type { Workspace } from './workspace.js';

/** Everything the fixer may look at for one failing job. */
export interface FixTask {
  workspace: Workspace;
  plan: Plan;
  failure: Failure;
  /** Root causes of the failing step as it stands now. */
  reports: BugReport[];
  command?: string;
  /** The step that is red. */
  step?: StepResult;
  session: unknown;
}

/** A recipe that changed the tree. */
export interface AppliedRecipe {
  name: string;
  summary: string;
  /** Did its own safety class allow it to touch tests (formatters do)? */
  touchesTests: boolean;
}

/** What came of one question to a model. */
export type ModelAnswer =
  | {
      kind: 'edited';
      summary: string;
      provider: string;
      model: string;
      usage: TokenUsage;
      costUsd: number | null;
    }
  | {
      kind: 'refused' | 'declined' | 'failed';
      /** Fed into the next attempt and shown to a person. */
      reason: string;
      /** What the model asked to see. */
      needs?: string[];
      provider: string;
      model?: string;
      usage: TokenUsage;
      costUsd: number | null;
    };

import type { BugReport } from './bug-report.js';
import type { StepResult } from './build-result.js';
import type { TokenUsage } from './completion.js';
import type { Failure } from './diagnosis.js';
import type { AppliedStage } from './fix-proposal.js';
import type { Attempt } from './heal-record.js';
import type { PastFix } from './past-fix.js';
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
  /** The last lines that the red step printed. */
  logTail?: string;
}

/** A question to a model about a failing job, besides what the job itself tells. */
export interface FixQuestion {
  /** Id of the heal: its questions share one budget. */
  heal: string;
  /** Earlier attempts, the oldest first; those of recipes count too. */
  previous: readonly Attempt[];
  /** Fixes of like failures in earlier heals, the most useful first. */
  pastFixes: readonly PastFix[];
  /** What the commit that turned it red changed. */
  culpritDiff?: string;
  /** What a person answered to a model's questions. */
  answers: readonly { question: string; answer: string }[];
  /** 0 for the first of several samples that are asked for at once. */
  sample: number;
}

/** A question as it would be put, and what it may cost at most. */
export interface PlannedQuestion {
  system: string;
  user: string;
  /** In the order in which they would be asked; `refusal` says why the budget passes one over. */
  calls: {
    provider: string;
    model: string;
    inputTokens: number;
    maxTokens: number;
    usd: number | null;
    refusal?: string;
  }[];
}

/** A recipe that changed the tree. */
export interface AppliedRecipe {
  name: string;
  summary: string;
  /** Did its own safety class allow it to touch tests (formatters do)? */
  touchesTests: boolean;
  /** A `proposal` is never made without a person. */
  safety?: 'formatter' | 'tool' | 'snapshot' | 'proposal';
}

/** Who was asked, what it cost, and what was said, for the record. */
export interface ModelCall {
  provider: string;
  model?: string;
  usage: TokenUsage;
  costUsd: number | null;
  question?: string;
  answer?: string;
  /** The question held text that tries to instruct a model. */
  injectionMarkers?: boolean;
}

/** What came of one question to a model. */
export type ModelAnswer = ModelCall &
  (
    | {
        kind: 'edited';
        summary: string;
        /** The loosest way in which an edit found its place. */
        stage?: AppliedStage;
      }
    | {
        kind: 'refused' | 'declined' | 'failed';
        /** Fed into the next attempt and shown to a person. */
        reason: string;
        /** What the model asked to see. */
        needs?: string[];
        /** What the refused change was to be. */
        summary?: string;
      }
    /** It needs a person's word before it can go on. */
    | { kind: 'asks'; reason: string }
  );

import type { HealRecord, PastFate } from './heal-record.js';

/** A root cause as it is remembered. */
export type PastCause = NonNullable<HealRecord['causes']>[number];

/** A fix that was proposed before for a failure like this one. */
export interface PastFix {
  /** The heal it was part of. */
  id: string;
  fate: PastFate;
  summary: string;
  /** Unified diff, redacted as it was stored. */
  diff: string;
  /** The commit that delivered it, where one did. */
  commit?: string;
  /** The very same fingerprint, and not only a message like it. */
  isExact: boolean;
}

/** What the history knows that helps with a failure. */
export interface Recollection {
  /** The most alike first; accepted before others. */
  similar: PastFix[];
  /** Accepted fixes of the same fingerprint that were pushed as a commit: a person may have reverted it since. */
  pushed: { id: string; commit: string }[];
  /** What a person answered to a model's questions about the same fingerprint. */
  answers: { question: string; answer: string }[];
  /** Fixes of the same fingerprint that a person rejected or undid: `editsOf` their diffs. Never proposed again. */
  spurned: string[];
  /** Accepted twice or more for the same fingerprint, and never undone: a recipe of this repository. */
  learned?: PastFix;
}

/** What a patch takes out and puts in, file by file, wherever it stands in them. */
export const editsOf = (diff: string): string =>
  diff
    .split('\n')
    .filter((line) => !/^(?: |@@ |index |--- |\+\+\+ )/.test(line))
    .map((line) => line.trimEnd())
    .join('\n');

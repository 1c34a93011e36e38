import type { GateFinding } from '../../../domain/index.js';
import type { PathClass } from '../path-class.js';
import type { Language } from '../source/language.js';
import type { View } from '../source/read-source.js';

/** What a change may not add, told by its text. */
export interface TextRule {
  rule: string;
  /** 1 to 10; from 7 on the change is refused. */
  severity: number;
  /** A clause with a verb: "a test is skipped". */
  says: string;
  view: View;
  /** Matched against the added lines and a little around them; global, and linear on long lines. */
  pattern: RegExp;
  languages?: readonly Language[];
  /** Classes of paths; all when absent. */
  places?: readonly PathClass[];
  notPlaces?: readonly PathClass[];
  /** Files that do such things by their nature. */
  notFiles?: RegExp;
  /** Only where lines are replaced: what is added beside the old takes nothing away. */
  replaces?: boolean;
  /** Only when the file did not hold this before. */
  isNew?: RegExp;
  /** How much one match weighs: one that lets four rules go weighs more than one that lets one go. */
  weigh?(match: string): number;
}

export type Finding = GateFinding;

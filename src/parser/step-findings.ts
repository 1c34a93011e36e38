import { detachedDeep } from './detach.js';
import type { Finding } from './finding.js';

/** Findings kept of one recogniser in one step: the first ones and the last ones. */
const keptFirst = 120;
const keptLast = 30;

/** What the recognisers found in one step. */
export class StepFindings {
  private readonly kept = new Map<number, { first: Finding[]; last: Finding[] }>();
  /** Says of each recogniser whether all it may keep of the first findings is there. */
  private readonly full: Uint8Array;

  constructor(rules: number) {
    this.full = new Uint8Array(rules);
  }

  isFull(rule: number): boolean {
    return this.full[rule] === 1;
  }

  keep(rule: number, read: Finding): Finding {
    const finding = detachedDeep(read);
    let kept = this.kept.get(rule);
    if (!kept) {
      kept = { first: [], last: [] };
      this.kept.set(rule, kept);
    }
    if (kept.first.length < keptFirst) kept.first.push(finding);
    else {
      kept.last.push(finding);
      if (kept.last.length > keptLast) kept.last.shift();
    }
    if (kept.first.length >= keptFirst) this.full[rule] = 1;
    return finding;
  }

  all(): Finding[] {
    return [...this.kept.values()].flatMap(({ first, last }) => [...first, ...last]);
  }
}

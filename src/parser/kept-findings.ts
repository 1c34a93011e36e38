import type { Finding } from './finding.js';
import { mergeFindings } from './merge-findings.js';

/** Findings kept of one step once it is over. */
const keptOfFailed = 250;
const keptOfOthers = 12;
/** Findings kept of a whole log: past this a failed step keeps a few and others none, so that memory stays bounded. */
const keptOfLog = 4000;
const keptAtLeast = 2;
/** No step takes more than this share of what is left. */
const largestShare = 0.1;

/** Decides how many findings of each step stay in memory, over all jobs of one log. */
export class KeptFindings {
  private left = keptOfLog;

  get isFull(): boolean {
    return this.left < keptOfOthers;
  }

  /** What the ranking needs of a step: the strongest findings, in the order of the log. */
  keep(findings: readonly Finding[], mayHaveFailed: boolean): Finding[] {
    const most = Math.max(
      mayHaveFailed ? keptAtLeast : 0,
      Math.min(mayHaveFailed ? keptOfFailed : keptOfOthers, Math.floor(this.left * largestShare)),
    );
    const kept = strongest(findings, most);
    this.left = Math.max(0, this.left - kept.length);
    return kept;
  }
}

function strongest(findings: readonly Finding[], most: number): Finding[] {
  const merged = mergeFindings(findings);
  if (merged.length <= most) return merged;
  const chosen = [...merged].sort((a, b) => b.weight - a.weight || a.from - b.from).slice(0, most);
  return chosen.sort((a, b) => a.from - b.from);
}

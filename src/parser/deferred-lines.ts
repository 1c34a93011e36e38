import type { LogLine } from '../domain/index.js';
import { detached } from './detach.js';
import { maxReadChars } from './rule-book.js';

/** Lines of one recogniser that wait to be read at the end of a step: the last ones. */
const keptOfRule = 100;

/** A line that waits, for however many recognisers. */
interface Waiting {
  line: LogLine;
  isDetached: boolean;
}

interface Ring {
  lines: Waiting[];
  next: number;
  settled: number;
}

/** Lines that recognisers with enough findings have not read. */
export class DeferredLines {
  private readonly rings = new Map<number, Ring>();
  private readonly unsettled = new Set<Ring>();
  private last: Waiting | undefined;

  put(rule: number, line: LogLine): void {
    if (this.last?.line !== line) this.last = { line, isDetached: false };
    let ring = this.rings.get(rule);
    if (!ring) {
      ring = { lines: [], next: 0, settled: 0 };
      this.rings.set(rule, ring);
    }
    if (ring.next === ring.settled) this.unsettled.add(ring);
    ring.lines[ring.next % keptOfRule] = this.last;
    ring.next++;
  }

  /**
   * Lets go of the blocks that the waiting lines are slices of. To be called once for many lines: only the
   * last of them are copied.
   */
  settle(): void {
    if (this.unsettled.size === 0) return;
    this.last = undefined;
    for (const ring of this.unsettled) {
      for (let at = Math.max(ring.settled, ring.next - keptOfRule); at < ring.next; at++) {
        const waiting = ring.lines[at % keptOfRule];
        if (!waiting || waiting.isDetached) continue;
        waiting.line = { ...waiting.line, text: detached(waiting.line.text.slice(0, maxReadChars)) };
        waiting.isDetached = true;
      }
      ring.settled = ring.next;
    }
    this.unsettled.clear();
  }

  /** What waits, recogniser by recogniser, in the order of the log. */
  *all(): Generator<{ rule: number; line: LogLine }> {
    for (const [rule, { lines }] of this.rings) {
      const ordered = lines.map(({ line }) => line).sort((a, b) => a.number - b.number);
      for (const line of ordered) yield { rule, line };
    }
  }
}

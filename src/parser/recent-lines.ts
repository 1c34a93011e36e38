import type { LogLine } from '../domain/index.js';

/** Lines of one stream that recognisers may look back at; more than the longest block and look-back together. */
const capacity = 1024;
const mask = capacity - 1;

/** A ring of the last lines. */
export class RecentLines {
  private readonly lines: (LogLine | undefined)[] = new Array(capacity).fill(undefined);
  private count = 0;

  push(line: LogLine): void {
    this.lines[this.count & mask] = line;
    this.count++;
  }

  /** A mark for the line pushed last. */
  mark(): number {
    return this.count - 1;
  }

  /** A mark for a line pushed earlier; looking back from it finds nothing when it is no longer kept. */
  markOf(line: LogLine): number {
    for (let at = this.count - 1; at >= Math.max(0, this.count - capacity); at--) {
      if (this.lines[at & mask]?.number === line.number) return at;
    }
    return -1;
  }

  /** The line `back` lines before the mark, while it is still kept. */
  before(mark: number, back: number): LogLine | undefined {
    const at = mark - back;
    if (at < 0 || back < 1 || this.count - at > capacity) return undefined;
    return this.lines[at & mask];
  }

  /** The last lines that are not blank, at most `most`, in the order of the log. */
  tail(most: number): LogLine[] {
    const found: LogLine[] = [];
    for (let at = this.count - 1; at >= Math.max(0, this.count - capacity) && found.length < most; at--) {
      const line = this.lines[at & mask];
      if (line && line.text.trim() !== '') found.unshift(line);
    }
    return found;
  }
}

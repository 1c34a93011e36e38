import type { LogLine } from '../domain/index.js';

/** Lines of one stream that recognisers may look back at; more than the longest block and look-back together. */
const capacity = 1024;

/** A ring of the last lines. */
export class RecentLines {
  private readonly lines: (LogLine | undefined)[] = [];
  private count = 0;

  push(line: LogLine): void {
    this.lines[this.count % capacity] = line;
    this.count++;
  }

  /** A mark for the line pushed last. */
  mark(): number {
    return this.count - 1;
  }

  /** A mark for a line pushed earlier; looking back from it finds nothing when it is no longer kept. */
  markOf(line: LogLine): number {
    for (let at = this.count - 1; at >= Math.max(0, this.count - capacity); at--) {
      if (this.lines[at % capacity] === line) return at;
    }
    return -1;
  }

  /** The line `back` lines before the mark, while it is still kept. */
  before(mark: number, back: number): LogLine | undefined {
    const at = mark - back;
    if (at < 0 || back < 1 || this.count - at > capacity) return undefined;
    return this.lines[at % capacity];
  }
}

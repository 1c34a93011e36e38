import { timestampLength } from './timestamp.js';

export interface GhPrefix {
  job: string;
  step: string | undefined;
  /** Characters of the line that belong to the prefix. */
  length: number;
}

/** Longest `job<TAB>step<TAB>` prefix that is believed; job names are cut by GitHub far below this. */
const maxPrefixChars = 400;
/** What gh writes when the archive had no file for the step. */
const unknownStep = 'UNKNOWN STEP';

/** Reads the `job<TAB>step<TAB>` prefix that `gh run view --log` puts before every line. */
export class GhPrefixReader {
  private last: GhPrefix | undefined;
  private lastText = '';

  /** `block` from `start` to `end` is the line. */
  read(block: string, start: number, end: number): GhPrefix | undefined {
    if (this.last && block.startsWith(this.lastText, start)) return this.last;
    const head = block.slice(start, Math.min(end, start + maxPrefixChars));
    const first = head.indexOf('\t');
    if (first <= 0) return undefined;
    const second = head.indexOf('\t', first + 1);
    if (second < 0 || !this.confirms(block, start + second + 1)) return undefined;
    const step = head.slice(first + 1, second);
    this.lastText = head.slice(0, second + 1);
    this.last = {
      job: head.slice(0, first),
      step: step === unknownStep || step === '' ? undefined : step,
      length: second + 1,
    };
    return this.last;
  }

  /** A line with two tabs is a prefixed one only when a timestamp follows (a mark may stand between). */
  private confirms(line: string, at: number): boolean {
    let from = at;
    // U+FEFF, or the three characters PowerShell makes of its UTF-8 bytes.
    while (from < at + 4 && line.charCodeAt(from) > 127) from++;
    return timestampLength(line, from) > 0;
  }
}

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

  read(line: string): GhPrefix | undefined {
    if (this.last && line.startsWith(this.lastText)) return this.last;
    const first = line.indexOf('\t');
    if (first <= 0 || first > maxPrefixChars) return undefined;
    const second = line.indexOf('\t', first + 1);
    if (second < 0 || second > maxPrefixChars) return undefined;
    if (!this.confirms(line, second + 1)) return undefined;
    const step = line.slice(first + 1, second);
    this.lastText = line.slice(0, second + 1);
    this.last = {
      job: line.slice(0, first),
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

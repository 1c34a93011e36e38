import type { LogLine } from '../domain/index.js';
import { detached } from './detach.js';
import type { Finding } from './finding.js';

/** Lines under an error within which its piece of source must come to the underlined place. */
const maxFrameLines = 6;
const maxLineChars = 240;
const underline = /^[\s\d|│┃:>.·]*(?:\^|~{2,}|─{2,}[┬╯]|╰─)[\s^~─┬╯╰▲|│-]*(?:\s\S.{0,160})?$/;
/** `12 | code`, `  --> src/a.rs:1:2`, `   |`, and the bare line of source that gcc's forerunners and tsc print. */
const sourceLine = /^(?:\s*>?\s*\d+(?:\s*[|│┃]|\s{1,4}\S|$)|\s*(?:[|│┃]|-->|╭|┌|::)|\s{2,}\S)/;

/** Does the line underline a place in the source above it? */
export const isCaretLine = (text: string): boolean => text.length < 400 && underline.test(text);

interface Open {
  finding: Finding;
  lines: LogLine[];
}

/** Adds to findings the piece of source that tools print under an error, down to the underlined place. */
export class CodeFrames {
  private open: Open[] = [];

  get isIdle(): boolean {
    return this.open.length === 0;
  }

  /** `below`: lines that were read with the finding and stand behind its evidence. */
  add(finding: Finding, below: readonly LogLine[]): void {
    if (finding.excerpt.some(isCaretLine)) return;
    let open: Open | undefined = { finding, lines: [] };
    for (const line of below) {
      open = grown(open, line);
      if (!open) return;
    }
    this.open.push(open);
  }

  push(line: LogLine): void {
    this.open = this.open.flatMap((open) => grown(open, line) ?? []);
  }
}

/** Undefined when the frame has come to its end or there is none. */
function grown(open: Open, line: LogLine): Open | undefined {
  const { finding, lines } = open;
  if (line.number <= finding.to) return open;
  const isBlank = line.text.trim() === '';
  if (line.section === 'header' || lines.length >= maxFrameLines || (isBlank && lines.some(isBlankLine)))
    return undefined;
  if (isCaretLine(line.text)) {
    if (lines.every(isBlankLine)) return undefined;
    finding.to = line.number;
    finding.spanTo = Math.max(finding.spanTo, line.number);
    finding.excerpt = [
      ...finding.excerpt,
      ...[...lines, line].map(({ text }) => detached(text.slice(0, maxLineChars))),
    ];
    return undefined;
  }
  if (!isBlank && !sourceLine.test(line.text)) return undefined;
  lines.push(line);
  return open;
}

const isBlankLine = ({ text }: LogLine): boolean => text.trim() === '';

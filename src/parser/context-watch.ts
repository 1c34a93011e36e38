import type { LogLine } from '../domain/index.js';
import type { Block, Finding } from './finding.js';
import { isForeign, readFrame } from './frames.js';

/** Lines of the same paragraph that are read with a finding. */
const linesBefore = 6;
const linesAfter = 6;
/** A list whose items begin alike is read to its end. */
const listLines = 30;
const listStartChars = 12;
const maxOwnFrames = 4;

interface Watched {
  range: [number, number];
  left: number;
  total: number;
  /** How the line above begins. */
  itemStart: string;
}

const isBlank = (text: string): boolean => text.trim() === '';
/** `======` and its kin divide what belongs to different things. */
const isRule = (text: string): boolean => /^[=_*~#─━-]{8,}/.test(text);

/** Adds to findings the paragraph they stand in; the part below a finding is still to come when it is found. */
export class ContextWatch {
  private watched: Watched[] = [];

  get isIdle(): boolean {
    return this.watched.length === 0;
  }

  /** `below`: lines of the block behind the evidence. */
  add(finding: Finding, block: Block, below: readonly LogLine[]): void {
    const above = paragraphAbove(finding, block);
    const range: [number, number] = [above, finding.to];
    finding.context = [range, ...ownFrames(below)];
    const last = finding.excerpt[finding.excerpt.length - 1] ?? '';
    const watched = { range, left: linesAfter, total: listLines, itemStart: last.slice(0, listStartChars) };
    this.watched.push(watched);
    for (const line of below) if (!this.extend(watched, line)) return;
  }

  push(line: LogLine): void {
    this.watched = this.watched.filter((watched) => this.extend(watched, line));
  }

  /** False when the paragraph is over. */
  private extend(watched: Watched, line: LogLine): boolean {
    if (line.number <= watched.range[1]) return true;
    if (watched.left <= 0 || watched.total <= 0 || isBlank(line.text) || line.section === 'header') {
      watched.left = 0;
      return false;
    }
    const isItem = watched.itemStart.length === listStartChars && line.text.startsWith(watched.itemStart);
    if (!isItem) watched.left--;
    watched.itemStart = line.text.slice(0, listStartChars);
    watched.total--;
    watched.range[1] = line.number;
    return true;
  }
}

/** First line of the paragraph, a heading with one blank line under it included. */
function paragraphAbove(finding: Finding, block: Block): number {
  let first = finding.from;
  const start = block.lines[0]?.number ?? finding.from;
  for (let back = 1, blanks = 0, taken = 0; back <= linesBefore + 2 && taken < linesBefore; back++) {
    const line = block.before(back);
    if (line?.section !== 'output') break;
    if (line.number >= finding.from) continue;
    if (isRule(line.text)) break;
    if (isBlank(line.text)) {
      if (taken > 0 || ++blanks > 1 || start !== finding.from) break;
      continue;
    }
    first = line.number;
    taken++;
  }
  return first;
}

/** Frames of the project's own code further down, each with the line above that may name its function. */
function ownFrames(below: readonly LogLine[]): [number, number][] {
  const found: [number, number][] = [];
  for (const [index, line] of below.entries()) {
    if (found.length >= maxOwnFrames) break;
    const frame = readFrame(line.text);
    if (frame && !isForeign(frame.file)) found.push([below[index - 1]?.number ?? line.number, line.number]);
  }
  return found;
}

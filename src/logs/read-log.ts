import type { LogLine, LogSection } from '../domain/index.js';
import { cleanText } from './clean-line.js';
import { type Block, decodeBlocks, maxLineChars } from './decode-blocks.js';
import { GhPrefixReader } from './gh-prefix.js';
import { mayHoldMarks, readMarker } from './markers.js';
import { nextSpecial, wordsOf } from './plain-bytes.js';
import { SectionTracker } from './section-tracker.js';
import { type StepTime, stepAt } from './step-times.js';
import { StreamPrefixReader } from './stream-prefix.js';
import { markLength, parseTimestamp, timestampLength } from './timestamp.js';

export interface ReadLogOptions {
  /** Name of the job the log belongs to, when the log does not say it itself. */
  job?: string;
  /** The job's steps from the jobs API: lines are given to them by time. */
  steps?: readonly StepTime[];
  /** Name of the step, for a file that holds only one. */
  step?: string;
}

/**
 * Reads a CI log in batches of cleaned lines. Memory is bounded by the chunk size of the source and 64 K
 * characters a line. `number` counts `\n` of the raw bytes, so that it is the line an editor shows.
 */
export async function* readLog(
  source: AsyncIterable<Uint8Array>,
  options: ReadLogOptions = {},
): AsyncGenerator<LogLine[]> {
  const reader = new LineReader(options);
  for await (const block of decodeBlocks(source)) yield reader.readBlock(block);
}

class LineReader {
  private number = 0;
  private job: string | undefined;
  private step: string | undefined;
  private at: number | undefined;
  private readonly gh = new GhPrefixReader();
  private readonly tracker = new SectionTracker();
  private readonly streams = new StreamPrefixReader();
  private readonly stepOf: ReturnType<typeof stepAt> | undefined;
  /** The line holds nothing but printable ASCII and tabs. */
  private isPlain = false;
  /** No line of the block holds the runner's marks. */
  private isUnmarked = false;

  constructor(private readonly options: ReadLogOptions) {
    this.job = options.job;
    if (options.steps && options.steps.length > 0) this.stepOf = stepAt(options.steps);
  }

  readBlock({ text, bytes }: Block): LogLine[] {
    const lines: LogLine[] = [];
    this.isUnmarked = !mayHoldMarks(text);
    const words = bytes && wordsOf(bytes);
    let special = bytes ? nextSpecial(bytes, words, 0) : 0;
    for (let from = 0; from < text.length; ) {
      const found = text.indexOf('\n', from);
      const end = found < 0 ? text.length : found;
      this.isPlain = special >= end;
      if (this.isPlain) lines.push(this.read(text, from, Math.min(end, from + maxLineChars)));
      else {
        const line = bytes ? bytes.toString('utf8', from, end) : text.slice(from, end);
        lines.push(this.read(line, 0, Math.min(line.length, maxLineChars)));
        special = bytes ? nextSpecial(bytes, words, end) : 0;
      }
      from = end + 1;
    }
    return lines;
  }

  private read(block: string, start: number, lineEnd: number): LogLine {
    this.number++;
    let from = start;
    const timed = lineEnd - start < 20 ? 0 : timestampLength(block, start);
    const prefix = timed > 0 ? undefined : this.gh.read(block, start, lineEnd);
    if (prefix) {
      from += prefix.length;
      if (prefix.job !== this.job) this.enterJob(prefix.job);
    }
    from = timed > 0 ? this.takeTime(block, start, timed) : this.skipTimestamp(block, from, lineEnd);
    const end = lineEnd > from && block.charCodeAt(lineEnd - 1) === carriageReturn ? lineEnd - 1 : lineEnd;
    const raw = block.slice(from, end);
    const cleaned = cleanText(raw, this.isPlain);
    const place = this.tracker.read(raw, cleaned);
    const named = prefix?.step ?? this.options.step;
    const section = sectionOf(named, place.section);
    const step =
      named ?? (this.stepOf && this.at !== undefined ? this.stepOf(this.at, place.opensStep) : place.step);
    if (step !== this.step || place.opensStep) {
      this.step = step;
      this.streams.reset();
    }
    return this.build(cleaned, section);
  }

  private build(cleaned: string, section: LogSection): LogLine {
    let text = cleaned;
    let stream: string | undefined;
    if (section === 'output') {
      this.streams.announce(text);
      const prefix = this.streams.read(text);
      if (prefix) {
        stream = prefix.stream;
        text = text.slice(prefix.length);
      }
    } else if (section === 'script' || text.charCodeAt(0) === greaterThan) this.streams.announce(text);
    let level: LogLine['level'];
    const marked = readMarker(text, this.isUnmarked);
    if (marked) {
      level = marked.level;
      text = marked.text;
      // A problem matcher marks the line before the task runner's prefix: `##[error][API] src/a.ts(1,2): …`.
      const inside = section === 'output' && !stream ? this.streams.read(text) : undefined;
      if (inside) {
        stream = inside.stream;
        text = text.slice(inside.length);
      }
    } else if (!this.isUnmarked && text.startsWith('##[')) text = withoutGroupMark(text);
    // All fields at once: objects of one shape are several times cheaper than ones that grow.
    return { number: this.number, text, job: this.job, step: this.step, section, stream, level, at: this.at };
  }

  private enterJob(job: string): void {
    this.job = job;
    this.tracker.reset();
    this.streams.reset();
  }

  /** Skips byte order marks (also the mangled one of PowerShell) and the timestamp with its space. */
  private skipTimestamp(block: string, start: number, end: number): number {
    let from = start;
    if (block.charCodeAt(from) > 127 && from < end) from += markLength(block, from);
    const length = end - from < 20 ? 0 : timestampLength(block, from);
    // No time of its own: the rest of a message of several lines; it keeps the time of the line before.
    if (length === 0) return Math.min(from, end);
    return this.takeTime(block, from, length);
  }

  private takeTime(block: string, from: number, length: number): number {
    this.at = parseTimestamp(block, from);
    const end = from + length;
    return block.charCodeAt(end) === 32 ? end + 1 : end;
  }
}

const carriageReturn = 13;
const greaterThan = 62;

function sectionOf(step: string | undefined, tracked: LogSection): LogSection {
  if (step === undefined || tracked === 'script' || tracked === 'header') return tracked;
  if (step === 'Set up job') return 'setup';
  if (step === 'Complete job' || step.startsWith('Post ')) return 'post';
  return tracked === 'setup' ? 'output' : tracked;
}

const groupMark = /^##\[(?:group|section|command|start-action[^\]]*|end-action[^\]]*)\]/;

function withoutGroupMark(text: string): string {
  if (text.startsWith('##[endgroup]')) return text.slice(12);
  return text.replace(groupMark, '');
}

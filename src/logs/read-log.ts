import type { LogLine, LogSection } from '../domain/index.js';
import { cleanText } from './clean-line.js';
import { GhPrefixReader } from './gh-prefix.js';
import { readMarker } from './markers.js';
import { SectionTracker } from './section-tracker.js';
import { splitLines } from './split-lines.js';
import { type StepTime, stepAt } from './step-times.js';
import { StreamPrefixReader } from './stream-prefix.js';
import { parseTimestamp, timestampLength } from './timestamp.js';

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
  const cleaner = new LineReader(options);
  for await (const lines of splitLines(source)) yield lines.map((line) => cleaner.read(line));
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

  constructor(private readonly options: ReadLogOptions) {
    this.job = options.job;
    if (options.steps && options.steps.length > 0) this.stepOf = stepAt(options.steps);
  }

  read(line: string): LogLine {
    this.number++;
    let from = 0;
    const timed = timestampLength(line, 0);
    const prefix = timed > 0 ? undefined : this.gh.read(line);
    if (prefix) {
      from = prefix.length;
      if (prefix.job !== this.job) this.enterJob(prefix.job);
    }
    from = timed > 0 ? this.takeTime(line, 0, timed) : this.skipTimestamp(line, from);
    const end = line.charCodeAt(line.length - 1) === 13 ? line.length - 1 : line.length;
    const raw = from === 0 && end === line.length ? line : line.slice(from, end);
    const cleaned = cleanText(raw);
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
    const result: LogLine = { number: this.number, text: cleaned, section };
    if (this.job !== undefined) result.job = this.job;
    if (this.step !== undefined) result.step = this.step;
    if (this.at !== undefined) result.at = this.at;
    const code = cleaned.charCodeAt(0);
    if (section === 'output') {
      this.streams.announce(cleaned);
      const stream = this.streams.read(cleaned);
      if (stream) {
        result.stream = stream.stream;
        result.text = cleaned.slice(stream.length);
      }
    } else if (section === 'script' || code === 62) this.streams.announce(cleaned);
    const marked = readMarker(result.text);
    if (marked) {
      result.level = marked.level;
      result.text = marked.text;
      // A problem matcher marks the line before the task runner's prefix: `##[error][API] src/a.ts(1,2): …`.
      const inside = section === 'output' && !result.stream ? this.streams.read(marked.text) : undefined;
      if (inside) {
        result.stream = inside.stream;
        result.text = marked.text.slice(inside.length);
      }
    } else if (result.text.startsWith('##[')) result.text = withoutGroupMark(result.text);
    return result;
  }

  private enterJob(job: string): void {
    this.job = job;
    this.tracker.reset();
    this.streams.reset();
  }

  /** Skips byte order marks (also the mangled one of PowerShell) and the timestamp with its space. */
  private skipTimestamp(line: string, start: number): number {
    let from = start;
    if (line.charCodeAt(from) === 0xfeff) from++;
    else if (line.startsWith('∩╗┐', from) || line.startsWith('ï»¿', from)) from += 3;
    const length = timestampLength(line, from);
    // No time of its own: the rest of a message of several lines; it keeps the time of the line before.
    if (length === 0) return from;
    return this.takeTime(line, from, length);
  }

  private takeTime(line: string, from: number, length: number): number {
    this.at = parseTimestamp(line, from);
    const end = from + length;
    return line.charCodeAt(end) === 32 ? end + 1 : end;
  }
}

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

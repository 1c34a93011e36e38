import type { LogLine } from '../domain/index.js';
import { ContextWatch } from './context-watch.js';
import { detached, detachedDeep } from './detach.js';
import {
  type Block,
  type Draft,
  type Finding,
  type Recogniser,
  retryMark,
  summaryMark,
  versionMark,
} from './finding.js';
import { RecentLines } from './recent-lines.js';
import type { RuleBook } from './rule-book.js';

/** Longer lines are read up to here: no tool puts the place of an error further right. */
const maxReadChars = 2000;
const maxExcerptLines = 12;
const maxExcerptChars = 240;
/** Findings kept of one recogniser in one step: the first ones and the last ones. */
const keptFirst = 120;
const keptLast = 30;
/** Lines a guess is made about before only the last ones are kept for it. */
const maxGuesses = 2000;
/** Lines of one recogniser that wait to be read at the end of a step. */
const keptUnread = 100;
const maxOpenBlocks = 10;
const maxStreams = 64;
/** Summary lines kept of a step: the first ones and the last ones. */
const summariesFirst = 6;
const summariesLast = 14;
const maxVersions = 4;
const defaultWeight = 0.9;

interface OpenBlock {
  rule: number;
  match: RegExpExecArray;
  lines: LogLine[];
  mark: number;
}

interface Stream {
  recent: RecentLines;
  open: OpenBlock[];
  context: ContextWatch;
  /** Folder the stream's commands run in, as far as the log says so. */
  folder: string | undefined;
}

/** pnpm and yarn name the package folder in the echo of a script; pytest and make say where they work. */
const folderLine =
  /^(?:> \S+@\S+ \S+ (\/\S+)$|rootdir: (\/[^,\s]+)|make(?:\[\d+\])?: Entering directory [`'](\/[^']+)')/;
const leavesFolder = /^(?:make(?:\[\d+\])?: Leaving directory|> \S+@\S+ \S+$)/;

/** Reads the output of one step: opens and closes the blocks of the recognisers and keeps what they find. */
export class StepReader {
  /** Log line of the last word of another attempt (`attempt 2 failed, retrying`). */
  retriedAt: number | undefined;
  /** Lines that sum the step up, and lines that name versions of tools. */
  readonly summaries: number[] = [];
  readonly versions: number[] = [];
  private readonly main: Stream = newStream();
  private readonly streams = new Map<string, Stream>([['', this.main]]);
  private readonly kept = new Map<number, { first: Finding[]; last: Finding[] }>();
  private readonly tried: Int32Array;
  /** Lines that recognisers with enough findings have not read; the last of them are read at the end. */
  private readonly unread = new Map<number, { lines: LogLine[]; next: number }>();

  constructor(
    private readonly book: RuleBook,
    private readonly script: readonly string[],
  ) {
    this.tried = new Int32Array(book.rules.length);
  }

  push(line: LogLine): void {
    const stream = line.stream === undefined ? this.main : this.streamOf(line.stream);
    stream.recent.push(line);
    const text = line.text.length > maxReadChars ? line.text.slice(0, maxReadChars) : line.text;
    if (stream.open.length > 0) this.continueBlocks(stream, line, text);
    if (!stream.context.isIdle) stream.context.push(line);
    if (text.length < 2) return;
    const code = text.charCodeAt(0);
    if (code === 62 || code === 114 || code === 109) {
      const entered = folderLine.exec(text);
      if (entered) stream.folder = entered[1] ?? entered[2] ?? entered[3];
      else if (leavesFolder.test(text)) stream.folder = undefined;
    }
    const count = this.book.candidates(text);
    for (let index = 0; index < count; index++) {
      const rule = this.book.found[index] ?? 0;
      const recogniser = this.book.rules[rule];
      if (!recogniser) continue;
      if ((recogniser.maxLines ?? 1) === 1 && this.hasEnough(rule, recogniser)) {
        this.defer(rule, line);
        continue;
      }
      if (!recogniser.start.test(text)) continue;
      if (this.isMark(recogniser, line)) continue;
      const match = recogniser.start.exec(text);
      if (!match) continue;
      const block: OpenBlock = { rule, match, lines: [line], mark: stream.recent.mark() };
      if ((recogniser.maxLines ?? 1) === 1) this.close(block, stream);
      else {
        if (stream.open.length >= maxOpenBlocks) {
          const oldest = stream.open.shift();
          if (oldest) this.close(oldest, stream);
        }
        stream.open.push(block);
      }
    }
  }

  /** Everything found so far; blocks that are still open are closed first. */
  findings(): Finding[] {
    for (const stream of this.streams.values()) {
      for (const block of stream.open.splice(0)) this.close(block, stream);
    }
    for (const [rule, { lines }] of this.unread) this.readDeferred(rule, lines);
    return [...this.kept.values()].flatMap(({ first, last }) => [...first, ...last]);
  }

  /** The last lines with text, at most `most`. */
  tail(most: number): LogLine[] {
    const streams = [...this.streams.values()].flatMap((stream) => stream.recent.tail(most));
    return streams.sort((a, b) => a.number - b.number).slice(-most);
  }

  /** Notes a line that is no finding but says something of the step. */
  private isMark(recogniser: Recogniser, line: LogLine): boolean {
    switch (recogniser.tool) {
      case retryMark:
        this.retriedAt = line.number;
        return true;
      case summaryMark:
        keepEnds(this.summaries, line.number);
        return true;
      case versionMark:
        if (this.versions.length < maxVersions) this.versions.push(line.number);
        return true;
      default:
        return false;
    }
  }

  private hasEnough(rule: number, recogniser: Recogniser): boolean {
    if (recogniser.lastResort) {
      const tried = (this.tried[rule] ?? 0) + 1;
      this.tried[rule] = tried;
      if (tried > maxGuesses) return true;
    }
    return (this.kept.get(rule)?.first.length ?? 0) >= keptFirst;
  }

  private defer(rule: number, line: LogLine): void {
    const ring = this.unread.get(rule) ?? { lines: [], next: 0 };
    this.unread.set(rule, ring);
    ring.lines[ring.next % keptUnread] = { ...line, text: detached(line.text.slice(0, maxReadChars)) };
    ring.next++;
  }

  private readDeferred(rule: number, lines: readonly LogLine[]): void {
    const recogniser = this.book.rules[rule];
    for (const line of [...lines].sort((a, b) => a.number - b.number)) {
      const match = recogniser?.start.exec(line.text.slice(0, maxReadChars));
      const stream = this.streamOf(line.stream ?? '');
      if (match) this.close({ rule, match, lines: [line], mark: stream.recent.markOf(line) }, stream);
    }
  }

  private continueBlocks(stream: Stream, line: LogLine, text: string): void {
    const before = stream.open;
    stream.open = [];
    for (const block of before) {
      const recogniser = this.book.rules[block.rule];
      if (!recogniser || recogniser.until?.test(text)) {
        this.close(block, stream);
        continue;
      }
      block.lines.push(line);
      if (recogniser.through?.test(text) || block.lines.length >= (recogniser.maxLines ?? 1))
        this.close(block, stream);
      else stream.open.push(block);
    }
  }

  private close(open: OpenBlock, stream: Stream): void {
    const recogniser = this.book.rules[open.rule];
    if (!recogniser) return;
    const block: Block = {
      lines: open.lines,
      match: open.match,
      script: this.script,
      before: (back) => stream.recent.before(open.mark, back),
    };
    const read = recogniser.read(block);
    const drafts = read === undefined ? [] : Array.isArray(read) ? read : [read];
    for (const draft of drafts) {
      const finding = completed(draft, recogniser, block);
      if (stream.folder) finding.folder = stream.folder;
      const kept = this.keep(open.rule, finding);
      stream.context.add(
        kept,
        block,
        block.lines.filter((line) => line.number > kept.to),
      );
    }
  }

  private keep(rule: number, read: Finding): Finding {
    const finding = detachedDeep(read);
    const kept = this.kept.get(rule) ?? { first: [], last: [] };
    this.kept.set(rule, kept);
    if (kept.first.length < keptFirst) kept.first.push(finding);
    else {
      kept.last.push(finding);
      if (kept.last.length > keptLast) kept.last.shift();
    }
    return finding;
  }

  private streamOf(name: string): Stream {
    const known = this.streams.get(name);
    if (known) return known;
    if (this.streams.size >= maxStreams && name !== '') return this.streamOf('');
    const stream = newStream();
    this.streams.set(name, stream);
    return stream;
  }
}

const newStream = (): Stream => ({
  recent: new RecentLines(),
  open: [],
  context: new ContextWatch(),
  folder: undefined,
});

function keepEnds(numbers: number[], next: number): void {
  numbers.push(next);
  if (numbers.length > summariesFirst + summariesLast) numbers.splice(summariesFirst, 1);
}

function completed(draft: Draft, recogniser: Recogniser, block: Block): Finding {
  const { first = 0, last = block.lines.length - 1, ...rest } = draft;
  const above: LogLine[] = [];
  for (let back = -first; back >= 1; back--) {
    const line = block.before(back);
    if (line) above.push(line);
  }
  const lines = [...above, ...block.lines.slice(Math.max(0, first), Math.max(last, first, 0) + 1)];
  const start = lines[0] ?? block.lines[0];
  const end = lines[lines.length - 1] ?? start;
  return {
    ...rest,
    tool: rest.tool ?? recogniser.tool,
    category: rest.category ?? recogniser.category,
    severity: rest.severity ?? 'error',
    weight: rest.weight ?? recogniser.weight ?? defaultWeight,
    from: start?.number ?? 1,
    to: end?.number ?? 1,
    spanTo: block.lines[block.lines.length - 1]?.number ?? 1,
    excerpt: lines.slice(0, maxExcerptLines).map((line) => line.text.slice(0, maxExcerptChars)),
  };
}

import type { LogLine } from '../domain/index.js';
import { CodeFrames } from './code-frame.js';
import { ContextWatch } from './context-watch.js';
import { DeferredLines } from './deferred-lines.js';
import { withEvidence } from './evidence.js';
import type { Block, Finding } from './finding.js';
import { RecentLines } from './recent-lines.js';
import type { RuleBook } from './rule-book.js';
import { StepFindings } from './step-findings.js';
import { StepNotes } from './step-notes.js';

/** Lines a guess is made about before only the last ones are kept for it. */
const maxGuesses = 2000;
const maxOpenBlocks = 10;
const maxStreams = 64;

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
  frames: CodeFrames;
  /** Folder the stream's commands run in, as far as the log says so. */
  folder: string | undefined;
}

/** pnpm and yarn name the package folder in the echo of a script; pytest and make say where they work. */
const folderLine =
  /^(?:> \S+@\S+ \S+ (\/\S+)$|rootdir: (\/[^,\s]+)|make(?:\[\d+\])?: Entering directory [`'](\/[^']+)')/;
const leavesFolder = /^(?:make(?:\[\d+\])?: Leaving directory|> \S+@\S+ \S+$)/;

/** Reads the output of one step: opens and closes the blocks of the recognisers and keeps what they find. */
export class StepReader {
  readonly notes = new StepNotes();
  private readonly main: Stream = newStream();
  private readonly streams = new Map<string, Stream>([['', this.main]]);
  private readonly kept: StepFindings;
  private readonly guesses: Int32Array;
  private readonly deferred = new DeferredLines();

  constructor(
    private readonly book: RuleBook,
    private readonly script: readonly string[],
  ) {
    this.kept = new StepFindings(book.rules.length);
    this.guesses = new Int32Array(book.rules.length);
  }

  /** `index`: where the line stands among those that the rule book has looked through. */
  push(line: LogLine, index: number): void {
    const stream = line.stream === undefined ? this.main : this.streamOf(line.stream);
    stream.recent.push(line);
    const text = this.book.textOf(index);
    if (stream.open.length > 0) this.continueBlocks(stream, line, text);
    if (!stream.context.isIdle) stream.context.push(line);
    if (!stream.frames.isIdle) stream.frames.push(line);
    if (text.length < 2) return;
    const code = text.charCodeAt(0);
    if (code === 62 || code === 114 || code === 109) followFolder(stream, text);
    const { found, rules, mayWait } = this.book;
    const count = this.book.candidates(index);
    for (let place = 0; place < count; place++) {
      const rule = found[place] ?? 0;
      if (mayWait[rule] === 1 && this.hasEnough(rule)) {
        this.deferred.put(rule, line);
        continue;
      }
      const recogniser = rules[rule];
      // Testing alone is cheaper, and most candidates do not fit.
      if (!recogniser?.start.test(text)) {
        this.book.narrow(rule);
        continue;
      }
      const match = this.notes.take(recogniser, line.number) ? undefined : recogniser.start.exec(text);
      if (match) this.begin({ rule, match, lines: [line], mark: stream.recent.mark() }, stream);
    }
  }

  /** To be called once for many lines: lets go of the memory they are slices of, as far as none of it is needed. */
  settle(): void {
    this.deferred.settle();
  }

  /** Everything found so far; blocks that are still open are closed first. */
  findings(): Finding[] {
    for (const stream of this.streams.values()) {
      for (const block of stream.open.splice(0)) this.close(block, stream);
    }
    for (const { rule, line } of this.deferred.all()) {
      const match = this.book.rules[rule]?.start.exec(line.text);
      const stream = this.streamOf(line.stream ?? '');
      if (match) this.close({ rule, match, lines: [line], mark: stream.recent.markOf(line) }, stream);
    }
    return this.kept.all();
  }

  /** The last lines with text, at most `most`. */
  tail(most: number): LogLine[] {
    const streams = [...this.streams.values()].flatMap((stream) => stream.recent.tail(most));
    return streams.sort((a, b) => a.number - b.number).slice(-most);
  }

  private hasEnough(rule: number): boolean {
    if (this.kept.isFull(rule)) return true;
    if (!this.book.rules[rule]?.lastResort) return false;
    const guesses = (this.guesses[rule] ?? 0) + 1;
    this.guesses[rule] = guesses;
    return guesses > maxGuesses;
  }

  private begin(block: OpenBlock, stream: Stream): void {
    if ((this.book.rules[block.rule]?.maxLines ?? 1) === 1) {
      this.close(block, stream);
      return;
    }
    if (stream.open.length >= maxOpenBlocks) {
      const oldest = stream.open.shift();
      if (oldest) this.close(oldest, stream);
    }
    stream.open.push(block);
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
      const finding = withEvidence(draft, recogniser, block);
      if (stream.folder) finding.folder = stream.folder;
      const kept = this.kept.keep(open.rule, finding);
      const below = block.lines.filter((line) => line.number > kept.to);
      stream.context.add(kept, block, below);
      stream.frames.add(kept, below);
    }
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
  frames: new CodeFrames(),
  folder: undefined,
});

function followFolder(stream: Stream, text: string): void {
  const entered = folderLine.exec(text);
  if (entered) stream.folder = entered[1] ?? entered[2] ?? entered[3];
  else if (leavesFolder.test(text)) stream.folder = undefined;
}

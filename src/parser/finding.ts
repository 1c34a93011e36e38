import type { Category, LogLine, TestFailure } from '../domain/index.js';

/** A place in a stack as a tool printed it; paths are not yet relative to the repository. */
export interface RawFrame {
  file: string;
  line?: number;
  column?: number;
  function?: string;
}

/** What a recogniser read, before ranking. Paths are as the log spells them. */
export interface Finding {
  tool: string;
  category: Category;
  severity: 'error' | 'warning' | 'notice';
  message: string;
  file?: string;
  line?: number;
  column?: number;
  endLine?: number;
  code?: string;
  test?: TestFailure;
  frames?: RawFrame[];
  /**
   * How surely this kind of line is why a step failed, before its surroundings are looked at:
   * 0.9 and more a verdict of the tool itself, 0.7 an error text, 0.5 a generic shape, 0.3 an echo of another error.
   */
  weight: number;
  /** Log lines of the evidence. */
  from: number;
  to: number;
  /** Last line of the block it was read from; what lies inside is part of this finding. */
  spanTo: number;
  excerpt: string[];
  /** Other places where the log tells the same: first and last line of each. */
  also?: [number, number][];
  /** Lines around the evidence that a person reads with it, such as a heading or frames of the project. */
  context?: [number, number][];
  /** Folder (as the log spells it) that relative paths start from, when the log names one. */
  folder?: string;
}

/** What a recogniser has to say; the engine fills in the evidence. */
export type Draft = Omit<
  Finding,
  'from' | 'to' | 'spanTo' | 'excerpt' | 'severity' | 'weight' | 'tool' | 'category'
> &
  Partial<Pick<Finding, 'severity' | 'weight' | 'tool' | 'category'>> & {
    /** Offsets of the evidence inside the block; the whole block when absent. */
    first?: number;
    last?: number;
  };

/** The lines a recogniser asked for: the first one matched `start`. */
export interface Block {
  lines: readonly LogLine[];
  match: RegExpExecArray;
  /** The line `back` lines before the block in the same step and stream (1 is the one right before). */
  before(back: number): LogLine | undefined;
  /** Script of the step, one line each. */
  script: readonly string[];
}

/**
 * Reads one kind of output of one tool. It keeps no state of its own: a block of lines goes in, findings
 * come out.
 */
export interface Recogniser {
  tool: string;
  category: Category;
  /** One of these must be in the first line (compared exactly); what makes 100 recognisers cheap. */
  need: readonly string[];
  start: RegExp;
  /** Longest block; 1 when absent. */
  maxLines?: number;
  /** The block ends before a line that matches. */
  until?: RegExp;
  /** The block ends with a line that matches. */
  through?: RegExp;
  weight?: number;
  /** A guess about any line: in long steps only the first and the last of its lines are read. */
  lastResort?: boolean;
  read(block: Block): Draft | Draft[] | undefined;
}

/** Name of the recogniser whose lines are no findings: they say that what stands above was tried again. */
export const retryMark = 'retry';

const places = ['file', 'code', 'message', 'test', 'suite'] as const;

/** Name of recognisers whose lines are no findings but say how a step went: counts, lists, banners. */
export const summaryMark = 'summary';
/** Name of recognisers whose lines are no findings but name the version of a tool. */
export const versionMark = 'version';

/** The named groups of a match as fields of a draft. */
export function draftOf(match: RegExpExecArray): Draft {
  const groups = match.groups ?? {};
  const draft: Draft = { message: (groups.message ?? match[0]).trim() };
  for (const key of places) {
    const value = groups[key];
    if (value === undefined) continue;
    if (key === 'file' || key === 'code') draft[key] = value.trim();
  }
  const line = toNumber(groups.line);
  const column = toNumber(groups.column);
  const endLine = toNumber(groups.endLine);
  if (line) draft.line = line;
  if (column) draft.column = column;
  if (endLine) draft.endLine = endLine;
  if (groups.test)
    draft.test = { name: groups.test.trim(), ...(groups.suite && { suite: groups.suite.trim() }) };
  if (groups.severity) draft.severity = severityOf(groups.severity);
  return draft;
}

export function severityOf(word: string): Finding['severity'] {
  if (/^(?:w|warn)/i.test(word)) return 'warning';
  if (/^(?:n|i|note|info|style|help|hint|convention|refactor|suggest)/i.test(word)) return 'notice';
  return 'error';
}

export function toNumber(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const value = Number.parseInt(text, 10);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** A recogniser for a tool that says everything in one line. */
export function lineRecogniser(options: {
  tool: string;
  category: Category;
  need: string | readonly string[];
  pattern: RegExp;
  weight?: number;
  with?: (draft: Draft, block: Block) => Draft | undefined;
}): Recogniser {
  const { tool, category, need, pattern, weight } = options;
  return {
    tool,
    category,
    need: typeof need === 'string' ? [need] : need,
    start: pattern,
    ...(weight !== undefined && { weight }),
    read(block) {
      const draft = draftOf(block.match);
      return options.with ? options.with(draft, block) : draft;
    },
  };
}

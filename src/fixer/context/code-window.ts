/** Why a stretch of code is shown. */
export type WindowReason =
  | 'error'
  | 'frame'
  | 'imports'
  | 'signature'
  | 'subject'
  | 'import'
  | 'definition'
  | 'manifest'
  | 'workflow'
  | 'command'
  | 'requested';

/** A stretch of one file, as it is shown to a model. */
export interface CodeWindow {
  file: string;
  /** 1-based number of the first line. */
  startLine: number;
  totalLines: number;
  lines: string[];
  /** 1-based number of each line, where they do not follow one another: an outline. */
  numbers?: number[];
  /** 1-based numbers of the lines around an error. */
  marked: number[];
  why: WindowReason;
}

export const isWhole = (window: CodeWindow): boolean =>
  window.startLine === 1 && window.lines.length === window.totalLines && window.numbers === undefined;

/** How much of a file is shown, from most to least; `outline`: the functions, and of a long file its declarations. */
export const extents = ['whole', 'outline', 'function', 'near', 'tight'] as const;
export type Extent = (typeof extents)[number];

const nearLines = 12;
export const tightLines = 3;

/** 1-based inclusive range of lines. */
export type Range = [first: number, last: number];

/** Ranges sorted, those that touch or nearly touch joined: a gap of a line or two costs more than it saves. */
export function joinRanges(ranges: readonly Range[], total: number): Range[] {
  const joined: Range[] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = joined.at(-1);
    const clipped: Range = [Math.max(1, first), Math.min(total, last)];
    if (clipped[0] > clipped[1]) continue;
    if (previous !== undefined && clipped[0] <= previous[1] + 3)
      previous[1] = Math.max(previous[1], clipped[1]);
    else joined.push(clipped);
  }
  return joined;
}

export const rangeAround = (line: number, extent: 'near' | 'tight'): Range => {
  const reach = extent === 'near' ? nearLines : tightLines;
  return [line - reach, line + reach];
};

/** Lines of a text; a final line end opens no further line. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

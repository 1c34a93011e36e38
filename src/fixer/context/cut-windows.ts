import {
  type CodeWindow,
  type Extent,
  joinRanges,
  type Range,
  rangeAround,
  tightLines,
  type WindowReason,
} from './code-window.js';
import { enclosingRange } from './enclosing-range.js';
import { languageOf } from './languages.js';
import { outlineOf } from './outline-of.js';
import type { Source } from './sources.js';

const wholeLimit = 400;
/** A model that asks for a file gets more of it. */
const requestedLimit = 1_000;
/** A file without a place of its own, such as a manifest, is shown from its top. */
const topLines = 120;
const importLimit = 25;
const shortFunction = 12;
const longestSignature = 10;
const opensBody = /(?:[{:]|=>|\bthen|\bdo|=)\s*(?:\/\/.*|#.*)?$/;

/** The windows of a source at one extent; undefined when it cannot be shown so. */
export function cutWindows(source: Source, extent: Extent): CodeWindow[] | undefined {
  const { lines, also } = source;
  const focus = [...source.focus, ...also];
  const total = lines.length;
  if (total === 0) return undefined;
  if (extent === 'whole') {
    const limit = source.why === 'requested' ? requestedLimit : wholeLimit;
    return total <= limit ? [windowOf(source, [1, total], source.why)] : undefined;
  }
  const isAimed = focus.length + source.spans.length > 0;
  const outline = extent === 'outline' && needsOutline(source) ? outlineWindow(source) : undefined;
  if (extent === 'outline' && outline === undefined) return undefined;
  if (!isAimed && outline === undefined) {
    return extent === 'near' ? [windowOf(source, [1, Math.min(total, topLines)], source.why)] : undefined;
  }
  const ranges = [...focus.map((line) => rangeOf(source, line, extent)), ...source.spans];
  const joined = joinRanges(ranges, total);
  const heads = extent === 'tight' ? [] : headRanges(source, joined);
  const windows = joinWindows([...heads, ...joined.map((range) => ({ range, why: source.why }))]);
  return [
    ...(outline === undefined ? [] : [outline]),
    ...windows.map(({ range, why }) => windowOf(source, range, why)),
  ];
}

function rangeOf({ file, lines, why }: Source, line: number, extent: Exclude<Extent, 'whole'>): Range {
  if (extent === 'near' || extent === 'tight') return rangeAround(line, extent);
  const [nearFirst, nearLast] = rangeAround(line, why === 'error' ? 'near' : 'tight');
  const enclosing = enclosingRange(file, lines, line);
  // Of what is too long to be shown at least its beginning is.
  if (enclosing === undefined) return [nearFirst, Math.max(nearLast, rangeAround(line, 'near')[1])];
  const [first, last] = enclosing;
  // A function of a few lines says little without what stands around it.
  return last - first < shortFunction
    ? [Math.min(first, nearFirst), Math.max(last, nearLast)]
    : [first, last];
}

interface Piece {
  range: Range;
  why: WindowReason;
}

/** Sorted; a piece that all but touches the one before it costs less as a part of it. */
function joinWindows(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const { range, why } of [...pieces].sort((a, b) => a.range[0] - b.range[0])) {
    const previous = joined.at(-1);
    if (previous === undefined || range[0] > previous.range[1] + 3) joined.push({ range: [...range], why });
    else {
      previous.range[1] = Math.max(previous.range[1], range[1]);
      if (previous.why === 'imports' || previous.why === 'signature') previous.why = why;
    }
  }
  return joined;
}

/** Was a file asked for of which only parts are shown, or is what matters in it too long to be shown? */
const needsOutline = ({ file, lines, why, focus, spans }: Source): boolean =>
  (why === 'requested' && spans.length === 0) ||
  (why === 'subject' && focus.some((line) => enclosingRange(file, lines, line) === undefined));

/** The declarations of a file that is too long to be shown, so that its parts can be asked for. */
function outlineWindow(source: Source): CodeWindow | undefined {
  const { file, lines, why } = source;
  const numbers = outlineOf(source);
  if (numbers.length === 0) return undefined;
  const shown = numbers.map((number) => lines[number - 1] ?? '');
  return { file, startLine: 1, totalLines: lines.length, lines: shown, numbers, marked: [], why };
}

/** Imports and the signature around a place, where the place itself does not show them. */
function headRanges(source: Source, shown: readonly Range[]): Piece[] {
  const { file, lines } = source;
  const focus = [...source.focus, ...source.also];
  const isShown = (line: number): boolean => shown.some(([first, last]) => line >= first && line <= last);
  const heads: Piece[] = [];
  const imports = importRange(file, lines);
  if (imports !== undefined && !isShown(imports[0])) {
    heads.push({ range: [imports[0], Math.min(imports[1], (shown[0]?.[0] ?? 1) - 1)], why: 'imports' });
  }
  const signatures = new Set(focus.map((line) => enclosingRange(file, lines, line)?.[0] ?? 0));
  for (const line of signatures) {
    const inImports = imports !== undefined && line <= imports[1];
    if (line > 0 && !isShown(line) && !inImports)
      heads.push({ range: [line, endOfSignature(lines, line)], why: 'signature' });
  }
  return heads;
}

/** Parameters may stand on lines of their own, up to the one that opens the body. */
function endOfSignature(lines: readonly string[], line: number): number {
  const row = lines.slice(line - 1, line - 1 + longestSignature).findIndex((text) => opensBody.test(text));
  return row < 0 ? line : line + row;
}

function importRange(file: string, lines: readonly string[]): Range | undefined {
  const pattern = languageOf(file)?.importLine;
  if (pattern === undefined) return undefined;
  const rows = lines.slice(0, 200).flatMap((line, i) => (pattern.test(line) ? [i + 1] : []));
  const first = rows[0];
  if (first === undefined) return undefined;
  const last = rows.filter((row) => row < first + importLimit).at(-1) ?? first;
  return [first, last];
}

function windowOf({ file, lines, focus }: Source, [first, last]: Range, why: WindowReason): CodeWindow {
  const marked = new Set<number>();
  for (const line of focus) {
    for (let at = line - tightLines; at <= line + tightLines; at++)
      if (at >= first && at <= last) marked.add(at);
  }
  return {
    file,
    startLine: first,
    totalLines: lines.length,
    lines: lines.slice(first - 1, last),
    marked: why === 'error' || why === 'frame' ? [...marked].sort((a, b) => a - b) : [],
    why,
  };
}

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
import type { Source } from './sources.js';

const wholeLimit = 400;
/** A file without a place of its own, such as a manifest, is shown from its top. */
const topLines = 120;
const importLimit = 25;
const shortFunction = 12;

/** The windows of a source at one extent; undefined when it cannot be shown so. */
export function cutWindows(source: Source, extent: Extent): CodeWindow[] | undefined {
  const { file, lines, also } = source;
  const focus = [...source.focus, ...also];
  const total = lines.length;
  if (total === 0) return undefined;
  if (extent === 'whole') return total <= wholeLimit ? [windowOf(source, [1, total], source.why)] : undefined;
  if (focus.length === 0) {
    return extent === 'near' ? [windowOf(source, [1, Math.min(total, topLines)], source.why)] : undefined;
  }
  const ranges = focus.map((line): Range => {
    if (extent !== 'function') return rangeAround(line, extent);
    const [first, last] = enclosingRange(file, lines, line) ?? [line, line];
    const [nearFirst, nearLast] = rangeAround(line, source.why === 'error' ? 'near' : 'tight');
    // A function of a few lines says little without what stands around it.
    return last - first < shortFunction
      ? [Math.min(first, nearFirst), Math.max(last, nearLast)]
      : [first, last];
  });
  const joined = joinRanges(ranges, total);
  const heads = extent === 'tight' ? [] : headRanges(source, joined);
  return [...heads, ...joined.map((range) => ({ range, why: source.why }))]
    .sort((a, b) => a.range[0] - b.range[0])
    .map(({ range, why }) => windowOf(source, range, why));
}

/** Imports and the signature around a place, where the place itself does not show them. */
function headRanges(source: Source, shown: readonly Range[]): { range: Range; why: WindowReason }[] {
  const { file, lines } = source;
  const focus = [...source.focus, ...source.also];
  const isShown = (line: number): boolean => shown.some(([first, last]) => line >= first && line <= last);
  const heads: { range: Range; why: WindowReason }[] = [];
  const imports = importRange(file, lines);
  if (imports !== undefined && !isShown(imports[0])) {
    heads.push({ range: [imports[0], Math.min(imports[1], (shown[0]?.[0] ?? 1) - 1)], why: 'imports' });
  }
  const signatures = new Set(focus.map((line) => enclosingRange(file, lines, line)?.[0] ?? 0));
  for (const line of signatures) {
    const inImports = imports !== undefined && line <= imports[1];
    if (line > 0 && !isShown(line) && !inImports) heads.push({ range: [line, line], why: 'signature' });
  }
  return heads;
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

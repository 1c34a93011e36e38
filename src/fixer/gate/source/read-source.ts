import type { Language } from './language.js';
import { code, markKinds, string } from './mark-kinds.js';
import { syntaxes } from './syntax.js';

/** A text seen in four ways, all of the same length and with the same lines; what is left out is blank. */
export interface Source {
  text: string;
  /** Without comments and without what stands in strings. */
  code: string;
  comments: string;
  /** Without comments. */
  plain: string;
  /** Offsets of the first characters of the lines. */
  lineStarts: readonly number[];
}
export type View = 'text' | 'code' | 'comments' | 'plain';

export function readSource(text: string, language: Language): Source {
  const kinds = markKinds(text, syntaxes[language]);
  const only = (keeps: (kind: number) => boolean): string => {
    const parts: string[] = [];
    for (let start = 0; start < text.length; ) {
      let end = start + 1;
      while (end < text.length && kinds[end] === kinds[start]) end++;
      const part = text.slice(start, end);
      parts.push(keeps(kinds[start] ?? code) ? part : part.replace(/[^\n]/g, ' '));
      start = end;
    }
    return parts.join('');
  };
  return {
    text,
    code: only((kind) => kind === code),
    comments: only((kind) => kind !== code && kind !== string),
    plain: only((kind) => kind === code || kind === string),
    lineStarts: lineStartsOf(text),
  };
}

/** 1-based line of an offset. */
export function lineAt({ lineStarts }: Source, offset: number): number {
  let low = 0;
  let high = lineStarts.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** The text of the lines from `first` to `last`, 1-based and inclusive, and the offset it begins at. */
export function excerpt(
  source: Source,
  view: View,
  [first, last]: readonly [number, number],
): { text: string; offset: number } {
  const offset = source.lineStarts[Math.max(first, 1) - 1] ?? source.text.length;
  const end = source.lineStarts[last] ?? source.text.length;
  return { text: source[view].slice(offset, end), offset };
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

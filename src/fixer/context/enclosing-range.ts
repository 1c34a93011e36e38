import type { Range } from './code-window.js';
import { type Language, languageOf } from './languages.js';

const longestBlock = 160;
const opensNothing = /^\s*([)\]}]|end\b|\/\/|#|\*)/;

/**
 * The function, method or test around a line, found by indentation: what people and formatters keep is the same in
 * all languages. Undefined outside of any, or when the block is too long to show.
 */
export function enclosingRange(file: string, lines: readonly string[], line: number): Range | undefined {
  const language = languageOf(file);
  const head = language === undefined ? undefined : headOf(language, lines, line);
  if (head === undefined) return undefined;
  const last = endOf(lines, head);
  if (last < line || last - head + 1 > longestBlock) return undefined;
  return [withDecorators(lines, head), last];
}

/** 1-based line of the innermost declaration that holds a line. */
function headOf(language: Language, lines: readonly string[], line: number): number | undefined {
  let depth = Number.POSITIVE_INFINITY;
  for (let at = line; at >= 1; at--) {
    const text = lines[at - 1] ?? '';
    if (text.trim() === '' || opensNothing.test(text)) continue;
    const own = depthOf(text);
    if (own < depth && language.declaration.test(text) && endOf(lines, at) >= line) return at;
    depth = Math.min(depth, at === line ? own + 1 : own);
  }
  return undefined;
}

/** Last line of a block: up to the next line that stands no deeper than its head, a closing one included. */
function endOf(lines: readonly string[], head: number): number {
  const depth = depthOf(lines[head - 1] ?? '');
  let last = head;
  for (let at = head + 1; at <= lines.length; at++) {
    const text = lines[at - 1] ?? '';
    if (text.trim() === '') continue;
    if (depthOf(text) > depth) last = at;
    else if (
      depthOf(text) === depth &&
      /^\s*([)\]}]|end\b|\{|else\b|elif\b|except\b|finally\b|catch\b)/.test(text)
    )
      last = at;
    else break;
  }
  return last;
}

function withDecorators(lines: readonly string[], head: number): number {
  let first = head;
  while (first > 1 && /^\s*(@|#\[|\/\/\/|\/\*\*|\*|\*\/)/.test(lines[first - 2] ?? '') && head - first < 12)
    first--;
  return first;
}

const depthOf = (text: string): number => (/^[ \t]*/.exec(text)?.[0] ?? '').replaceAll('\t', '    ').length;

import type { Language } from './language.js';
import type { Source } from './read-source.js';

/** Languages whose formatters leave everything but the layout as it is. */
const formatted: ReadonlySet<Language> = new Set<Language>([
  'javascript',
  'python',
  'go',
  'rust',
  'jvm',
  'csharp',
  'c',
  'php',
  'swift',
  'dart',
  'json',
]);
/** Behind these a semicolon is a body of its own. */
const withBody = new Set(['if', 'while', 'for', 'with', 'switch']);

/**
 * Do two sources differ in layout only? Blanks, the kind of quotation marks, commas before a closing
 * bracket and semicolons do not count; words, strings and, in Python, the nesting by indents do.
 */
export function isSameProgram(before: Source, after: Source, language: Language): boolean {
  if (!formatted.has(language)) return false;
  const one = programOf(before, language);
  return one !== '' && one === programOf(after, language);
}

function programOf({ plain, code }: Source, language: Language): string {
  const tokens: string[] = [];
  const indents: number[] = [0];
  /** What stands before each open bracket. */
  const open: string[] = [];
  let closed = '';
  let inString = false;
  let at = 0;
  for (const match of plain.matchAll(/[\w$]+|[^\w\s$]/g)) {
    const [token] = match;
    const isCode = code[match.index] === token[0];
    const gap = plain.slice(at, match.index);
    at = match.index + token.length;
    if (inString) tokens.push(gap);
    else if (
      gap.includes('\n') &&
      (tokens.at(-1) === 'return' || (open.length === 0 && language === 'python'))
    )
      tokens.push(`\n${rankOf(indentOf(plain, match.index), indents)}`);
    if (isCode && '([{'.includes(token)) open.push(tokens.at(-1) ?? '');
    const closing = isCode && ')]}'.includes(token);
    if (closing) while (tokens.at(-1) === ',') tokens.pop();
    if (isCode && /['"`]/.test(token)) inString = !inString;
    if (!(isCode && token === ';' && !withBody.has(closed)))
      tokens.push(isCode && /['"]/.test(token) ? '"' : token);
    closed = closing ? (open.pop() ?? '') : '';
  }
  return tokens.join('\u0000');
}

const indentOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);

/** How deep a line stands, whatever the width of an indent. */
function rankOf(width: number, indents: number[]): number {
  while ((indents.at(-1) ?? -1) > width) indents.pop();
  if (indents.at(-1) !== width) indents.push(width);
  return indents.length;
}

/** `    ^^^^`, `  |     ~~~`, `4 │    ^`: the mark under the place. */
const caret = /^\s*(?:\d+\s*)?[|│>]?\s*[\^~]/;
const shortestHead = 12;

/**
 * The lines of an excerpt that say most when there is room for `rows`: up to the caret or to the message,
 * whichever comes later, else the first ones.
 */
export function excerptWindow(excerpt: readonly string[], message: string, rows: number): string[] {
  const first = excerpt.findIndex((line) => line.trim() !== '');
  const lines = excerpt.slice(Math.max(0, first), excerpt.findLastIndex((line) => line.trim() !== '') + 1);
  if (lines.length <= rows) return lines;
  const head = message.split('\n')[0]?.slice(0, 40).trimEnd() ?? '';
  const marked = lines.findIndex((line) => caret.test(line));
  const said = head.length < shortestHead ? -1 : lines.findLastIndex((line) => line.includes(head));
  const start = Math.max(0, Math.max(marked, said) - rows + 1);
  return lines.slice(start, start + rows);
}

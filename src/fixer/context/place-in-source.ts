import type { BugReport } from '../../domain/index.js';

/**
 * The line of a report, unless its column lies beyond the end of that line: then a tool (one that measures
 * coverage, mostly) has counted in code of its own making, and the line that names the failing test is meant.
 */
export function lineInSource(
  { line, column, test }: Pick<BugReport, 'line' | 'column' | 'test'>,
  text: string | undefined,
): number | undefined {
  if (text === undefined || line === undefined || column === undefined || test === undefined) return line;
  const lines = text.split('\n');
  if (column <= (lines[line - 1]?.length ?? 0) + 1) return line;
  const title = test.name.split(/ > | › /).at(-1) ?? test.name;
  const at = lines.findIndex((candidate) => title.length > 3 && candidate.includes(title));
  return at < 0 ? line : at + 1;
}

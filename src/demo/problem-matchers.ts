/** What a matcher makes of a line: the runner marks it and adds an annotation. */
export interface MatchedProblem {
  severity: 'error' | 'warning';
  file: string;
  line: number;
  column: number;
  message: string;
}

/** `src/a.ts(3,5): error TS2322: …` and `src/a.ts:3:5 - error TS2322: …`. */
const typescript =
  /^(?<file>\S.*?)[(:](?<line>\d+)[,:](?<column>\d+)(?:\):\s+|\s+-\s+)(?<severity>error|warning)\s+(?<message>TS\d+\s*:.*)$/;
/** `  3:5  error  'x' is not defined  no-undef`, below a line with the file's name. */
const eslintRow = /^\s+(?<line>\d+):(?<column>\d+)\s+(?<severity>error|warning)\s+(?<message>.*)$/;
/** `/w/a.js: line 3, col 5, Error - … (no-undef)`. */
const eslintCompact =
  /^(?<file>\S.*): line (?<line>\d+), col (?<column>\d+), (?<severity>Error|Warning) - (?<message>.*)$/;

/**
 * The three matchers that `actions/setup-node` registers. Colour defeats them, as it does the real ones:
 * the runner does not take escape sequences out of a line before it looks.
 */
export const createProblemMatcher = (): ((line: string) => MatchedProblem | null) => {
  let lastFile: string | null = null;
  return (line) => {
    const row = eslintRow.exec(line);
    if (row !== null) return lastFile === null ? null : problemOf(row.groups, lastFile);
    lastFile = /^\S.*$/.test(line) ? line : null;
    const whole = typescript.exec(line) ?? eslintCompact.exec(line);
    return whole === null ? null : problemOf(whole.groups, whole.groups?.file ?? '');
  };
};

const problemOf = (groups: Record<string, string> | undefined, file: string): MatchedProblem => ({
  severity: groups?.severity?.toLowerCase() === 'warning' ? 'warning' : 'error',
  file,
  line: Number(groups?.line),
  column: Number(groups?.column),
  message: (groups?.message ?? '').trim(),
});

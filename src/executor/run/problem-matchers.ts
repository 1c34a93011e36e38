/** The annotations that GitHub's runner makes of a tool's output, once a set-up action has asked for them. */
export type Severity = 'error' | 'warning' | 'notice';

interface Matcher {
  /** The line before, which names the file for the lines after it; absent when one line says it all. */
  opens?: RegExp;
  /** Group `severity`, where the line tells it. */
  line: RegExp;
  /** Where the line does not tell it. Default: error. */
  severity?: Severity;
}

/** By owner. The expressions are bounded: a long line of a project's own must not hold up the replay. */
const matchers: Record<string, Matcher> = {
  tsc: { line: /^\s*[^\s(][^(]{0,500}\(\d+,\d+\)\s*:\s+(?<severity>error|warning|info)\s+[A-Z]{1,2}\d+\s*:/ },
  'eslint-compact': { line: /^.{1,500}: line \d+, col \d+, (?<severity>Error|Warning|Info) - / },
  'eslint-stylish': {
    opens: /^\s{0,8}[^\s\d].{0,500}$/,
    line: /^\s+\d+:\d+\s+(?<severity>error|warning|info)\s+\S.{0,1000}$/,
  },
  python: { opens: /^\s*File ".{1,500}", line \d+, in /, line: /^\s*raise \w[\w.]*\('.*'\)$/ },
  go: { line: /^\s*[^\s:]{1,500}\.go:\d+(?::\d+)?: / },
  javac: { line: /^[^:\s][^:]{0,500}\.java:\d+: (?<severity>error|warning): / },
  csc: { line: /^[^\s(][^(]{0,500}\(\d+(?:,\d+){0,3}\)\s*:\s+(?<severity>error|warning) [A-Za-z]+\d+:/ },
};

/** Which matchers an action of the table registers. */
export const matchersOf: Record<string, readonly string[]> = {
  'actions/setup-node': ['tsc', 'eslint-compact', 'eslint-stylish'],
  'actions/setup-python': ['python'],
  'actions/setup-go': ['go'],
  'actions/setup-java': ['javac'],
  'actions/setup-dotnet': ['csc'],
};

const severities: Record<string, Severity> = { error: 'error', warning: 'warning', info: 'notice' };

/** Applies the registered matchers to the lines of one step, in order. */
export class ProblemMatching {
  readonly #active: [string, Matcher][];
  /** Owners whose file was named and whose problems may follow. */
  readonly #opened = new Set<string>();

  constructor(owners: readonly string[]) {
    this.#active = owners.flatMap((owner): [string, Matcher][] => {
      const matcher = matchers[owner];
      return matcher ? [[owner, matcher]] : [];
    });
  }

  /** The severity of the annotation that the line is; undefined for any other line. */
  read(line: string): Severity | undefined {
    for (const [owner, { opens, line: pattern, severity }] of this.#active) {
      const found = opens && !this.#opened.has(owner) ? null : pattern.exec(line);
      if (found) return severities[found.groups?.severity?.toLowerCase() ?? ''] ?? severity ?? 'error';
      if (opens?.test(line)) this.#opened.add(owner);
      else if (opens) this.#opened.delete(owner);
    }
    return undefined;
  }

  get isIdle(): boolean {
    return this.#active.length === 0;
  }
}

import { createContext, Script } from 'node:vm';
import { type Group, groups, type Matcher, type Pattern } from './matcher-schema.js';

export type Values = Partial<Record<Group, string>>;

/** A match of all patterns of a matcher. */
export interface Match {
  values: Values;
  /** Lines it stands in; of a pattern that loops only its own. */
  lines: number;
}

export interface UserMatcher {
  matcher: Matcher;
  expressions: readonly RegExp[];
}

/** Longest that the expressions of one matcher may take for one batch of lines; an honest one takes a thousandth. */
const timeoutMs = 250;
/** The runner, too, gives up after three. */
const maxTimeouts = 3;
/** What a batch may take without being held against the matcher, and how much may add up. */
const easyMs = 10;
const maxDebtMs = 1000;
/** Past this all matchers together have had their chances: the first time-out of another is its last. */
const maxDebtOfAllMs = 3000;

interface State {
  /** For each pattern but the last the match up to it that ends at the line before. */
  running: (Match | undefined)[];
}

interface Runner extends UserMatcher {
  states: Map<string, State>;
  timeouts: number;
  debtMs: number;
}

/**
 * Runs the expressions of users' matchers, which come with the repository and may take for ever. Node can
 * interrupt an expression only inside `vm`: nothing but it is run there.
 */
export class MatcherRun {
  private readonly context = createContext({ work: undefined as (() => void) | undefined });
  private readonly script = new Script('work()');
  private readonly runners: (Runner | undefined)[];
  private debtMs = 0;

  constructor(
    matchers: readonly UserMatcher[],
    private readonly complain: (why: string) => void,
  ) {
    this.runners = matchers.map((own) => ({ ...own, states: new Map(), timeouts: 0, debtMs: 0 }));
  }

  /**
   * Feeds lines of one stream of output; `report` is told where (position in `texts`) which matcher (position
   * in the constructor's list) has come to the end of its patterns.
   */
  feed(
    stream: string,
    texts: readonly string[],
    report: (line: number, matcher: number, match: Match) => void,
  ): void {
    for (const [index, runner] of this.runners.entries()) {
      if (!runner) continue;
      const state = stateOf(runner, stream);
      let at = 0;
      const work = (): void => {
        for (; at < texts.length; at++) {
          const match = advance(runner, state, texts[at] ?? '');
          if (match) report(at, index, match);
        }
      };
      while (at < texts.length && this.runners[index]) {
        this.attempt(index, runner, work);
        at++;
      }
    }
  }

  /** Does the work as far as time allows, and leaves out a matcher that has taken too much of it. */
  private attempt(index: number, runner: Runner, work: () => void): void {
    const started = performance.now();
    try {
      this.context.work = work;
      this.script.runInContext(this.context, { timeout: timeoutMs });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') runner.timeouts++;
      else if (error instanceof SyntaxError) {
        this.eject(index, 'its expression is too large');
        return;
      } else throw error;
    }
    const debt = Math.max(0, performance.now() - started - easyMs);
    runner.debtMs += debt;
    this.debtMs += debt;
    const isOver = runner.timeouts >= maxTimeouts || runner.debtMs > maxDebtMs;
    if (isOver || (runner.timeouts > 0 && this.debtMs > maxDebtOfAllMs))
      this.eject(index, 'its expressions take too long on this log');
  }

  private eject(index: number, why: string): void {
    const owner = this.runners[index]?.matcher.owner;
    this.runners[index] = undefined;
    this.complain(`The problem matcher "${owner}" is left out: ${why}.`);
  }
}

const maxStates = 64;

function stateOf({ states }: Runner, stream: string): State {
  const known = states.get(stream);
  if (known) return known;
  if (states.size >= maxStates) states.clear();
  const state: State = { running: [] };
  states.set(stream, state);
  return state;
}

/**
 * One more line. From the last pattern to the first, each is tried where the one before it has matched the
 * line above, so that matches may overlap, as with the runner.
 */
function advance({ matcher, expressions }: UserMatcher, { running }: State, text: string): Match | undefined {
  const last = expressions.length - 1;
  for (let index = last; index >= 0; index--) {
    const before = index > 0 ? running[index - 1] : undefined;
    if (index > 0 && !before) {
      if (index < last) running[index] = undefined;
      continue;
    }
    const pattern = matcher.pattern[index];
    const found = pattern && expressions[index]?.exec(text);
    const match = found
      ? {
          values: { ...before?.values, ...valuesOf(found, pattern) },
          lines: pattern.loop ? 1 : (before?.lines ?? 0) + 1,
        }
      : undefined;
    if (index < last) {
      running[index] = match;
      continue;
    }
    if (!match) {
      if (index > 0) running[index - 1] = undefined;
      continue;
    }
    running.length = 0;
    if (pattern?.loop && before) running[index - 1] = before;
    return match;
  }
  return undefined;
}

function valuesOf(match: RegExpExecArray, pattern: Pattern): Values {
  const values: Values = {};
  for (const group of groups) {
    const at = pattern[group];
    const value = at === undefined ? undefined : match[at]?.trim();
    if (value) values[group] = value;
  }
  return values;
}

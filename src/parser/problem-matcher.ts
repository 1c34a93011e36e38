import type { LogLine } from '../domain/index.js';
import { detachedDeep } from './detach.js';
import { type Draft, type Finding, type Recogniser, toNumber } from './finding.js';
import { type Match, MatcherRun, type UserMatcher, type Values } from './matcher-run.js';
import { faultOf, Matcher, ProblemMatchers } from './matcher-schema.js';

const everything = /^/;

/** Users' problem matchers at work on one log. */
export class ProblemMatcherSet {
  /** One recogniser a matcher. Each reads the lines that `candidates` names for it, and only right after that. */
  readonly recognisers: readonly Recogniser[];
  private readonly run: MatcherRun;
  private readonly matches = new Map<number, Map<number, Match>>();

  /**
   * Of one owner the last matcher counts, as in the runner. What cannot be used, or cannot be used any
   * longer, is left out and told to `complain` in one sentence.
   */
  constructor(documents: readonly unknown[], complain: (why: string) => void = () => {}) {
    const matchers = readMatchers(documents, complain);
    this.run = new MatcherRun(matchers, complain);
    this.recognisers = matchers.map(({ matcher }, index) => ({
      tool: matcher.owner,
      category: 'lint',
      need: [],
      start: everything,
      weight: 0.92,
      read: ({ lines: [line] }) => {
        const match = line && this.matches.get(line.number)?.get(index);
        const draft = match && draftOf(match.values, matcher);
        return draft && { ...draft, first: 1 - match.lines, last: 0 };
      },
    }));
  }

  /** Reads lines; the positions of those that matchers have found something in, with the matchers' positions. */
  candidates(lines: readonly LogLine[], texts: readonly string[]): Map<number, number[]> {
    const found = new Map<number, number[]>();
    this.matches.clear();
    for (const [stream, positions] of outputOf(lines, texts.length)) {
      this.run.feed(
        stream,
        positions.map((at) => texts[at] ?? ''),
        (order, matcher, match) => {
          const at = positions[order] ?? 0;
          const number = lines[at]?.number ?? 0;
          found.set(at, [...(found.get(at) ?? []), matcher]);
          const ofLine = this.matches.get(number) ?? new Map<number, Match>();
          // A heading may stand in lines read long ago.
          ofLine.set(matcher, detachedDeep(match));
          this.matches.set(number, ofLine);
        },
      );
    }
    return found;
  }
}

/** Positions of the lines that commands have printed, by what printed them. */
function outputOf(lines: readonly LogLine[], count: number): Map<string, number[]> {
  const streams = new Map<string, number[]>();
  for (let at = 0; at < count; at++) {
    const line = lines[at];
    if (line?.section !== 'output' || line.level === 'debug') continue;
    const name = `${line.job ?? ''}\n${line.step ?? ''}\n${line.stream ?? ''}`;
    const positions = streams.get(name);
    if (positions) positions.push(at);
    else streams.set(name, [at]);
  }
  return streams;
}

function readMatchers(documents: readonly unknown[], complain: (why: string) => void): UserMatcher[] {
  const byOwner = new Map<string, UserMatcher>();
  for (const document of documents) {
    const outer = ProblemMatchers.safeParse(document);
    if (!outer.success) complain('A document has no list `problemMatcher`.');
    for (const candidate of outer.data?.problemMatcher ?? []) {
      const made = readMatcher(candidate);
      if (typeof made === 'string') complain(made);
      else byOwner.set(made.matcher.owner, made);
    }
  }
  return [...byOwner.values()];
}

/** The matcher, or what is wrong with it. */
function readMatcher(candidate: unknown): UserMatcher | string {
  const parsed = Matcher.safeParse(candidate);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `A problem matcher is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim();
  }
  const matcher = parsed.data;
  const fault = faultOf(matcher.pattern);
  if (fault) return `The problem matcher "${matcher.owner}" is not valid: ${fault}.`;
  try {
    return { matcher, expressions: matcher.pattern.map(({ regexp }) => new RegExp(regexp)) };
  } catch {
    return `The problem matcher "${matcher.owner}" cannot be used: its expression is not valid.`;
  }
}

/** Undefined for a match that the runner ignores: without a message, or of a severity that it does not know. */
function draftOf(values: Values, matcher: Matcher): Draft | undefined {
  const severity = severityNamed(values.severity ?? matcher.severity ?? '');
  if (!values.message || !severity) return undefined;
  // VS Code's `location`: `line`, `line,column` or `line,column,endLine,endColumn`.
  const location = values.location?.split(',').map((part) => part.trim());
  const line = toNumber(values.line ?? location?.[0]);
  const column = toNumber(values.column ?? location?.[1]);
  const endLine = toNumber(values.endLine ?? location?.[2]);
  const file = values.file && rooted(values.file, values.fromPath ?? matcher.fromPath);
  return {
    message: values.message,
    severity,
    ...(file && { file }),
    ...(line && { line }),
    ...(column && { column }),
    ...(endLine && { endLine }),
    ...(values.code && { code: values.code }),
  };
}

function severityNamed(word: string): Finding['severity'] | undefined {
  const known = word.toLowerCase();
  // VS Code calls a notice `info`.
  if (known === 'info') return 'notice';
  if (known === '') return 'error';
  return known === 'error' || known === 'warning' || known === 'notice' ? known : undefined;
}

/** A relative file starts from the folder of `fromPath`, a project file for instance. */
function rooted(file: string, fromPath: string | undefined): string {
  const folder = fromPath?.replaceAll('\\', '/').replace(/[^/]*$/, '');
  return !folder || /^(?:[\\/]|[A-Za-z]:)/.test(file) ? file : folder + file;
}

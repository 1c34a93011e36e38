import { z } from 'zod';
import { type Block, type Draft, type Finding, type Recogniser, toNumber } from './finding.js';

const Group = z.number().int().nonnegative().optional();
/** GitHub's format (actions/toolkit, docs/problem-matchers.md): numbers are capture groups. */
const Pattern = z.object({
  regexp: z.string().max(2000),
  file: Group,
  line: Group,
  column: Group,
  severity: Group,
  code: Group,
  message: Group,
  fromPath: Group,
  loop: z.boolean().optional(),
});
type Pattern = z.infer<typeof Pattern>;
const Matcher = z.object({
  owner: z.string().min(1),
  severity: z.string().optional(),
  fromPath: z.string().optional(),
  pattern: z.array(Pattern).min(1).max(20),
});
type Matcher = z.infer<typeof Matcher>;
const ProblemMatchers = z.object({ problemMatcher: z.array(z.unknown()).max(200) });

/** Most lines one loop may take. */
const maxLoopLines = 300;
/** Users' expressions see at most this much of a line, so that a careless one cannot hang the run. */
const maxChars = 1000;
const groups = ['file', 'line', 'column', 'severity', 'code', 'message', 'fromPath'] as const;

/**
 * Recognisers made of users' problem matchers; of one owner the last one counts, as in the runner. What
 * cannot be used is left out and told to `complain` in one sentence.
 */
export function matcherRecognisers(
  documents: readonly unknown[],
  complain: (why: string) => void = () => {},
): Recogniser[] {
  const byOwner = new Map<string, Recogniser>();
  for (const document of documents) {
    const outer = ProblemMatchers.safeParse(document);
    if (!outer.success) complain('A document has no list `problemMatcher`.');
    for (const candidate of outer.data?.problemMatcher ?? []) {
      const made = recogniserOf(candidate);
      if (typeof made === 'string') complain(made);
      else byOwner.set(made.tool, made);
    }
  }
  return [...byOwner.values()];
}

/** The recogniser, or what is wrong with the matcher. */
function recogniserOf(candidate: unknown): Recogniser | string {
  const parsed = Matcher.safeParse(candidate);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `A problem matcher is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim();
  }
  const matcher = parsed.data;
  const fault = faultOf(matcher.pattern);
  if (fault) return `The problem matcher "${matcher.owner}" is not valid: ${fault}.`;
  const expressions: RegExp[] = [];
  for (const { regexp } of matcher.pattern) {
    const expression = compile(regexp);
    if (typeof expression === 'string')
      return `The problem matcher "${matcher.owner}" cannot be used: ${expression}.`;
    expressions.push(expression);
  }
  const { pattern } = matcher;
  return {
    tool: matcher.owner,
    category: 'lint',
    need: [],
    start: expressions[0] ?? /(?!)/,
    maxLines: pattern[pattern.length - 1]?.loop ? maxLoopLines : pattern.length,
    weight: 0.92,
    read: (block) => readBlock(block, matcher, expressions),
  };
}

/** The runner's own rules for a list of patterns. */
function faultOf(pattern: readonly Pattern[]): string | undefined {
  const last = pattern[pattern.length - 1];
  if (pattern.some((step) => step.loop && step !== last)) return 'only the last pattern may loop';
  if (last?.loop && pattern.length < 2) return 'a single pattern cannot loop';
  if (last?.loop && last.message === undefined) return 'a pattern that loops must give the message';
  for (const group of groups) {
    if (pattern.filter((step) => step[group] !== undefined).length > 1) return `"${group}" is given twice`;
  }
  return pattern.some((step) => step.message !== undefined) ? undefined : 'no pattern gives the message';
}

function compile(source: string): RegExp | string {
  // A quantified group that is itself quantified is how an expression takes exponential time.
  if (/\([^()]*[+*][^()]*\)[+*{]/.test(source)) return 'its expression could run for ever';
  try {
    return new RegExp(source);
  } catch {
    return 'its expression is not valid';
  }
}

type Values = Partial<Record<(typeof groups)[number], string>>;

function readBlock(block: Block, matcher: Matcher, expressions: readonly RegExp[]): Draft[] {
  const last = matcher.pattern.length - 1;
  const drafts: Draft[] = [];
  let known: Values = {};
  for (const [index, line] of block.lines.entries()) {
    const step = Math.min(index, last);
    const match = expressions[step]?.exec(line.text.slice(0, maxChars));
    const pattern = matcher.pattern[step];
    if (!match || !pattern) break;
    const values = { ...known, ...valuesOf(match, pattern) };
    if (step < last) known = values;
    else {
      const draft = draftOf(values, matcher);
      if (draft) drafts.push({ ...draft, first: pattern.loop ? index : 0, last: index });
      if (!pattern.loop) break;
    }
  }
  return drafts;
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

/** Undefined for a match that the runner ignores: without a message, or of a severity that it does not know. */
function draftOf(values: Values, matcher: Matcher): Draft | undefined {
  const severity = severityNamed(values.severity ?? matcher.severity ?? '');
  if (!values.message || !severity) return undefined;
  const line = toNumber(values.line);
  const column = toNumber(values.column);
  const file = values.file && rooted(values.file, values.fromPath ?? matcher.fromPath);
  return {
    message: values.message,
    severity,
    ...(file && { file }),
    ...(line && { line }),
    ...(column && { column }),
    ...(values.code && { code: values.code }),
  };
}

function severityNamed(word: string): Finding['severity'] | undefined {
  const known = word.toLowerCase();
  if (known === '') return 'error';
  return known === 'error' || known === 'warning' || known === 'notice' ? known : undefined;
}

/** A relative file starts from the folder of `fromPath`, a project file for instance. */
function rooted(file: string, fromPath: string | undefined): string {
  const folder = fromPath?.replaceAll('\\', '/').replace(/[^/]*$/, '');
  return !folder || /^(?:[\\/]|[A-Za-z]:)/.test(file) ? file : folder + file;
}

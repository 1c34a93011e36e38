import { z } from 'zod';
import { type Block, type Draft, type Recogniser, severityOf, toNumber } from './finding.js';

/** GitHub's format (actions/toolkit, docs/problem-matchers.md): numbers are capture groups. */
const Pattern = z.object({
  regexp: z.string().max(2000),
  file: z.number().int().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  severity: z.number().int().optional(),
  code: z.number().int().optional(),
  message: z.number().int().optional(),
  fromPath: z.number().int().optional(),
  loop: z.boolean().optional(),
});
type Pattern = z.infer<typeof Pattern>;
const Matcher = z.object({
  owner: z.string(),
  severity: z.string().optional(),
  pattern: z.array(Pattern).min(1).max(20),
});
const ProblemMatchers = z.object({ problemMatcher: z.array(Matcher).max(200) });

/** Most lines one loop may take. */
const maxLoopLines = 300;
/** Users' expressions see at most this much of a line, so that a careless one cannot hang the run. */
const maxChars = 1000;

/** Recognisers made of users' problem matchers. Documents and expressions that are not valid are left out. */
export function matcherRecognisers(documents: readonly unknown[]): Recogniser[] {
  return documents.flatMap((document) => {
    const parsed = ProblemMatchers.safeParse(document);
    if (!parsed.success) return [];
    return parsed.data.problemMatcher.flatMap((matcher) => {
      const expressions = matcher.pattern.map(({ regexp }) => compile(regexp));
      if (expressions.some((expression) => expression === undefined)) return [];
      return [recogniserOf(matcher, expressions as RegExp[])];
    });
  });
}

function compile(source: string): RegExp | undefined {
  // A quantified group that is itself quantified is how an expression takes exponential time.
  if (/\([^()]*[+*][^()]*\)[+*{]/.test(source)) return undefined;
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

function recogniserOf(matcher: z.infer<typeof Matcher>, expressions: RegExp[]): Recogniser {
  const { pattern } = matcher;
  const loops = pattern[pattern.length - 1]?.loop === true && pattern.length > 1;
  return {
    tool: matcher.owner,
    category: 'lint',
    need: [],
    start: expressions[0] ?? /(?!)/,
    maxLines: loops ? maxLoopLines : pattern.length,
    weight: 0.92,
    read: (block) => readBlock(block, matcher, expressions, loops),
  };
}

function readBlock(
  block: Block,
  matcher: z.infer<typeof Matcher>,
  expressions: readonly RegExp[],
  loops: boolean,
): Draft[] {
  const { pattern } = matcher;
  const drafts: Draft[] = [];
  let draft: Partial<Draft> = {};
  for (const [index, line] of block.lines.entries()) {
    const step = Math.min(index, pattern.length - 1);
    const match = expressions[step]?.exec(line.text.slice(0, maxChars));
    const fields = pattern[step];
    if (!match || !fields) break;
    draft = { ...draft, ...fieldsOf(match, fields) };
    if (step < pattern.length - 1) continue;
    if (draft.message) {
      drafts.push({
        severity: severityOf(matcher.severity ?? 'error'),
        ...draft,
        message: draft.message,
        first: loops ? index : 0,
        last: index,
      });
    }
    if (!loops) break;
  }
  return drafts;
}

function fieldsOf(match: RegExpExecArray, fields: Pattern): Partial<Draft> {
  const group = (at: number | undefined): string | undefined =>
    at === undefined ? undefined : match[at]?.trim() || undefined;
  const file = group(fields.file);
  const line = toNumber(group(fields.line));
  const column = toNumber(group(fields.column));
  const code = group(fields.code);
  const message = group(fields.message);
  const severity = group(fields.severity);
  return {
    ...(file && { file }),
    ...(line && { line }),
    ...(column && { column }),
    ...(code && { code }),
    ...(message && { message }),
    ...(severity && { severity: severityOf(severity) }),
  };
}

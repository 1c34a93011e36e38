import { z } from 'zod';

const Group = z.number().int().nonnegative().max(99).optional();
/** What a pattern can give; the values are numbers of capture groups. */
export const groups = [
  'file',
  'line',
  'column',
  'endLine',
  'location',
  'severity',
  'code',
  'message',
  'fromPath',
] as const;
export type Group = (typeof groups)[number];

/** GitHub's format (actions/toolkit, docs/problem-matchers.md) and what VS Code's adds to it. */
const Pattern = z
  .object({
    regexp: z.string().max(2000),
    file: Group,
    line: Group,
    column: Group,
    severity: Group,
    code: Group,
    message: Group,
    fromPath: Group,
    loop: z.boolean().optional(),
    kind: z.enum(['file', 'location']).optional(),
    location: Group,
    endLine: Group,
    /** An older name for `column`. */
    character: Group,
  })
  .transform(({ character, ...pattern }) => ({ ...pattern, column: pattern.column ?? character }));
export type Pattern = z.infer<typeof Pattern>;

export const Matcher = z.object({
  owner: z.string().min(1).max(200),
  severity: z.string().optional(),
  fromPath: z.string().optional(),
  /** VS Code writes a single pattern without a list. */
  pattern: z.preprocess(
    (given) => (Array.isArray(given) || typeof given !== 'object' ? given : [given]),
    z.array(Pattern).min(1).max(20),
  ),
});
export type Matcher = z.infer<typeof Matcher>;

export const ProblemMatchers = z.object({
  problemMatcher: z.preprocess(
    (given) => (Array.isArray(given) || typeof given !== 'object' || given === null ? given : [given]),
    z.array(z.unknown()).max(200),
  ),
});

/** The runner's own rules for a list of patterns: what is against them, or undefined. */
export function faultOf(pattern: readonly Pattern[]): string | undefined {
  const last = pattern[pattern.length - 1];
  if (pattern.some((step) => step.loop && step !== last)) return 'only the last pattern may loop';
  if (last?.loop && pattern.length < 2) return 'a single pattern cannot loop';
  if (last?.loop && last.message === undefined) return 'a pattern that loops must give the message';
  for (const group of groups) {
    if (pattern.filter((step) => step[group] !== undefined).length > 1) return `"${group}" is given twice`;
  }
  return pattern.some((step) => step.message !== undefined) ? undefined : 'no pattern gives the message';
}

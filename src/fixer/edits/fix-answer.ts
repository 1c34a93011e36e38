import { z } from 'zod';
import { Category, type Edit } from '../../domain/index.js';

const AnswerEdit = z.object({
  action: z.enum(['replace', 'rewrite', 'create', 'delete', 'rename']),
  file: z.string().describe('path of the file, as shown'),
  find: z.string().default('').describe('replace: the exact lines to replace, without line numbers'),
  line: z.number().default(0).describe('replace: number of the first of these lines, 0 if unknown'),
  replace: z.string().default('').describe('the new lines; for rewrite and create the whole file'),
  to: z.string().default('').describe('rename: the new path'),
});

const FixOutcome = z.enum(['fix', 'cannot_fix', 'flaky', 'infra', 'needs_human']);

/**
 * What a model answers. The order of the keys is the order in which it writes: it thinks before it edits, also
 * where an engine sorts keys by name.
 */
export const FixAnswer = z.object({
  analysis: z.string().default('').describe('why it fails and what mends it, at most 1200 characters'),
  category: Category.catch('unknown').default('unknown'),
  edits: z.array(AnswerEdit).default([]),
  needs: z.array(z.string()).default([]).describe('paths or names you would have to see, otherwise empty'),
  outcome: FixOutcome,
  question: z.string().default('').describe('needs_human: what a person has to decide, otherwise empty'),
  summary: z.string().default('').describe('subject of the commit, at most 72 characters'),
});
export type FixAnswer = z.infer<typeof FixAnswer>;

/** JSON Schema of the answer, for providers. What has a default may be left out. */
export const fixAnswerSchema: Record<string, unknown> = withoutDefaults(
  z.toJSONSchema(FixAnswer, { io: 'input', target: 'draft-7' }),
) as Record<string, unknown>;

// Some engines reject the keyword, and an offered default invites an empty answer.
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'default' && key !== '$schema')
      .map(([key, inner]) => [key, withoutDefaults(inner)]),
  );
}

/** The model's edits in the vocabulary of the domain. */
export const toEdits = (answer: FixAnswer): Edit[] => answer.edits.map(toEdit);

function toEdit({ action, file, find, line, replace, to }: FixAnswer['edits'][number]): Edit {
  switch (action) {
    case 'replace':
      return { action, file, find, replace, ...(line >= 1 ? { line: Math.floor(line) } : {}) };
    case 'rewrite':
    case 'create':
      return { action, file, content: replace };
    case 'delete':
      return { action, file };
    case 'rename':
      return { action, file, to };
  }
}

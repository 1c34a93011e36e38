import { z } from 'zod';

/**
 * One change of one file. `replace` needs `find` to occur exactly once in the file as it stands;
 * `rewrite` and `create` carry the whole new content.
 */
export const Edit = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('replace'),
    file: z.string(),
    find: z.string(),
    replace: z.string(),
    /** 1-based line the model saw the text at; only a hint among several matches. */
    line: z.number().int().optional(),
  }),
  z.object({ action: z.literal('rewrite'), file: z.string(), content: z.string() }),
  z.object({ action: z.literal('create'), file: z.string(), content: z.string() }),
  z.object({ action: z.literal('delete'), file: z.string() }),
  z.object({ action: z.literal('rename'), file: z.string(), to: z.string() }),
]);
export type Edit = z.infer<typeof Edit>;

/** Where a change came from: a recipe, or a model behind a provider. */
export const FixOrigin = z.object({ provider: z.string(), model: z.string().optional() });
export type FixOrigin = z.infer<typeof FixOrigin>;

/** A change of file content or mode that cifix made in a workspace, as git sees it. */
export const FileChange = z.object({
  file: z.string(),
  kind: z.enum(['added', 'modified', 'deleted', 'renamed', 'mode']),
  from: z.string().optional(),
  added: z.number().int(),
  removed: z.number().int(),
});
export type FileChange = z.infer<typeof FileChange>;

export const RiskBand = z.enum(['automatic', 'ask', 'refused']);
export type RiskBand = z.infer<typeof RiskBand>;

/** What the gate says of a change. */
export const Verdict = z.object({
  band: RiskBand,
  /** 0 (harmless) to 10. */
  risk: z.number().min(0).max(10),
  /** One sentence for each rule that spoke. */
  reasons: z.array(z.string()),
});
export type Verdict = z.infer<typeof Verdict>;

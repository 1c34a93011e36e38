import { z } from 'zod';

/** What `cifix recipes` prints. */
export const RecipeListing = z.object({
  schemaVersion: z.literal(1),
  recipes: z.array(
    z.object({
      /** What `--only` takes. */
      name: z.string(),
      title: z.string(),
      /** `formatter` (layout only), `tool`, `snapshot` or `proposal` (never without a person). */
      safety: z.string(),
      tools: z.array(z.string()),
      languages: z.array(z.string()),
    }),
  ),
  /** Fixes that were accepted twice for one failure; `--only learned` takes only these. */
  learned: z.array(z.object({ repo: z.string(), heal: z.string(), summary: z.string(), cause: z.string() })),
});
export type RecipeListing = z.infer<typeof RecipeListing>;

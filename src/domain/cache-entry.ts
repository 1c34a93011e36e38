import { z } from 'zod';

/** Something in the cache directory that can be removed by itself. */
export const CacheEntry = z.object({
  kind: z.enum(['mirror', 'workspace', 'downloads', 'install']),
  name: z.string(),
  path: z.string(),
  sizeBytes: z.number().int(),
  /** When it was last used, as far as the file system tells. */
  usedAt: z.string(),
  /** A running cifix works with it. */
  inUse: z.boolean(),
});
export type CacheEntry = z.infer<typeof CacheEntry>;

/** The answer of `cache`. */
export const CacheListing = z.object({
  schemaVersion: z.literal(1),
  entries: z.array(CacheEntry),
  totalBytes: z.number().int(),
  /** What `cache prune` has just removed. */
  removed: z.array(CacheEntry).optional(),
});
export type CacheListing = z.infer<typeof CacheListing>;

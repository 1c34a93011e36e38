import { z } from 'zod';

export const ScanFailure = z.object({
  runId: z.number().int(),
  attempt: z.number().int(),
  workflow: z.string(),
  path: z.string(),
  branch: z.string().nullable(),
  headSha: z.string(),
  event: z.string(),
  conclusion: z.string(),
  createdAt: z.string(),
  url: z.string(),
  jobs: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      conclusion: z.string().nullable(),
      failedSteps: z.array(z.string()),
    }),
  ),
});
export type ScanFailure = z.infer<typeof ScanFailure>;

export const Scan = z.object({
  schemaVersion: z.literal(1),
  scannedAt: z.string(),
  repositories: z.array(
    z.object({
      repo: z.string(),
      failures: z.array(ScanFailure),
      error: z.object({ code: z.string(), message: z.string() }).optional(),
    }),
  ),
  requests: z.object({
    total: z.number().int(),
    notModified: z.number().int(),
    rateLimitRemaining: z.number().int().nullable(),
  }),
});
export type Scan = z.infer<typeof Scan>;

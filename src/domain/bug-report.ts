import { z } from 'zod';
import { Category } from './category.js';

export const Frame = z.object({
  file: z.string(),
  line: z.number().int().positive().optional(),
  column: z.number().int().positive().optional(),
  function: z.string().optional(),
  /** False for frames of a library or of the runtime. */
  project: z.boolean(),
});
export type Frame = z.infer<typeof Frame>;

export const TestFailure = z.object({
  suite: z.string().optional(),
  name: z.string(),
  expected: z.string().optional(),
  actual: z.string().optional(),
});
export type TestFailure = z.infer<typeof TestFailure>;

/** Where in the log a finding stands: 1-based line numbers of the log as it was read. */
export const Evidence = z.object({
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  excerpt: z.string(),
});
export type Evidence = z.infer<typeof Evidence>;

/** One error, normalised. Lines and columns are 1-based, `file` is relative to the repository root. */
export const BugReport = z.object({
  /** Stable against paths, numbers, timestamps, hashes and order. */
  fingerprint: z.string(),
  tool: z.string(),
  category: Category,
  severity: z.enum(['error', 'warning', 'notice']),
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  column: z.number().int().positive().optional(),
  endLine: z.number().int().positive().optional(),
  code: z.string().optional(),
  message: z.string(),
  test: TestFailure.optional(),
  frames: z.array(Frame).optional(),
  job: z.string().optional(),
  step: z.string().optional(),
  evidence: Evidence,
  rootCause: z.boolean(),
  /** 0 to 1: how sure the ranking is that this is what failed the step. */
  score: z.number().min(0).max(1),
});
export type BugReport = z.infer<typeof BugReport>;

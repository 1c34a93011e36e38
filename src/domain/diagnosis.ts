import { z } from 'zod';
import { BugReport } from './bug-report.js';
import { Fidelity } from './build-result.js';
import { Category, Owner } from './category.js';
import { LogDifference, Origin } from './origin.js';
import { Plan } from './plan.js';

export const Action = z.enum(['fix', 'rerun', 'notify', 'none']);
export type Action = z.infer<typeof Action>;

/** What is wrong with one failed job and what to do about it. */
export const Failure = z.object({
  job: z.string().optional(),
  /** GitHub's number of the job, of a run on GitHub. */
  jobId: z.number().int().optional(),
  step: z.string().optional(),
  command: z.string().optional(),
  exitCode: z.number().int().optional(),
  category: Category,
  owner: Owner,
  summary: z.string(),
  action: Action,
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  flaky: z.object({ likely: z.boolean(), why: z.string().optional() }),
  /** Ranked: those with `rootCause` first. */
  reports: z.array(BugReport),
  /** 1-based inclusive line ranges of the log that a person needs to read. */
  keyLines: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Where the red began; only for runs on GitHub. */
  origin: Origin.optional(),
  /** What the last green log of the same job says otherwise, what most likely matters first. */
  changed: z.array(LogDifference).optional(),
});
export type Failure = z.infer<typeof Failure>;

export const DiagnosisSource = z.object({
  /** `tree`: the jobs of a working tree, run on this machine. */
  kind: z.enum(['run', 'log', 'tree']),
  repo: z.string().optional(),
  runId: z.number().int().optional(),
  attempt: z.number().int().optional(),
  url: z.string().optional(),
});
export type DiagnosisSource = z.infer<typeof DiagnosisSource>;

export const Diagnosis = z.object({
  schemaVersion: z.literal(1),
  source: DiagnosisSource,
  failures: z.array(Failure),
  stats: z.object({ lines: z.number().int(), bytes: z.number().int(), ms: z.number() }),
  /** How true the replay on this machine was; only when one was asked for. */
  fidelity: Fidelity.optional(),
  /** Jobs that were run on this machine and are green. */
  green: z.array(z.string()).optional(),
  /** What a replay would run; only for a dry run. */
  plans: z.array(Plan).optional(),
  /** What could not be looked up, and why. */
  notes: z.array(z.string()).optional(),
});
export type Diagnosis = z.infer<typeof Diagnosis>;

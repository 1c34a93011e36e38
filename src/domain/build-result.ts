import { z } from 'zod';

/** How a step of the workflow was treated on this machine. */
export const StepTreatment = z.enum(['replayed', 'substituted', 'skipped', 'not-reached']);
export type StepTreatment = z.infer<typeof StepTreatment>;

export const StepResult = z.object({
  number: z.number().int(),
  name: z.string(),
  treatment: StepTreatment,
  conclusion: z.enum(['success', 'failure', 'skipped', 'cancelled']),
  exitCode: z.number().int().optional(),
  /** Why it was substituted or skipped, or what limits its truth. */
  reason: z.string().optional(),
  durationMs: z.number(),
});
export type StepResult = z.infer<typeof StepResult>;

/** How true a replay was to the run in CI. */
export const Fidelity = z.object({
  sandbox: z.string(),
  steps: z.array(StepResult.extend({ job: z.string() })),
  /** Are the failure's fingerprints the same as in CI? Null when there was no CI log to compare with. */
  sameFingerprints: z.boolean().nullable(),
  warnings: z.array(z.string()),
});
export type Fidelity = z.infer<typeof Fidelity>;

/** What happened when a plan was run. */
export interface BuildResult {
  conclusion: 'success' | 'failure' | 'cancelled';
  jobName: string;
  steps: StepResult[];
  /** The first step that failed the job. */
  failedStep?: StepResult;
  /** The failing step's script after evaluation. */
  command?: string;
  /** Absolute path of the log, in the format of a GitHub job log. */
  logFile: string;
  sandbox: Fidelity['sandbox'];
  warnings: string[];
  /** Markdown that the steps wrote to GITHUB_STEP_SUMMARY, in order, masked; absent when there is none. */
  summary?: string;
  durationMs: number;
}

import { z } from 'zod';

/** One step of a job as it will be treated; its texts are unevaluated and may hold `${{ }}`. */
export const PlannedStep = z.object({
  /** 1-based position in the job's `steps:`. */
  number: z.number().int(),
  id: z.string().optional(),
  /** The name CI shows: `name:`, or `Run <first line>`. */
  name: z.string(),
  /** The `if:` text as written, evaluated when the step's turn comes. */
  if: z.string().optional(),
  env: z.record(z.string(), z.string()),
  continueOnError: z.boolean(),
  /** The text of `continue-on-error`, when only the running job can evaluate it. */
  continueOnErrorText: z.string().optional(),
  timeoutMinutes: z.number().optional(),
  /** The text of `timeout-minutes`, when only the running job can evaluate it. */
  timeoutText: z.string().optional(),
  get action() {
    return PlannedAction;
  },
});
export type PlannedStep = z.infer<typeof PlannedStep>;

/** A composite action of the same repository, or a known action as the command it runs. */
export const PlannedComposite = z.object({
  /** Folder of its `action.yml`, relative to the repository root; absent for an action of another one. */
  path: z.string().optional(),
  /** Defaults of its inputs; the step's `with` goes over them. */
  inputs: z.record(z.string(), z.string()),
  /** Output name → the text that gives its value. */
  outputs: z.record(z.string(), z.string()),
  /** A program that must be installed here, else the step is skipped. */
  program: z.string().optional(),
  /** Numbered from 1 within the action. */
  get steps() {
    return z.array(PlannedStep);
  },
});
export type PlannedComposite = z.infer<typeof PlannedComposite>;

/** What is done with one step of a job on this machine. */
export const PlannedAction = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run'),
    script: z.string(),
    shell: z.string(),
    workingDirectory: z.string().optional(),
  }),
  /** A `uses:` step that cifix does in its own way (checkout, setup-node, …). */
  z.object({
    kind: z.literal('native'),
    action: z.string(),
    with: z.record(z.string(), z.string()),
    composite: PlannedComposite.optional(),
  }),
  z.object({ kind: z.literal('skip'), reason: z.string() }),
]);
export type PlannedAction = z.infer<typeof PlannedAction>;

/** A container that runs beside a job; its texts are unevaluated and may hold `${{ }}`. */
export const PlannedService = z.object({
  /** Key under `services:`. */
  name: z.string(),
  image: z.string(),
  env: z.record(z.string(), z.string()),
  /** `5432`, `5433:5432` or `5353:53/udp`. */
  ports: z.array(z.string()),
  /** What CI gave to `docker create`; only how its health is checked is taken over. */
  options: z.string().optional(),
  /** Keys of it that a replay does not take over: `volumes`, `credentials`, … */
  dropped: z.array(z.string()).optional(),
});
export type PlannedService = z.infer<typeof PlannedService>;

/** The image that the steps of a job run in; its texts are unevaluated and may hold `${{ }}`. */
export const PlannedContainer = z.object({
  image: z.string(),
  env: z.record(z.string(), z.string()),
  /** `/data`, `name:/data` or `/host/folder:/data`. */
  volumes: z.array(z.string()),
  /** What CI gave to `docker create`; only what is harmless here is taken over. */
  options: z.string().optional(),
  /** Does CI log in to the registry of the image? A replay does not. */
  credentials: z.boolean().optional(),
});
export type PlannedContainer = z.infer<typeof PlannedContainer>;

/** One job (one leg of its matrix) as it will be replayed. */
export const Plan = z.object({
  workflowPath: z.string(),
  workflowName: z.string(),
  /** Key under `jobs:`. */
  jobId: z.string(),
  /** Display name as CI shows it, with the matrix leg: `test (ubuntu-latest, 20)`. */
  jobName: z.string(),
  matrix: z.record(z.string(), z.unknown()),
  /** Unevaluated; workflow, then job. */
  env: z.record(z.string(), z.string()),
  runsOn: z.array(z.string()),
  timeoutMinutes: z.number(),
  steps: z.array(PlannedStep),
  /** What lowers the truth of a replay and is known before it: another OS, services, containers. */
  warnings: z.array(z.string()),
  /** The event that the run was started by. */
  event: z.string().optional(),
  /** The `strategy` context of this leg. */
  strategy: z.record(z.string(), z.unknown()).optional(),
  /** The `inputs` context, of a called or dispatched workflow. */
  inputs: z.record(z.string(), z.unknown()).optional(),
  /** Jobs that this one waits for. */
  needs: z.array(z.string()).optional(),
  services: z.array(PlannedService).optional(),
  container: PlannedContainer.optional(),
  /** Folder of GITHUB_WORKSPACE that the repository is checked out into; absent: GITHUB_WORKSPACE itself. */
  checkoutPath: z.string().optional(),
});
export type Plan = z.infer<typeof Plan>;

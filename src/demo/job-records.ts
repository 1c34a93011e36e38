import { legSuffix, type MatrixLeg } from './expand-matrix.js';
import { type ExpressionScope, interpolate, type JobState } from './expression.js';
import { JobLog } from './job-log.js';
import { githubContext, type JobTask, type NeededJob } from './job-session.js';
import type { Conclusion, JobRun, RunAttempt, World } from './state.js';
import type { JobSpec } from './workflow-file.js';

/** How one key under `jobs:` ended, over all of its legs. */
export interface KeyResult extends NeededJob {
  /** It, or something it needed, failed. */
  tainted: boolean;
}

export const createJob = (world: World, spec: JobSpec, matrix: MatrixLeg): JobRun => {
  const now = world.clock.now();
  return {
    id: world.nextId(),
    key: spec.key,
    name: spec.name ?? spec.key,
    matrix,
    spec,
    status: 'queued',
    conclusion: null,
    createdAt: now,
    startedAt: now,
    completedAt: null,
    steps: [],
    log: new JobLog(world.clock),
    annotations: [],
    outputs: {},
  };
};

export const finishUnstarted = (job: JobRun, conclusion: Conclusion, now: number): void => {
  job.status = 'completed';
  job.conclusion = conclusion;
  job.completedAt = now;
};

/** What `if:` and `name:` of a job may use: there are no steps and no environment yet. */
export const jobScope = (task: Omit<JobTask, 'signal'>): ExpressionScope => ({
  github: githubContext(task),
  needs: task.needs,
  matrix: task.job.matrix,
  inputs: task.run.inputs,
  vars: {},
});

/** A leg of a matrix gets its values in brackets unless the name speaks of the matrix itself. */
export const jobName = ({ spec, matrix }: JobRun, scope: ExpressionScope): string => {
  const name = spec.name ?? spec.key;
  const text = interpolate(name, scope, { failed: false, cancelled: false });
  return /\$\{\{.*matrix/.test(name) ? text : text + legSuffix(matrix);
};

export const stateAfter = (needs: KeyResult[], cancelled: boolean): JobState => ({
  failed: needs.some((need) => need.tainted),
  skipped: needs.some((need) => need.result !== 'success'),
  cancelled,
});

export const summarise = (jobs: JobRun[]): KeyResult => {
  const result = worst(jobs.map((job) => (isForgiven(job) ? 'success' : job.conclusion)));
  return {
    result,
    outputs: Object.assign({}, ...jobs.map((job) => job.outputs)) as Record<string, string>,
    tainted: result === 'failure',
  };
};

export const concludeRun = (attempt: RunAttempt, ends: KeyResult[]): Conclusion =>
  attempt.cancellation.signal.aborted ? 'cancelled' : worst(ends.map((end) => end.result));

const isForgiven = (job: JobRun): boolean =>
  job.conclusion === 'failure' && job.spec.continueOnError === 'true';

const worst = (conclusions: (string | null)[]): Conclusion => {
  for (const conclusion of ['failure', 'cancelled'] as const) {
    if (conclusions.includes(conclusion)) return conclusion;
  }
  return conclusions.includes('success') ? 'success' : 'skipped';
};

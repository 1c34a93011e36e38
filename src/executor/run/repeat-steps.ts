import type { PlannedStep } from '../../domain/index.js';
import type { JobLog } from './job-log.js';
import type { JobRun } from './job-run.js';
import type { JobSession } from './job-session.js';

interface Repetition {
  /** The steps before this number run. */
  before: number;
  /** As it was before the first step. */
  session: JobSession;
  /** Nobody reads it: what these steps said is in the log of the run before. */
  log: JobLog;
  run(job: JobRun, step: PlannedStep): Promise<unknown>;
}

/**
 * Makes a new container what it was when a job got to a step: what the steps before wrote outside of the workspace
 * went with the container of the run before, so they run again. One that fails was passed over then.
 */
export async function repeatSteps(job: JobRun, { before, session, log, run }: Repetition): Promise<void> {
  const again: JobRun = { ...job, session, log, onEvent: () => undefined, warnings: [] };
  for (const step of job.plan.steps) {
    if (step.number >= before || job.signal.aborted) break;
    job.log.write(`cifix: the container is a new one, and "${step.name}" runs in it again`);
    await run(again, step);
    again.session.status = 'success';
  }
}

import type { PlannedStep } from '../../domain/index.js';
import type { ProcessEnd } from '../sandbox/run-process.js';
import type { JobRun } from './job-run.js';
import type { ActionEnd } from './step-end.js';

export interface ProcessFindings {
  /** What the runner finds wrong in the files and commands of a step, whatever its exit code is. */
  faults: readonly string[];
  /** A line of the output that says the network was out of reach. */
  networkFault?: string;
  /** Was the network off on purpose? */
  networkOff: boolean;
}

/** Writes how a step ended as GitHub does, and tells it. */
export function conclude(
  job: JobRun,
  step: PlannedStep,
  { end, exitCode }: ProcessEnd,
  { faults, networkFault, networkOff }: ProcessFindings,
): Pick<ActionEnd, 'outcome' | 'exitCode' | 'reason'> {
  if (end === 'aborted') {
    job.log.write('##[error]The operation was canceled.');
    return { outcome: 'cancelled' };
  }
  if (end === 'timed-out') {
    const own = performance.now() < job.deadline;
    const minutes = own ? step.timeoutMinutes : job.plan.timeoutMinutes;
    job.log.write(`##[error]The action '${step.name}' has timed out after ${minutes} minutes.`);
    const reason = own
      ? `timed out after ${minutes} minutes`
      : `stopped by the job's limit of ${minutes} minutes`;
    return { outcome: 'failure', reason };
  }
  for (const fault of faults) job.log.write(`##[error]${fault}`);
  if (exitCode !== 0) job.log.write(`##[error]Process completed with exit code ${exitCode}.`);
  const [fault] = faults;
  if (exitCode === 0)
    return fault === undefined
      ? { outcome: 'success', exitCode }
      : { outcome: 'failure', exitCode, reason: fault };
  if (networkFault === undefined) return { outcome: 'failure', exitCode };
  const reason = networkOff
    ? 'the network was off for this step, and it needed it'
    : `the network was out of reach: ${networkFault.trim().slice(0, 160)}`;
  return { outcome: 'failure', exitCode, reason };
}

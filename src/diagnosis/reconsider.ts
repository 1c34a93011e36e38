import type { Failure, LogPortrait } from '../domain/index.js';
import { diagnoseJob } from './diagnose-job.js';
import type { RunFacts } from './run-facts.js';
import { weighAgainstGreen } from './weigh-against-green.js';

/** A diagnosis again, with what became known since: facts of the run, and the last green log of the job. */
export function reconsider(failure: Failure, facts: RunFacts, green?: LogPortrait): Failure {
  if (failure.reports.length === 0) return failure;
  const reports = green ? weighAgainstGreen(failure.reports, green) : failure.reports;
  return { ...failure, ...diagnoseJob({ ...failure, reports }, facts) };
}

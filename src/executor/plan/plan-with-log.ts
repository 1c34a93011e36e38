import type { LogLine, Plan } from '../../domain/index.js';
import { applyOracle, needsOracle, unknownTo } from './log-oracle.js';
import { type PlanProblem, type PlanRequest, planJob } from './plan-job.js';
import { readOracleStream } from './read-oracle.js';

/** The lines of the job's own log in CI, from which values are taken that only the run knew. */
export type OpenCiLog = () => Promise<AsyncIterable<readonly LogLine[]> | undefined>;

/** The log is opened only when the plan asks for what only the run knew. */
export async function planWithLog(request: PlanRequest, openCiLog?: OpenCiLog): Promise<Plan | PlanProblem> {
  const planned = planJob(request);
  const isUnknown = unknownTo(request);
  const asksLog = 'problem' in planned ? planned.asksLog === true : needsOracle(planned, isUnknown);
  const log = asksLog ? await openCiLog?.() : undefined;
  if (!log) return planned;
  const oracle = await readOracleStream(log);
  const known = 'problem' in planned ? planJob({ ...request, oracle }) : planned;
  return 'problem' in known ? known : applyOracle(known, oracle, isUnknown);
}

import { evaluateCondition } from '../expressions/template.js';
import type { Workflow } from '../workflow/workflow.js';
import { asksForRunState, attempt, expandJobs, inputDefaults, type ReadFile } from './expand-jobs.js';
import { type RunFacts, staticScope } from './static-scope.js';

/** A job (one leg of its matrix) as GitHub lists it. */
export interface JobCandidate {
  jobId: string;
  /** As GitHub shows it, with the matrix leg. */
  name: string;
  matrix: Record<string, unknown>;
  runsOn: string[];
  needs: string[];
  /** Does the workflow's `on:` name the event? */
  triggered: boolean;
  /** What the job's `if:` says; undefined when only the run itself knew. */
  condition?: boolean;
  /** Why it cannot be planned. */
  problem?: string;
}

export interface ListOptions extends Omit<RunFacts, 'event'> {
  /** The workflow's path in its repository. */
  path?: string;
  readFile?: ReadFile;
}

export function listJobs(workflow: Workflow, event: string, options: ListOptions = {}): JobCandidate[] {
  const facts: RunFacts = { ...options, event };
  const inputs = { ...inputDefaults(workflow, event), ...facts.dispatched };
  const { readFile } = options;
  const jobs = expandJobs(workflow, options.path ?? '', { facts, inputs, ...(readFile && { readFile }) });
  return jobs.map((expanded) => {
    const written = expanded.job.if;
    const known = written === undefined || !asksForRunState(written, facts);
    const condition = known
      ? attempt(() => evaluateCondition(written, staticScope(facts, expanded)))
      : undefined;
    return {
      jobId: expanded.job.id,
      name: expanded.name,
      matrix: expanded.matrix,
      runsOn: expanded.runsOn,
      needs: expanded.job.needs,
      triggered: event in workflow.on,
      ...(condition !== undefined && { condition }),
      ...(expanded.problem !== undefined && { problem: expanded.problem }),
    };
  });
}

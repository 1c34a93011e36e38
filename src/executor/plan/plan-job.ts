import type { Plan } from '../../domain/index.js';
import { evaluateTemplate } from '../expressions/template.js';
import { fromData } from '../expressions/to-data.js';
import type { Workflow } from '../workflow/workflow.js';
import { platformOf } from './choose-leg.js';
import { attempt, type ExpandedJob, expandJobs, inputDefaults, type ReadFile } from './expand-jobs.js';
import { matchDynamicLeg } from './match-dynamic-leg.js';
import { secretsIn } from './never-run.js';
import { planSteps } from './plan-step.js';
import { type RunFacts, staticScope } from './static-scope.js';

export interface PlanRequest {
  workflow: Workflow;
  /** Path of the workflow file, relative to the repository root. */
  path: string;
  /** As GitHub shows it, with the matrix leg; a job's id stands for its first leg. */
  jobName: string;
  event: string;
  repo?: string;
  sha?: string;
  ref?: string;
  /** Reads a file of the repository at the failing commit; without it no local action or workflow is inlined. */
  readFile?: ReadFile;
}

/** GitHub's own default is 360; here nobody waits that long. */
const defaultTimeoutMinutes = 30;

export function planJob(request: PlanRequest): Plan | { problem: string } {
  const { workflow, path, jobName, readFile } = request;
  const facts: RunFacts = request;
  const inputs = inputDefaults(workflow, request.event);
  const options = { facts, inputs, ...(readFile && { readFile }) };
  const jobs = expandJobs(workflow, path, options);
  const found =
    jobs.find((job) => job.name === jobName) ??
    matchDynamicLeg(jobs, jobName, options) ??
    jobs.find((job) => job.job.id === jobName);
  if (!found) {
    const names = jobs.map((job) => `"${job.name}"`).join(', ');
    return { problem: `${path} has no job "${jobName}"; its jobs are ${names || 'none'}` };
  }
  if (found.problem !== undefined) return { problem: found.problem };
  return planFrom(found, request);
}

function planFrom(found: ExpandedJob, request: PlanRequest): Plan {
  const { job, workflow } = found;
  const scope = staticScope(request, found);
  const written = job.timeoutMinutes;
  const minutes =
    typeof written === 'string' ? attempt(() => fromData(evaluateTemplate(written, scope))) : written;
  const timeout = Number(minutes);
  return {
    workflowPath: found.workflowPath,
    workflowName: request.workflow.name ?? request.path,
    jobId: job.id,
    jobName: found.name,
    matrix: found.matrix,
    env: { ...workflow.env, ...job.env },
    runsOn: found.runsOn,
    timeoutMinutes: timeout > 0 ? timeout : defaultTimeoutMinutes,
    steps: planSteps(job.steps, {
      scope,
      defaults: job.runDefaults ?? workflow.runDefaults,
      depth: 0,
      ...(request.readFile && { readFile: request.readFile }),
    }),
    warnings: warningsOf(found),
    event: request.event,
    strategy: found.strategy,
    inputs: found.inputs,
    needs: job.needs,
  };
}

function warningsOf({ job, workflow, runsOn }: ExpandedJob): string[] {
  const platform = platformOf(runsOn);
  const secrets = Object.values({ ...workflow.env, ...job.env }).flatMap(secretsIn);
  return [
    ...(platform === 'darwin' || platform === 'win32' ? [`CI ran this job on ${runsOn.join(', ')}`] : []),
    ...(job.container === undefined ? [] : ['CI ran this job in a container; here it runs without']),
    ...job.services.map((name) => `the service \`${name}\` of CI is not started here`),
    ...secrets.map((name) => `the secret ${name} is absent here`),
  ];
}

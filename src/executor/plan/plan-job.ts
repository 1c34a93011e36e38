import type { Plan, PlannedContainer } from '../../domain/index.js';
import type { Scope } from '../expressions/evaluate.js';
import { evaluateTemplate, interpolate } from '../expressions/template.js';
import { fromData } from '../expressions/to-data.js';
import { plannedImage } from '../sandbox/job-container-options.js';
import { missingService } from '../sandbox/service-options.js';
import { isMap } from '../workflow/coerce.js';
import { readContainer } from '../workflow/read-container.js';
import { optional } from '../workflow/read-step.js';
import type { Workflow } from '../workflow/workflow.js';
import { checkoutPath } from './checkout-path.js';
import { platformOf } from './choose-leg.js';
import { attempt, type ExpandedJob, expandJobs, inputDefaults, type ReadFile } from './expand-jobs.js';
import { matchDynamicLeg } from './match-dynamic-leg.js';
import { secretsIn } from './never-run.js';
import { isKnownNow, planSteps } from './plan-step.js';
import type { OracleStep } from './read-oracle.js';
import { type RunFacts, staticScope } from './static-scope.js';

export interface PlanRequest extends RunFacts {
  workflow: Workflow;
  /** Path of the workflow file, relative to the repository root. */
  path: string;
  /** As GitHub shows it, with the matrix leg; a job's id stands for its first leg. */
  jobName: string;
  /** Reads a file of the repository at the failing commit; without it no local action or workflow is inlined. */
  readFile?: ReadFile;
  /** What CI's own log shows of the job's steps: tells the leg of a matrix that another job computed. */
  oracle?: readonly OracleStep[];
}

export interface PlanProblem {
  problem: string;
  /** CI's log may tell what is missing. */
  asksLog?: boolean;
}

/** GitHub's own default is 360; here nobody waits that long. */
const defaultTimeoutMinutes = 30;

export function planJob(request: PlanRequest): Plan | PlanProblem {
  const { workflow, path, jobName, readFile } = request;
  const facts: RunFacts = request;
  const inputs = { ...inputDefaults(workflow, request.event), ...request.dispatched };
  const options = { facts, inputs, ...(readFile && { readFile }) };
  const jobs = expandJobs(workflow, path, options);
  const named = jobs.filter((job) => job.name === jobName);
  const exact = named.find(({ problem }) => problem === undefined);
  const dynamic = exact
    ? undefined
    : matchDynamicLeg(jobs, jobName, { ...options, ...optional('oracle', request.oracle) });
  if (dynamic && 'problem' in dynamic) return { ...dynamic, ...(!request.oracle && { asksLog: true }) };
  const found = exact ?? dynamic?.leg ?? named[0] ?? jobs.find((job) => job.job.id === jobName);
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
  const folder = checkoutPath(job.steps, scope, request.repo);
  const container = containerOf(job.container, scope);
  return {
    workflowPath: found.workflowPath,
    workflowName: request.workflow.name ?? request.path,
    jobId: job.id,
    jobName: found.name,
    matrix: found.matrix,
    env: { ...workflow.env, ...job.env },
    runsOn: found.runsOn,
    timeoutMinutes: timeout > 0 ? timeout : defaultTimeoutMinutes,
    ...optional('checkoutPath', folder),
    steps: planSteps(job.steps, {
      scope,
      defaults: job.runDefaults ?? workflow.runDefaults,
      depth: 0,
      ...optional('checkoutPath', folder),
      ...(container && { inImage: true }),
      ...(request.readFile && { readFile: request.readFile }),
    }),
    warnings: warningsOf(found, container),
    event: request.event,
    strategy: found.strategy,
    inputs: found.inputs,
    needs: job.needs,
    ...(job.services.length > 0 && { services: job.services }),
    ...optional('container', container),
  };
}

/** An expression that stands alone may give a map, or nothing: then this leg of the matrix has no container. */
function containerOf(written: unknown, scope: Scope): PlannedContainer | undefined {
  const value =
    typeof written === 'string' ? attempt(() => fromData(evaluateTemplate(written, scope))) : undefined;
  const container = readContainer(isMap(value) || value === '' || value === null ? value : written);
  // A name that can be known now is shown as it is.
  const image =
    container && isKnownNow(container.image) && attempt(() => interpolate(container.image, scope));
  return container && image && !image.includes('${{') ? { ...container, image } : container;
}

function warningsOf({ job, workflow, runsOn }: ExpandedJob, container?: PlannedContainer): string[] {
  const platform = platformOf(runsOn);
  const secrets = Object.values({ ...workflow.env, ...job.env }).flatMap(secretsIn);
  return [
    ...(platform === 'darwin' || platform === 'win32' ? [`CI ran this job on ${runsOn.join(', ')}`] : []),
    ...(container === undefined ? [] : [plannedImage(container)]),
    ...job.services.map(({ name }) => missingService(name)),
    ...secrets.map((name) => `the secret ${name} is absent here`),
  ];
}

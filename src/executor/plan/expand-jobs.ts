import { referencesOf } from '../expressions/evaluate.js';
import { evaluateTemplate, hasExpression, interpolate, templateReferences } from '../expressions/template.js';
import { fromData } from '../expressions/to-data.js';
import { asText, asTextList, isMap } from '../workflow/coerce.js';
import { readWorkflow } from '../workflow/read-workflow.js';
import type { Workflow, WorkflowJob } from '../workflow/workflow.js';
import { buildMatrix, displayName, type Leg } from './matrix.js';
import { type RunFacts, staticScope } from './static-scope.js';

export type ReadFile = (path: string) => string | undefined;

/** A job with one leg of its matrix; jobs of called workflows carry the callee and its inputs. */
export interface ExpandedJob {
  workflow: Workflow;
  workflowPath: string;
  job: WorkflowJob;
  name: string;
  matrix: Record<string, unknown>;
  strategy: Record<string, unknown>;
  inputs: Record<string, unknown>;
  runsOn: string[];
  /** Why it cannot be planned: a dynamic matrix, a workflow of another repository. */
  problem?: string;
  /** The vectors that only the run itself knew; their values have to come from the job's name. */
  dynamicKeys?: string[];
}

export interface ExpandOptions {
  facts: RunFacts;
  inputs?: Record<string, unknown>;
  readFile?: ReadFile;
  depth?: number;
}

/** GitHub's own limit on workflows that call workflows. */
const maxCallDepth = 10;

export function expandJobs(workflow: Workflow, path: string, options: ExpandOptions): ExpandedJob[] {
  return workflow.jobs.flatMap((job) => expandJob(job, workflow, path, options));
}

function expandJob(
  job: WorkflowJob,
  workflow: Workflow,
  path: string,
  options: ExpandOptions,
): ExpandedJob[] {
  const base: ExpandedJob = {
    ...{ workflow, workflowPath: path, job, name: job.name ?? job.id, matrix: {}, strategy: {} },
    ...{ inputs: options.inputs ?? {}, runsOn: [] },
  };
  const found = legsOf(job, base, options);
  if ('problem' in found) return [{ ...base, ...found }];
  const legs: (Leg | undefined)[] = found.legs.length > 0 ? found.legs : [undefined];
  return legs.flatMap((leg, index) => {
    const strategy = strategyOf(job, index, legs.length);
    return expandLeg({ ...base, matrix: leg?.values ?? {}, strategy }, leg, options);
  });
}

function legsOf(
  job: WorkflowJob,
  base: ExpandedJob,
  { facts, inputs }: ExpandOptions,
): { legs: Leg[] } | { problem: string; dynamicKeys: string[] } {
  const dynamicKeys = dynamicVectors(job.matrix);
  if (dynamicKeys.length > 0) {
    return { problem: `the matrix of job \`${job.id}\` comes from another job's output`, dynamicKeys };
  }
  const scope = staticScope(facts, { inputs: inputs ?? base.inputs });
  try {
    const matrix = evaluateDeep(job.matrix, (text) => fromData(evaluateTemplate(text, scope)));
    return { legs: isMap(matrix) ? buildMatrix(matrix) : [] };
  } catch (error) {
    return {
      problem: `the matrix of job \`${job.id}\` cannot be evaluated: ${messageOf(error)}`,
      dynamicKeys: [],
    };
  }
}

const needsOtherJobs = (value: unknown): boolean =>
  typeof value === 'string'
    ? templateReferences(value).some(([name]) => name === 'needs')
    : typeof value === 'object' && value !== null && Object.values(value).some(needsOtherJobs);

/** The keys (`*` = the whole matrix) whose values another job computed. */
function dynamicVectors(matrix: unknown): string[] {
  if (typeof matrix === 'string') return needsOtherJobs(matrix) ? ['*'] : [];
  return isMap(matrix) ? Object.keys(matrix).filter((key) => needsOtherJobs(matrix[key])) : [];
}

export function evaluateDeep(value: unknown, evaluate: (text: string) => unknown): unknown {
  if (typeof value === 'string') return hasExpression(value) ? evaluate(value) : value;
  if (Array.isArray(value)) return value.map((item) => evaluateDeep(item, evaluate));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluateDeep(item, evaluate)]));
}

const strategyOf = (job: WorkflowJob, index: number, total: number): Record<string, unknown> => ({
  'fail-fast': job.failFast ?? true,
  'job-index': index,
  'job-total': total,
  'max-parallel': job.maxParallel ?? total,
});

export function expandLeg(base: ExpandedJob, leg: Leg | undefined, options: ExpandOptions): ExpandedJob[] {
  const scope = staticScope(options.facts, base);
  const written = base.job.name;
  const ownName =
    written === undefined ? base.job.id : (attempt(() => interpolate(written, scope)) ?? written);
  const name = displayName(ownName, leg, written !== undefined && hasExpression(written));
  const runsOn = attempt(() =>
    labels(evaluateDeep(base.job.runsOn, (text) => fromData(evaluateTemplate(text, scope)))),
  );
  const expanded = { ...base, name, runsOn: runsOn ?? [] };
  return base.job.uses === undefined ? [expanded] : expandCall(expanded, base.job.uses, options);
}

function labels(value: unknown): string[] {
  return isMap(value) ? asTextList(value.labels ?? asText(value.group)) : asTextList(value);
}

/** A job that calls a workflow shows as `caller / callee`; only files of the same repository are at hand. */
function expandCall(caller: ExpandedJob, uses: string, options: ExpandOptions): ExpandedJob[] {
  const depth = (options.depth ?? 0) + 1;
  const path = uses.replace(/^(?:\.|\$)\//, '');
  const local = path !== uses && depth <= maxCallDepth;
  const text = local ? options.readFile?.(path) : undefined;
  if (text === undefined)
    return [
      { ...caller, problem: `job \`${caller.job.id}\` calls ${uses}, which is not in this repository` },
    ];
  const read = readWorkflow(text, path);
  if ('problems' in read) {
    const [first] = read.problems;
    return [{ ...caller, problem: `${path}:${first?.line ?? 1}: ${first?.message ?? 'not a workflow'}` }];
  }
  const scope = staticScope(options.facts, caller);
  const given = attempt(() =>
    evaluateDeep(caller.job.with, (value) => fromData(evaluateTemplate(value, scope))),
  );
  const inputs = { ...inputDefaults(read.workflow, 'workflow_call'), ...(isMap(given) ? given : {}) };
  const jobs = expandJobs(read.workflow, path, { ...options, inputs, depth });
  return jobs.map((job) => ({ ...job, name: `${caller.name} / ${job.name}` }));
}

/** The defaults of `workflow_call` and `workflow_dispatch` inputs. */
export function inputDefaults(workflow: Workflow, event: string): Record<string, unknown> {
  const trigger = workflow.on[event];
  const inputs = isMap(trigger) && isMap(trigger.inputs) ? trigger.inputs : {};
  return Object.fromEntries(
    Object.entries(inputs).map(([key, input]) => [
      key,
      isMap(input) ? (input.default ?? emptyOf(input.type)) : '',
    ]),
  );
}

const emptyOf = (type: unknown): unknown => (type === 'boolean' ? false : type === 'number' ? 0 : '');

/** Undefined where an expression cannot be evaluated yet. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Does an `if:` ask for something that only the run knew? */
export const asksForRunState = (condition: string, { vars }: RunFacts): boolean => {
  const references = [...templateReferences(condition), ...referencesOf(condition)];
  const unknown = ['needs', 'secrets', ...(vars === undefined ? ['vars'] : [])];
  return references.some(([name = '']) => unknown.includes(name));
};

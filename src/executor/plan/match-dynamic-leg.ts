import { referencesOf } from '../expressions/evaluate.js';
import { hasExpression, splitTemplate, templateReferences } from '../expressions/template.js';
import { asText, isMap } from '../workflow/coerce.js';
import type { WorkflowJob, WorkflowStep } from '../workflow/workflow.js';
import { type ExpandedJob, type ExpandOptions, expandLeg } from './expand-jobs.js';
import { isHarmless, matchTemplate, scriptMatcher } from './match-template.js';
import type { OracleStep } from './read-oracle.js';

/** `matrix` key → its value; a key of an object in the matrix is written with dots. */
type Values = Record<string, string>;

export type DynamicLeg = { leg: ExpandedJob } | { problem: string };

/**
 * A matrix that another job computed is unknown here, but the job's name shows the leg's values, and its log
 * shows what became of the expressions of its steps. The leg is known when every key that the job asks for is.
 */
export function matchDynamicLeg(
  jobs: readonly ExpandedJob[],
  jobName: string,
  options: ExpandOptions & { oracle?: readonly OracleStep[] },
): DynamicLeg | undefined {
  const problems: string[] = [];
  for (const base of jobs) {
    if (!base.dynamicKeys?.length || base.job.uses !== undefined) continue;
    const inName = valuesOfName(base, jobName);
    if (!inName) continue;
    const values = {
      ...onlyValues(base.job.matrix),
      ...valuesOfLog(base.job, options.oracle ?? []),
      ...inName,
    };
    const missing = keysAskedFor(base.job).filter((key) => !(key in values));
    if (missing.length > 0) {
      const names = missing.map((key) => `matrix.${key}`).join(', ');
      problems.push(`${base.problem}, and neither its name nor its log tells ${names}`);
      continue;
    }
    const { problem: _problem, dynamicKeys: _dynamicKeys, ...known } = base;
    const matrix = nested(values);
    const [leg] = expandLeg({ ...known, matrix }, { values: matrix, shown: [] }, options);
    if (leg) return { leg: { ...leg, name: jobName } };
  }
  const [problem] = problems;
  return problem === undefined ? undefined : { problem };
}

/** Vectors of the file that leave no choice. */
function onlyValues(matrix: unknown): Values {
  const vectors = isMap(matrix) ? Object.entries(matrix) : [];
  return Object.fromEntries(
    vectors.flatMap(([key, value]): [string, string][] => {
      const [only, more] = Array.isArray(value) ? value : [];
      const text = more === undefined ? asText(only) : undefined;
      return text === undefined || key === 'include' || key === 'exclude' ? [] : [[key, text]];
    }),
  );
}

/** Undefined when the name cannot be that of a leg of this job. */
function valuesOfName({ job }: ExpandedJob, jobName: string): Values | undefined {
  if (job.name !== undefined && hasExpression(job.name)) return valuesOfTemplate(job.name, jobName);
  const base = job.name ?? job.id;
  if (jobName === base) return {};
  if (!jobName.startsWith(`${base} (`) || !jobName.endsWith(')')) return undefined;
  const shown = jobName.slice(base.length + 2, -1).split(', ');
  const keys = isMap(job.matrix) ? Object.keys(job.matrix) : keysAskedFor(job);
  const isPlain = !keys.some((key) => key === 'include' || key === 'exclude' || key.includes('.'));
  const isTold = shown.length === keys.length && (isMap(job.matrix) || keys.length === 1);
  return isPlain && isTold ? Object.fromEntries(keys.map((key, index) => [key, shown[index] ?? ''])) : {};
}

function valuesOfTemplate(template: string, text: string): Values | undefined {
  const found = matchTemplate(template, text);
  if (!found) return undefined;
  const pairs = [...found.values].flatMap(([index, value]): [string, string][] => {
    const part = found.parts[index];
    const key = part && 'expression' in part ? keyOf(part.expression) : undefined;
    return key === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(pairs);
}

/** The steps in order, each matched with the next header that it fits. */
function valuesOfLog(job: WorkflowJob, oracle: readonly OracleStep[]): Values {
  const values: Values = {};
  const isScriptOf = scriptMatcher(job.steps.flatMap(({ run }) => run ?? []));
  const isHeaderOf = (step: WorkflowStep, seen: OracleStep): boolean =>
    step.run === undefined
      ? seen.uses === step.uses
      : seen.uses === undefined && isScriptOf(step.run, seen.script);
  let at = 0;
  for (const step of job.steps) {
    const index = oracle.findIndex((seen, position) => position >= at && isHeaderOf(step, seen));
    const seen = oracle[index];
    if (!seen) continue;
    at = index + 1;
    Object.assign(values, step.run === undefined ? {} : valuesOfTemplate(step.run, seen.script));
    const pairs = [...pairsOf(step.with, seen.with), ...pairsOf({ ...job.env, ...step.env }, seen.env)];
    for (const [template, text] of pairs) Object.assign(values, valuesOfTemplate(template, text));
  }
  return values;
}

const pairsOf = (templates: Values, shown: Values = {}): [string, string][] =>
  Object.entries(templates).flatMap(([key, template]): [string, string][] => {
    const text = shown[key];
    return text !== undefined && isHarmless(text) ? [[template, text]] : [];
  });

/** `matrix.a.b` alone; an expression that does more says nothing about the key. */
function keyOf(expression: string): string | undefined {
  const [only, more] = referencesOf(expression);
  if (more !== undefined || only?.[0] !== 'matrix' || only.length < 2) return undefined;
  return /^matrix(?:\.[\w-]+)+$/i.test(expression.trim()) ? only.slice(1).join('.') : undefined;
}

/** Every key of the matrix that the job's own texts name. */
function keysAskedFor(job: WorkflowJob): string[] {
  const { matrix: _matrix, outputs: _outputs, ...texts } = job;
  const references = allTexts(texts).flatMap(templateReferences);
  const conditions = [job.if, ...job.steps.map((step) => step.if)].flatMap((text) =>
    text === undefined || splitTemplate(text).some((part) => 'expression' in part) ? [] : referencesOf(text),
  );
  const keys = [...references, ...conditions].flatMap(([context, ...path]) =>
    context === 'matrix' && path.length > 0 ? [path.join('.')] : [],
  );
  return [...new Set(keys)];
}

function allTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(allTexts) : [];
}

function nested(values: Values): Record<string, unknown> {
  const matrix: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    const path = key.split('.');
    const leaf = path.pop() ?? '';
    let place = matrix;
    for (const name of path) {
      const inner = isMap(place[name]) ? place[name] : {};
      place[name] = inner;
      place = inner;
    }
    place[leaf] = asScalar(value);
  }
  return matrix;
}

const asScalar = (text: string): string | number | boolean =>
  /^(?:0|[1-9]\d*)$/.test(text) ? Number(text) : text === 'true' || text === 'false' ? text === 'true' : text;

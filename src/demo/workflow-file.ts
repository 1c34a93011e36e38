import { parse } from 'yaml';

/** Filters of one event of `on:`; empty lists mean "no such filter". */
export interface EventFilter {
  branches: string[];
  branchesIgnore: string[];
  tags: string[];
  tagsIgnore: string[];
  paths: string[];
  pathsIgnore: string[];
  types: string[];
  /** `workflow_dispatch` inputs: name to default. */
  inputs: Record<string, string>;
}

export interface StepSpec {
  id: string | undefined;
  name: string | undefined;
  if: string | undefined;
  run: string | undefined;
  uses: string | undefined;
  with: Record<string, string>;
  env: Record<string, string>;
  shell: string | undefined;
  workingDirectory: string | undefined;
  continueOnError: string;
  timeoutMinutes: number | undefined;
}

export interface JobSpec {
  key: string;
  name: string | undefined;
  needs: string[];
  if: string | undefined;
  runsOn: string[];
  env: Record<string, string>;
  shell: string | undefined;
  workingDirectory: string | undefined;
  matrix: unknown;
  failFast: boolean;
  continueOnError: string;
  timeoutMinutes: number;
  outputs: Record<string, string>;
  steps: StepSpec[];
  /** Keys of the job that this runner cannot honour; each one fails the job. */
  unsupported: string[];
}

export interface WorkflowSpec {
  name: string;
  on: Map<string, EventFilter>;
  env: Record<string, string>;
  concurrency: { group: string; cancelInProgress: string } | null;
  jobs: JobSpec[];
}

/** A workflow file that GitHub would not run either. */
export class WorkflowFileError extends Error {
  override readonly name = 'WorkflowFileError';
}

export const parseWorkflowFile = (path: string, text: string): WorkflowSpec => {
  let root: unknown;
  try {
    root = parse(text);
  } catch (error) {
    throw new WorkflowFileError(error instanceof Error ? error.message : String(error));
  }
  const file = mapping(root);
  const jobs = Object.entries(mapping(file.jobs));
  if (jobs.length === 0) throw new WorkflowFileError('The workflow has no jobs.');
  const defaults = mapping(mapping(file.defaults).run);
  const specs = jobs.map(([key, job]) => readJob(key, mapping(job), defaults));
  for (const { key, needs } of specs) {
    const missing = needs.find((need) => !specs.some((other) => other.key === need));
    if (missing !== undefined)
      throw new WorkflowFileError(`Job '${key}' depends on unknown job '${missing}'.`);
  }
  return {
    name: optionalText(file.name) ?? path,
    on: readEvents(file.on),
    env: textMap(file.env),
    concurrency: readConcurrency(file.concurrency),
    jobs: specs,
  };
};

const mapping = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

const optionalText = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : String(value);

const textMap = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(mapping(value)).map(([key, item]) => [key, optionalText(item) ?? '']));

const textList = (value: unknown): string[] => {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
};

const readConcurrency = (value: unknown): WorkflowSpec['concurrency'] => {
  const group = typeof value === 'string' ? value : optionalText(mapping(value).group);
  if (group === undefined) return null;
  return { group, cancelInProgress: optionalText(mapping(value)['cancel-in-progress']) ?? 'false' };
};

const readEvents = (value: unknown): Map<string, EventFilter> => {
  const events =
    typeof value === 'string' || Array.isArray(value) ? textList(value) : Object.keys(mapping(value));
  return new Map(events.map((event) => [event, readFilter(mapping(mapping(value)[event]))]));
};

const readFilter = (filter: Record<string, unknown>): EventFilter => ({
  branches: textList(filter.branches),
  branchesIgnore: textList(filter['branches-ignore']),
  tags: textList(filter.tags),
  tagsIgnore: textList(filter['tags-ignore']),
  paths: textList(filter.paths),
  pathsIgnore: textList(filter['paths-ignore']),
  types: textList(filter.types),
  inputs: Object.fromEntries(
    Object.entries(mapping(filter.inputs)).map(([name, input]) => [
      name,
      optionalText(mapping(input).default) ?? '',
    ]),
  ),
});

const unsupportedJobKeys = ['container', 'services', 'uses', 'environment', 'concurrency'];

const readJob = (key: string, job: Record<string, unknown>, outer: Record<string, unknown>): JobSpec => {
  const defaults = { ...outer, ...mapping(mapping(job.defaults).run) };
  const strategy = mapping(job.strategy);
  const steps = Array.isArray(job.steps) ? job.steps : [];
  if (steps.length === 0 && job.uses === undefined) throw new WorkflowFileError(`Job '${key}' has no steps.`);
  return {
    key,
    name: optionalText(job.name),
    needs: textList(job.needs),
    if: optionalText(job.if),
    runsOn: textList(mapping(job['runs-on']).labels ?? job['runs-on']),
    env: textMap(job.env),
    shell: optionalText(defaults.shell),
    workingDirectory: optionalText(defaults['working-directory']),
    matrix: strategy.matrix,
    failFast: strategy['fail-fast'] !== false,
    continueOnError: optionalText(job['continue-on-error']) ?? 'false',
    timeoutMinutes: typeof job['timeout-minutes'] === 'number' ? job['timeout-minutes'] : 360,
    outputs: textMap(job.outputs),
    steps: steps.map((step, index) => readStep(mapping(step), `${key}.steps[${index}]`)),
    unsupported: unsupportedJobKeys.filter((name) => job[name] !== undefined),
  };
};

const readStep = (step: Record<string, unknown>, where: string): StepSpec => {
  if ((step.run === undefined) === (step.uses === undefined))
    throw new WorkflowFileError(`${where}: a step needs either 'run' or 'uses'.`);
  return {
    id: optionalText(step.id),
    name: optionalText(step.name),
    if: optionalText(step.if),
    run: optionalText(step.run),
    uses: optionalText(step.uses),
    with: textMap(step.with),
    env: textMap(step.env),
    shell: optionalText(step.shell),
    workingDirectory: optionalText(step['working-directory']),
    continueOnError: optionalText(step['continue-on-error']) ?? 'false',
    timeoutMinutes: typeof step['timeout-minutes'] === 'number' ? step['timeout-minutes'] : undefined,
  };
};

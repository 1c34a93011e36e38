import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';

export interface WorkflowStep {
  /** Name, action or first line of the script. */
  label: string;
  uses?: string;
  /** The lines of its script that do something. */
  commands: readonly string[];
  condition?: string;
  line: number;
}

export interface WorkflowJob {
  id: string;
  condition?: string;
  steps: readonly WorkflowStep[];
  /** Values of its matrix, as `key=value`. */
  legs: readonly string[];
  line: number;
}

export interface Workflow {
  jobs: readonly WorkflowJob[];
  /** Names of the events, with the filters below them as `push.branches=main`. */
  triggers: readonly string[];
  /** `scope=level`, those of jobs with the job in front. */
  permissions: readonly string[];
}

/** A workflow or a composite action as far as it is checked; undefined when it is none or cannot be read. */
export function readWorkflow(text: string): Workflow | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: false, prettyErrors: false });
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root)) return undefined;
  const at = (node: unknown): number => counter.linePos((node as Node | undefined)?.range?.[0] ?? 0).line;
  const jobs = mapOf(root, 'jobs');
  const runs = mapOf(root, 'runs');
  return {
    jobs: jobs
      ? entries(jobs).flatMap(([id, job]) => (isMap(job) ? [readJob(id, job, at)] : []))
      : runs
        ? [readJob('runs', runs, at)]
        : [],
    triggers: triggersOf(root),
    permissions: [
      ...permissionsOf('', root.get('permissions', true)),
      ...entries(jobs).flatMap(([id, job]) =>
        isMap(job) ? permissionsOf(`${id}.`, job.get('permissions', true)) : [],
      ),
    ],
  };
}

function readJob(id: string, job: YAMLMap, at: (node: unknown) => number): WorkflowJob {
  const steps = job.get('steps', true);
  const uses = textOf(job, 'uses');
  return {
    id,
    ...conditionOf(job),
    steps: [
      ...(uses === undefined ? [] : [{ label: uses, uses, commands: [], line: at(job) }]),
      ...(isSeq(steps) ? steps.items.flatMap((step) => (isMap(step) ? [readStep(step, at(step))] : [])) : []),
    ],
    legs: legsOf(mapOf(job, 'strategy')),
    line: at(job),
  };
}

function readStep(step: YAMLMap, line: number): WorkflowStep {
  const uses = textOf(step, 'uses');
  const script = textOf(step, 'run') ?? '';
  const commands = script
    .split('\n')
    .map((command) => command.trim())
    .filter((command) => command !== '' && !command.startsWith('#'));
  return {
    label: textOf(step, 'name') ?? uses ?? commands[0] ?? '',
    ...(uses !== undefined && { uses: uses.replace(/@.*$/, '') }),
    commands,
    ...conditionOf(step),
    line,
  };
}

function conditionOf(map: YAMLMap): { condition?: string } {
  const condition = textOf(map, 'if');
  return condition === undefined ? {} : { condition };
}

function legsOf(strategy: YAMLMap | undefined): string[] {
  const matrix = strategy && mapOf(strategy, 'matrix');
  return entries(matrix).flatMap(([key, values]) =>
    isSeq(values) && key !== 'exclude' ? values.items.map((value) => `${key}=${JSON.stringify(value)}`) : [],
  );
}

function triggersOf(root: YAMLMap): string[] {
  // YAML 1.1 reads `on` as a truth value; this parser reads it as a word.
  const on: unknown = root.get('on', true);
  if (isSeq(on)) return on.items.map((item) => String(isScalar(item) ? item.value : item));
  if (!isMap(on)) return isScalar(on) ? [String(on.value)] : [];
  return entries(on).flatMap(([event, filters]) => [
    event,
    ...(isMap(filters)
      ? entries(filters).flatMap(([filter, values]) =>
          isSeq(values)
            ? values.items.map((value) => `${event}.${filter}=${isScalar(value) ? value.value : ''}`)
            : [],
        )
      : []),
  ]);
}

function permissionsOf(prefix: string, node: unknown): string[] {
  if (isScalar(node)) return [`${prefix}all=${node.value}`];
  return isMap(node)
    ? entries(node).map(([scope, level]) => `${prefix}${scope}=${isScalar(level) ? level.value : ''}`)
    : [];
}

function mapOf(map: YAMLMap, key: string): YAMLMap | undefined {
  const value = map.get(key, true);
  return isMap(value) ? value : undefined;
}

function textOf(map: YAMLMap, key: string): string | undefined {
  const value = map.get(key, true);
  return isScalar(value) && value.value !== null ? String(value.value) : undefined;
}

const entries = (map: YAMLMap | undefined): [string, unknown][] =>
  (map?.items ?? []).map(({ key, value }) => [String(isScalar(key) ? key.value : key), value]);

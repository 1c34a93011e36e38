import { asAmount, asFlag, asText, asTextList, asTextMap, isMap, type PlainMap } from './coerce.js';
import { readServices } from './read-services.js';
import { optional, readSteps } from './read-step.js';
import type { RunDefaults, Workflow, WorkflowJob, WorkflowProblem } from './workflow.js';
import { readYaml, type YamlSource } from './yaml-reader.js';

/** Faults of the file are data: GitHub refuses such a workflow with the same positions. */
export function readWorkflow(
  text: string,
  path: string,
): { workflow: Workflow } | { problems: WorkflowProblem[] } {
  const source = readYaml(text);
  const root = source.value;
  if (source.problems.length > 0) return { problems: source.problems };
  if (!isMap(root)) {
    source.complain([], `${path} is not a workflow: it must be a map with \`on\` and \`jobs\``);
    return { problems: source.problems };
  }
  const workflow = readRoot(root, source);
  source.problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return source.problems.length > 0 ? { problems: source.problems } : { workflow };
}

function readRoot(root: PlainMap, source: YamlSource): Workflow {
  if (root.on === undefined || root.on === null) {
    source.complain([], 'a workflow needs `on`: the events that start it');
  }
  if (!isMap(root.jobs) || Object.keys(root.jobs).length === 0) {
    source.complain(['jobs'], 'a workflow needs `jobs`: a map with at least one job');
  }
  const jobs = isMap(root.jobs) ? Object.entries(root.jobs) : [];
  for (const [id, job] of jobs) checkNeeds(id, job, new Map(jobs), source);
  return {
    ...optional('name', asText(root.name)),
    ...optional('runName', asText(root['run-name'])),
    on: readEvents(root.on),
    env: asTextMap(root.env),
    runDefaults: readDefaults(root.defaults) ?? {},
    jobs: jobs.flatMap(([id, value]) => readJob(id, value, source) ?? []),
  };
}

/** GitHub refuses a workflow whose jobs wait for one that is not there, or for each other. */
function checkNeeds(id: string, job: unknown, jobs: Map<string, unknown>, source: YamlSource): void {
  const needsOf = (one: unknown): string[] => (isMap(one) ? asTextList(one.needs) : []);
  const path = ['jobs', id, 'needs'];
  const seen = new Set<string>();
  const pending = needsOf(job);
  for (const need of pending) {
    if (!jobs.has(need)) source.complain(path, `job \`${id}\` needs \`${need}\`, which is not a job`);
  }
  for (let need = pending.pop(); need !== undefined; need = pending.pop()) {
    if (need === id) {
      source.complain(path, `job \`${id}\` waits for itself`);
      return;
    }
    if (seen.has(need)) continue;
    seen.add(need);
    pending.push(...needsOf(jobs.get(need)));
  }
}

export function readEvents(on: unknown): Record<string, unknown> {
  if (isMap(on)) return on;
  return Object.fromEntries(asTextList(on).map((event) => [event, null]));
}

function readDefaults(value: unknown): RunDefaults | undefined {
  const run = isMap(value) ? value.run : undefined;
  if (!isMap(run)) return undefined;
  return {
    ...optional('shell', asText(run.shell)),
    ...optional('workingDirectory', asText(run['working-directory'])),
  };
}

function readJob(id: string, value: unknown, source: YamlSource): WorkflowJob | undefined {
  const path = ['jobs', id];
  if (!isMap(value)) {
    source.complain(path, `job \`${id}\` must be a map`);
    return undefined;
  }
  if (value.uses === undefined && value['runs-on'] === undefined) {
    source.complain(path, `job \`${id}\` needs \`runs-on\``);
  }
  if (value.uses === undefined && value.steps === undefined) {
    source.complain(path, `job \`${id}\` needs \`steps\``);
  }
  const strategy = isMap(value.strategy) ? value.strategy : {};
  return {
    id,
    ...optional('name', asText(value.name)),
    runsOn: value['runs-on'],
    needs: asTextList(value.needs),
    ...optional('if', asText(value.if)),
    env: asTextMap(value.env),
    ...optional('runDefaults', readDefaults(value.defaults)),
    ...optional('matrix', strategy.matrix),
    ...optional('failFast', strategy['fail-fast']),
    ...optional('maxParallel', strategy['max-parallel']),
    ...optional('timeoutMinutes', asAmount(value['timeout-minutes'])),
    ...optional('continueOnError', asFlag(value['continue-on-error'])),
    ...optional('container', value.container),
    services: readServices(value.services),
    outputs: asTextMap(value.outputs),
    steps: readSteps(value.steps, [...path, 'steps'], source),
    ...optional('uses', asText(value.uses)),
    with: isMap(value.with) ? value.with : {},
  };
}

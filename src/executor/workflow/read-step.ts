import { asAmount, asFlag, asText, asTextMap, isMap } from './coerce.js';
import type { WorkflowStep } from './workflow.js';
import type { Path, YamlSource } from './yaml-reader.js';

export function readSteps(value: unknown, path: Path, source: YamlSource): WorkflowStep[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    source.complain(path, '`steps` must be a list');
    return [];
  }
  const steps = value.flatMap((step, index) => readStep(step, [...path, index], source) ?? []);
  const ids = value.map((step) => (isMap(step) ? asText(step.id)?.toLowerCase() : undefined));
  ids.forEach((id, index) => {
    if (id !== undefined && ids.indexOf(id) < index) {
      source.complain([...path, index, 'id'], `the step id \`${id}\` is used more than once`);
    }
  });
  return steps;
}

function readStep(value: unknown, path: Path, source: YamlSource): WorkflowStep | undefined {
  if (!isMap(value)) {
    source.complain(path, 'a step must be a map with `run` or `uses`');
    return undefined;
  }
  if ((value.run === undefined) === (value.uses === undefined)) {
    source.complain(path, 'a step needs exactly one of `run` and `uses`');
    return undefined;
  }
  if (value.run !== undefined && asText(value.run) === undefined) {
    source.complain([...path, 'run'], '`run` must be text');
    return undefined;
  }
  return {
    ...optional('id', asText(value.id)),
    ...optional('name', asText(value.name)),
    ...optional('if', asText(value.if)),
    ...optional('run', asText(value.run)),
    ...optional('uses', asText(value.uses)),
    ...optional('shell', asText(value.shell)),
    ...optional('workingDirectory', asText(value['working-directory'])),
    ...optional('continueOnError', asFlag(value['continue-on-error'])),
    ...optional('timeoutMinutes', asAmount(value['timeout-minutes'])),
    with: asTextMap(value.with),
    env: asTextMap(value.env),
  };
}

/** A property that is absent rather than undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

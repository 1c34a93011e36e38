import { asText, isMap } from './coerce.js';
import { optional, readSteps } from './read-step.js';
import type { CompositeFile } from './workflow.js';
import { readYaml } from './yaml-reader.js';

/** Reads an `action.yml`; anything but a sound composite action gives the reason as text. */
export function readComposite(
  text: string,
  path: string,
): { composite: CompositeFile } | { problem: string } {
  const source = readYaml(text);
  const root = source.value;
  if (!isMap(root))
    return { problem: `${path} is not an action: ${source.problems[0]?.message ?? 'no map'}` };
  const runs = isMap(root.runs) ? root.runs : {};
  if (runs.using !== 'composite') return { problem: `${path} is a ${asText(runs.using) ?? 'broken'} action` };
  const steps = readSteps(runs.steps, ['runs', 'steps'], source);
  const fault = source.problems[0];
  if (fault) return { problem: `${path}:${fault.line}: ${fault.message}` };
  return { composite: { ...optional('name', asText(root.name)), ...readFace(root), steps } };
}

function readFace(root: Record<string, unknown>): Pick<CompositeFile, 'inputs' | 'outputs'> {
  const inputs = isMap(root.inputs) ? Object.entries(root.inputs) : [];
  const outputs = isMap(root.outputs) ? Object.entries(root.outputs) : [];
  return {
    inputs: Object.fromEntries(
      inputs.map(([key, value]) => {
        const input = isMap(value) ? value : {};
        return [key, { ...optional('default', asText(input.default)), required: input.required === true }];
      }),
    ),
    outputs: Object.fromEntries(
      outputs.map(([key, value]) => [key, (isMap(value) ? asText(value.value) : undefined) ?? '']),
    ),
  };
}

import type { PlannedAction, PlannedComposite, PlannedStep } from '../../domain/index.js';
import type { Scope } from '../expressions/evaluate.js';
import { evaluateTemplate, interpolateMap, templateReferences } from '../expressions/template.js';
import { fromData, toData } from '../expressions/to-data.js';
import { readComposite } from '../workflow/read-composite.js';
import type { RunDefaults, WorkflowStep } from '../workflow/workflow.js';
import { type CommandAction, commandActions } from './command-actions.js';
import { attempt, type ReadFile } from './expand-jobs.js';
import { reasonNotToRun } from './never-run.js';
import { classifyUses, parseUses } from './uses-table.js';

export interface StepPlanning {
  scope: Scope;
  /** Empty inside of a composite action, whose steps ignore the workflow's defaults. */
  defaults: RunDefaults;
  readFile?: ReadFile;
  /** How many composite actions this step lies within. */
  depth: number;
  /** Within a composite action whose inputs only the running job can evaluate. */
  hidesInputs?: boolean;
  /** Folder that the repository is checked out into, in which its own actions then lie. */
  checkoutPath?: string;
  /** The job runs in an image, which need not have bash. */
  inImage?: boolean;
}

/** The shell of a step that names none: no pipefail, unlike `shell: bash`. */
export const defaultShell = 'bash -e {0}';
const shellOfImages = 'sh -e {0}';

/** The runner's own limit on composite actions within composite actions. */
const maxDepth = 10;

export const planSteps = (steps: readonly WorkflowStep[], planning: StepPlanning): PlannedStep[] =>
  steps.map((step, index) => planStep(step, index + 1, planning));

function planStep(step: WorkflowStep, number: number, planning: StepPlanning): PlannedStep {
  const timeout = Number(settled(step.timeoutMinutes, planning.scope));
  const [continueLate, timeoutLate] = [step.continueOnError, step.timeoutMinutes].map((value) =>
    lateText(value, planning),
  );
  return {
    number,
    ...(step.id !== undefined && { id: step.id }),
    name: nameOf(step, planning),
    ...(step.if !== undefined && { if: step.if }),
    env: step.env,
    continueOnError: continueLate === undefined && settled(step.continueOnError, planning.scope) === true,
    ...(continueLate !== undefined && { continueOnErrorText: continueLate }),
    ...(timeoutLate === undefined && timeout > 0 && { timeoutMinutes: timeout }),
    ...(timeoutLate !== undefined && { timeoutText: timeoutLate }),
    action: step.run === undefined ? planUses(step, planning) : planRun(step, step.run, planning),
  };
}

/** A flag or amount of a step, of which the expressions that can be known now are evaluated. */
function settled(value: unknown, scope: Scope): unknown {
  if (typeof value !== 'string') return value;
  const result = attempt(() => fromData(evaluateTemplate(value, scope)));
  return result === 'true' ? true : result;
}

/** The text of a setting that asks for what only the running job knows. */
const lateText = (value: unknown, planning: StepPlanning): string | undefined =>
  typeof value === 'string' && !isKnownNow(value, planning) ? value : undefined;

/** Does a text ask for nothing that only the running job knows? */
export const isKnownNow = (text: string, { hidesInputs }: Pick<StepPlanning, 'hidesInputs'> = {}): boolean =>
  templateReferences(text).every(
    ([name = '']) => knownContexts.includes(name) && !(hidesInputs && name === 'inputs'),
  );

function nameOf(step: WorkflowStep, planning: StepPlanning): string {
  const { scope } = planning;
  const written = step.name ?? `Run ${firstLine(step.run ?? step.uses ?? '')}`;
  if (!isKnownNow(written, planning)) return written;
  return attempt(() => evaluateTemplate(written, scope).coerceString()) ?? written;
}

const pureFunctions = [
  'format()',
  'contains()',
  'startswith()',
  'endswith()',
  'join()',
  'tojson()',
  'fromjson()',
];
const knownContexts = ['github', 'matrix', 'inputs', 'strategy', ...pureFunctions];

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';

const windowsShells = new Set(['cmd', 'powershell']);

function planRun(step: WorkflowStep, script: string, { defaults, inImage }: StepPlanning): PlannedAction {
  const shell = step.shell ?? defaults.shell ?? (inImage ? shellOfImages : defaultShell);
  const workingDirectory = step.workingDirectory ?? defaults.workingDirectory;
  const reason = windowsShells.has(shell)
    ? `not run here: the shell ${shell} needs Windows`
    : reasonNotToRun(script, Object.values(step.env));
  if (reason !== undefined) return { kind: 'skip', reason };
  return { kind: 'run', script, shell, ...(workingDirectory !== undefined && { workingDirectory }) };
}

function planUses(step: WorkflowStep, planning: StepPlanning): PlannedAction {
  const uses = step.uses ?? '';
  const local = /^[.$]\/(.*)$/.exec(uses)?.[1] ?? (uses === '.' ? '' : undefined);
  if (local !== undefined) {
    const inRepository = withoutPrefix(local.replace(/\/+$/, ''), planning.checkoutPath);
    return planLocal(uses, inRepository, step.with, planning);
  }
  const command = commandActions[parseUses(uses).name];
  if (command) return planCommand(uses, step.with, { ...command, shell: planning.inImage ? 'sh' : 'bash' });
  const treatment = classifyUses(uses);
  return 'skip' in treatment
    ? { kind: 'skip', reason: treatment.skip }
    : { kind: 'native', action: uses, with: step.with };
}

/** The path within the repository of what the job sees in the folder that it was checked out into. */
const withoutPrefix = (path: string, prefix: string | undefined): string =>
  prefix !== undefined && (path === prefix || path.startsWith(`${prefix}/`))
    ? path.slice(prefix.length + 1)
    : path;

/** The command stands in for the action, as a composite action of one step. */
function planCommand(
  uses: string,
  given: Record<string, string>,
  command: CommandAction & { shell: string },
): PlannedAction {
  const reason = [command.script, ...Object.values(given)]
    .map((text) => reasonNotToRun(text, []))
    .find(Boolean);
  if (reason !== undefined) return { kind: 'skip', reason };
  const { script, shell, workingDirectory, inputs, program } = command;
  const action = {
    kind: 'run',
    script,
    shell,
    ...(workingDirectory && { workingDirectory }),
  } as const;
  const step = { number: 1, name: `Run ${firstLine(script)}`, env: {}, continueOnError: false, action };
  const composite = { inputs, outputs: {}, steps: [step], ...(program && { program }) };
  return { kind: 'native', action: uses, with: given, composite };
}

function planLocal(
  uses: string,
  path: string,
  given: Record<string, string>,
  planning: StepPlanning,
): PlannedAction {
  const folder = path === '' ? '' : `${path}/`;
  const file = [`${folder}action.yml`, `${folder}action.yaml`].find(
    (name) => planning.readFile?.(name) !== undefined,
  );
  const text = file === undefined ? undefined : planning.readFile?.(file);
  if (file === undefined || text === undefined) {
    return { kind: 'skip', reason: `not run here: ${uses} has no action.yml in this repository` };
  }
  if (planning.depth >= maxDepth) return { kind: 'skip', reason: `not run here: ${uses} calls itself` };
  const read = readComposite(text, file);
  if ('problem' in read) return { kind: 'skip', reason: `not run here: ${read.problem}` };
  const { outputs, steps } = read.composite;
  const inputs = Object.fromEntries(
    Object.entries(read.composite.inputs).map(([key, input]) => [key, input.default ?? '']),
  );
  const inner = { ...planning, ...innerInputs({ ...inputs, ...given }, planning) };
  const composite: PlannedComposite = {
    path,
    inputs,
    outputs,
    steps: planSteps(steps, { ...inner, defaults: {}, depth: planning.depth + 1 }),
  };
  return { kind: 'native', action: uses, with: given, composite };
}

/** A composite action sees its own inputs, none of the job's. */
function innerInputs(
  values: Record<string, string>,
  planning: StepPlanning,
): Pick<StepPlanning, 'scope' | 'hidesInputs'> {
  const { scope } = planning;
  const known = Object.values(values).every((text) => isKnownNow(text, planning));
  const inputs = known ? attempt(() => interpolateMap(values, scope)) : undefined;
  const contexts = { ...scope.contexts, inputs: toData(inputs ?? {}) };
  return { scope: { ...scope, contexts }, hidesInputs: inputs === undefined };
}

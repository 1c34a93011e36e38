import type { PlannedAction, PlannedComposite, PlannedStep } from '../../domain/index.js';
import type { Scope } from '../expressions/evaluate.js';
import { evaluateTemplate, templateReferences } from '../expressions/template.js';
import { fromData } from '../expressions/to-data.js';
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
}

/** The shell of a step that names none: no pipefail, unlike `shell: bash`. */
export const defaultShell = 'bash -e {0}';

/** The runner's own limit on composite actions within composite actions. */
const maxDepth = 10;

export const planSteps = (steps: readonly WorkflowStep[], planning: StepPlanning): PlannedStep[] =>
  steps.map((step, index) => planStep(step, index + 1, planning));

function planStep(step: WorkflowStep, number: number, planning: StepPlanning): PlannedStep {
  const timeout = Number(settled(step.timeoutMinutes, planning.scope));
  return {
    number,
    ...(step.id !== undefined && { id: step.id }),
    name: nameOf(step, planning.scope),
    ...(step.if !== undefined && { if: step.if }),
    env: step.env,
    continueOnError: settled(step.continueOnError, planning.scope) === true,
    ...(timeout > 0 && { timeoutMinutes: timeout }),
    action: step.run === undefined ? planUses(step, planning) : planRun(step, step.run, planning),
  };
}

/** A flag or amount of a step, of which the expressions that can be known now are evaluated. */
function settled(value: unknown, scope: Scope): unknown {
  if (typeof value !== 'string') return value;
  const result = attempt(() => fromData(evaluateTemplate(value, scope)));
  return result === 'true' ? true : result;
}

function nameOf(step: WorkflowStep, scope: Scope): string {
  const written = step.name ?? `Run ${firstLine(step.run ?? step.uses ?? '')}`;
  const knownNow = templateReferences(written).every(([name]) => name !== undefined && name in staticNames);
  if (!knownNow) return written;
  return attempt(() => evaluateTemplate(written, scope).coerceString()) ?? written;
}

const staticNames = { github: true, matrix: true, inputs: true, strategy: true, 'format()': true };

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';

const windowsShells = new Set(['cmd', 'powershell']);

function planRun(step: WorkflowStep, script: string, { defaults }: StepPlanning): PlannedAction {
  const shell = step.shell ?? defaults.shell ?? defaultShell;
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
  if (local !== undefined) return planLocal(uses, local.replace(/\/+$/, ''), step.with, planning);
  const command = commandActions[parseUses(uses).name];
  if (command) return planCommand(uses, step.with, command);
  const treatment = classifyUses(uses);
  return 'skip' in treatment
    ? { kind: 'skip', reason: treatment.skip }
    : { kind: 'native', action: uses, with: step.with };
}

/** The command stands in for the action, as a composite action of one step. */
function planCommand(uses: string, given: Record<string, string>, command: CommandAction): PlannedAction {
  const reason = [command.script, ...Object.values(given)]
    .map((text) => reasonNotToRun(text, []))
    .find(Boolean);
  if (reason !== undefined) return { kind: 'skip', reason };
  const { script, workingDirectory, inputs, program } = command;
  const action = {
    kind: 'run',
    script,
    shell: 'bash',
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
  const { inputs, outputs, steps } = read.composite;
  const composite: PlannedComposite = {
    path,
    inputs: Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.default ?? ''])),
    outputs,
    steps: planSteps(steps, { ...planning, defaults: {}, depth: planning.depth + 1 }),
  };
  return { kind: 'native', action: uses, with: given, composite };
}

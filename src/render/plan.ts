import { indent, oneLine, type Plan, type PlannedStep, safeText } from '../domain/index.js';

const shownScriptLines = 20;

/** What a replay of a job would do, step by step; expressions stand as they are written. */
export function renderPlan(plan: Plan, columns: number): string {
  const facts = [
    `${plan.workflowPath}, on ${plan.runsOn.join(', ')}, at most ${plan.timeoutMinutes} min`,
    ...(plan.container ? [`image ${plan.container.image}`] : []),
    ...Object.entries(plan.env).map(([name, value]) => `env ${name}=${value}`),
    ...plan.warnings.map((warning) => `! ${warning}`),
  ].map((line) => oneLine(line, columns - 2));
  return [
    safeText(plan.jobName),
    indent(facts.join('\n'), '  '),
    ...plan.steps.map((step) => indent(stepText(step, columns - 2), '  ')),
  ].join('\n');
}

function stepText(step: PlannedStep, columns: number): string {
  const { action } = step;
  const head = `${String(step.number).padStart(2)}  ${action.kind === 'skip' ? 'skip' : action.kind === 'run' ? 'run ' : 'do  '}  ${step.name}`;
  const details = [
    ...(step.if === undefined ? [] : [`if ${step.if}`]),
    ...Object.entries(step.env).map(([name, value]) => `env ${name}=${value}`),
    ...actionLines(action),
  ].map((line) => oneLine(line, columns - 10));
  return [oneLine(head, columns), ...details.map((line) => `          ${line}`)].join('\n');
}

function actionLines(action: PlannedStep['action']): string[] {
  switch (action.kind) {
    case 'run': {
      const lines = action.script.trimEnd().split('\n');
      const more = lines.length - shownScriptLines;
      return [
        ...lines.slice(0, shownScriptLines).map((line) => `$ ${line}`),
        ...(more > 0 ? [`and ${more} more lines`] : []),
      ];
    }
    case 'native':
      return [
        ...Object.entries(action.with).map(([name, value]) => `with ${name}=${value}`),
        ...(action.composite?.steps ?? []).map((step) => `· ${step.name}`),
      ];
    case 'skip':
      return [action.reason];
  }
}

import type { LogLine, Plan, PlannedStep } from '../../domain/index.js';
import { splitTemplate, templateReferences } from '../expressions/template.js';
import { reasonNotToRun } from './never-run.js';

/** A `run:` step as CI's own log shows it: its script after evaluation and its environment. */
export interface OracleStep {
  script: string;
  env: Record<string, string>;
}

/** The headers of the run steps in a job's log, in order. The runner prints each before it runs the step. */
export function readOracle(lines: Iterable<LogLine>): OracleStep[] {
  const steps: OracleStep[] = [];
  let script: string[] = [];
  let inEnv = false;
  for (const { section, text } of lines) {
    if (section === 'script') {
      if (script.length === 0 || inEnv) steps.push({ script: '', env: {} });
      if (inEnv) script = [];
      inEnv = false;
      script.push(text);
      const step = steps.at(-1);
      if (step) step.script = script.join('\n');
      continue;
    }
    if (section !== 'header') {
      script = [];
      inEnv = false;
      continue;
    }
    if (text === 'env:') inEnv = true;
    const [, key, value] = (inEnv && /^ {2}([^:\s]+): ?(.*)$/.exec(text)) || [];
    const step = steps.at(-1);
    if (key !== undefined && step && script.length > 0) step.env[key] = value ?? '';
  }
  return steps;
}

/** Contexts whose values only the run in CI knew. */
const unknownHere = (reference: string[]): boolean =>
  ['needs', 'vars', 'inputs'].includes(reference[0] ?? '') ||
  (reference[0] === 'github' &&
    ['event', 'actor', 'triggering_actor', 'run_number'].includes(reference[1] ?? ''));

/**
 * Puts what CI's log shows in the place of what cannot be worked out here: scripts and variables that ask for
 * other jobs' outputs, repository variables or the event. Steps are matched in order, by the text around
 * their expressions.
 */
export function applyOracle(plan: Plan, oracle: readonly OracleStep[]): Plan {
  const warnings: string[] = [];
  let at = 0;
  const steps = plan.steps.map((step) => {
    const { action } = step;
    if (action.kind !== 'run') return step;
    const pattern = templatePattern(action.script);
    const index = oracle.findIndex((seen, position) => position >= at && pattern.test(seen.script));
    const seen = oracle[index];
    if (!seen) return step;
    at = index + 1;
    const taken = takeFrom(step, action, seen);
    if (taken !== step) warnings.push(`${step.name}: values that only CI knew are taken from its log`);
    return taken;
  });
  return warnings.length === 0 ? plan : { ...plan, steps, warnings: [...plan.warnings, ...warnings] };
}

function takeFrom(
  step: PlannedStep,
  action: Extract<PlannedStep['action'], { kind: 'run' }>,
  seen: OracleStep,
): PlannedStep {
  const env = Object.entries(step.env).flatMap(([key, text]): [string, string][] => {
    const value = seen.env[key];
    return value !== undefined && asksForUnknown(text) && isPlain(value) ? [[key, value]] : [];
  });
  const ownScript = !asksForUnknown(action.script) || !isPlain(seen.script);
  if (ownScript && env.length === 0) return step;
  const reason = ownScript ? undefined : reasonNotToRun(seen.script, []);
  if (reason !== undefined) return { ...step, action: { kind: 'skip', reason } };
  return {
    ...step,
    env: { ...step.env, ...Object.fromEntries(env) },
    action: ownScript ? action : { ...action, script: seen.script },
  };
}

const asksForUnknown = (text: string): boolean => templateReferences(text).some(unknownHere);

/** A masked secret is no value; and CI's text must not be evaluated a second time. */
const isPlain = (text: string): boolean => !text.includes('***') && !text.includes('${{');

/**
 * A log is written by the project's own code as well, so that it must not bring a command into the replay:
 * around the workflow's own text only values without any meaning to a shell are taken.
 */
const harmlessValue = '[\\w.,:@/+=-]*';

function templatePattern(template: string): RegExp {
  const parts = splitTemplate(template.trimEnd()).map((part) =>
    'text' in part ? part.text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : harmlessValue,
  );
  return new RegExp(`^${parts.join('')}\\s*$`);
}

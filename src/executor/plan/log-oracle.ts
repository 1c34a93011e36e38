import type { Plan, PlannedStep } from '../../domain/index.js';
import { referencesOf } from '../expressions/evaluate.js';
import { hasExpression, hasStatusFunction, templateReferences } from '../expressions/template.js';
import { isMap } from '../workflow/coerce.js';
import {
  isCommandName,
  isHarmless,
  matchTemplate,
  scriptMatcher,
  type TemplateMatch,
} from './match-template.js';
import { reasonNotToRun } from './never-run.js';
import type { OracleStep } from './read-oracle.js';
import { githubFacts, type RunFacts } from './static-scope.js';

/** Does a reference (`['needs', 'a', 'outputs', 'b']`) ask for a value that only the run in CI knew? */
export type IsUnknown = (reference: readonly string[]) => boolean;

export const unknownTo = (facts: RunFacts): IsUnknown => {
  const github = githubFacts(facts);
  return ([context, ...path]) => {
    if (context === 'needs') return true;
    if (context === 'vars') return facts.vars === undefined;
    if (context === 'inputs') return facts.dispatched === undefined;
    const only = ['event', 'actor', 'triggering_actor', 'run_number', 'run_id'];
    return context === 'github' && only.includes(path[0] ?? '') && valueAt(github, path) === undefined;
  };
};

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, key) => (isMap(found) ? found[key] : undefined), value);

const asks = (text: string, isUnknown: IsUnknown): boolean => templateReferences(text).some(isUnknown);

const conditionAsks = (condition: string, isUnknown: IsUnknown): boolean =>
  [...templateReferences(condition), ...referencesOf(condition)].some(isUnknown);

/** Does anything in a plan ask for what only CI's log can tell? */
export const needsOracle = ({ env, steps }: Plan, isUnknown: IsUnknown): boolean =>
  Object.values(env).some((text) => asks(text, isUnknown)) ||
  steps.some(
    (step) =>
      textsOf(step).some((text) => asks(text, isUnknown)) ||
      (step.if !== undefined && conditionAsks(step.if, isUnknown)),
  );

function textsOf({ action, env }: PlannedStep): string[] {
  const own =
    action.kind === 'run' ? [action.script] : action.kind === 'native' ? Object.values(action.with) : [];
  return [...own, ...Object.values(env)];
}

/**
 * Puts what CI's log shows in the place of what cannot be worked out here: expressions that ask for other
 * jobs' outputs, repository variables or the event. Steps are matched in order, by the text around their
 * expressions; nothing but the values of those expressions is taken.
 */
export function applyOracle(
  plan: Plan,
  oracle: readonly OracleStep[],
  isUnknown: IsUnknown = unknownTo({ event: plan.event ?? '' }),
): Plan {
  const warnings: string[] = [];
  const seen = alignSteps(plan.steps, oracle);
  const last = seen.findLastIndex((one) => one !== undefined);
  const steps = plan.steps.map((step, index) => {
    const shown = seen[index];
    const taken = takeCondition(shown ? takeFrom(step, shown, isUnknown) : step, {
      ran: shown !== undefined,
      passed: index < last,
      isUnknown,
    });
    if (taken !== step) warnings.push(`${step.name}: values that only CI knew are taken from its log`);
    return taken;
  });
  const shownEnv: Record<string, string> = Object.assign({}, ...oracle.map((step) => step.env).reverse());
  const env = takeValues(plan.env, shownEnv, { isUnknown, isFit: isPlain });
  if (env !== plan.env) warnings.push('variables of the job that only CI knew are taken from its log');
  return warnings.length === 0 ? plan : { ...plan, env, steps, warnings: [...plan.warnings, ...warnings] };
}

/** Which header of the log belongs to which step; a step that did not run has none. */
export function alignSteps(
  steps: readonly PlannedStep[],
  oracle: readonly OracleStep[],
): (OracleStep | undefined)[] {
  const scripts = steps.flatMap(({ action }) => (action.kind === 'run' ? [action.script] : []));
  const isScriptOf = scriptMatcher(scripts);
  const isHeaderOf = ({ action }: PlannedStep, seen: OracleStep): boolean => {
    if (action.kind === 'native') return action.action === seen.uses && agrees(action.with, seen.with);
    return action.kind === 'run' && seen.uses === undefined && isScriptOf(action.script, seen.script);
  };
  let at = 0;
  return steps.map((step) => {
    const index = oracle.findIndex((seen, position) => position >= at && isHeaderOf(step, seen));
    if (index < 0) return undefined;
    at = index + 1;
    return oracle[index];
  });
}

/** Two steps with the same action are told apart by the inputs that are written out. */
const agrees = (written: Record<string, string>, shown: Record<string, string> = {}): boolean =>
  Object.entries(written).every(([key, text]) => {
    const value = shown[key];
    const isComparable = value !== undefined && !hasExpression(text) && !text.trim().includes('\n');
    return !isComparable || value.includes('***') || value === text.trim();
  });

function takeFrom(step: PlannedStep, seen: OracleStep, isUnknown: IsUnknown): PlannedStep {
  const { action } = step;
  const env = takeValues(step.env, seen.env, { isUnknown, isFit: isPlain });
  if (action.kind === 'native') {
    // What stands in for the action may run an input as a command, which the log must not choose.
    const runsInputs = action.composite !== undefined && action.composite.path === undefined;
    const inputs = runsInputs
      ? action.with
      : takeValues(action.with, seen.with ?? {}, { isUnknown, isFit: isHarmless });
    const same = env === step.env && inputs === action.with;
    return same ? step : { ...step, env, action: { ...action, with: inputs } };
  }
  if (action.kind !== 'run') return step;
  const found = matchTemplate(action.script, seen.script);
  const script = found ? fill(found, isUnknown) : action.script;
  if (env === step.env && script === action.script) return step;
  const reason = script === action.script ? undefined : reasonNotToRun(script, []);
  if (reason !== undefined) return { ...step, action: { kind: 'skip', reason } };
  return { ...step, env, action: { ...action, script } };
}

/** The template again, with the values of those expressions that cannot be evaluated here. */
function fill({ parts, values }: TemplateMatch, isUnknown: IsUnknown): string {
  const texts = parts.map((part, index) => {
    if ('text' in part) return part.text;
    const template = `\${{ ${part.expression} }}`;
    const value = asks(template, isUnknown) && !isCommandName(parts, index) ? values.get(index) : undefined;
    return value ?? template;
  });
  return texts.join('');
}

/** A masked secret is no value, and CI's text must not be evaluated a second time. */
const isPlain = (text: string): boolean => !text.includes('***') && !text.includes('${{');

/** The same map when nothing of it is unknown, or the log shows nothing harmless for it. */
function takeValues(
  map: Record<string, string>,
  shown: Record<string, string>,
  { isUnknown, isFit }: { isUnknown: IsUnknown; isFit(value: string): boolean },
): Record<string, string> {
  const taken = Object.entries(map).flatMap(([key, text]): [string, string][] => {
    const value = shown[key];
    return value !== undefined && isFit(value) && asks(text, isUnknown) ? [[key, value]] : [];
  });
  return taken.length === 0 ? map : { ...map, ...Object.fromEntries(taken) };
}

/** A script with expressions may be in the log without being known again. */
const isRecognised = ({ action }: PlannedStep): boolean =>
  action.kind === 'native' || (action.kind === 'run' && !hasExpression(action.script));

/** A step that CI's log shows did run; one that it passes over did not. */
function takeCondition(
  step: PlannedStep,
  { ran, passed, isUnknown }: { ran: boolean; passed: boolean; isUnknown: IsUnknown },
): PlannedStep {
  const condition = step.if;
  if (condition === undefined || step.action.kind === 'skip' || !conditionAsks(condition, isUnknown))
    return step;
  if (ran) return { ...step, if: hasStatusFunction(condition) ? 'always()' : 'success()' };
  return passed && isRecognised(step) ? { ...step, if: 'false' } : step;
}

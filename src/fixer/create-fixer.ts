import type {
  ChangeEvidence,
  Completion,
  CompletionRequest,
  FixQuestion,
  FixTask,
  ModelAnswer,
  PlannedQuestion,
  Verdict,
} from '../domain/index.js';
import { askForFix, describeQuestion } from './ask-for-fix.js';
import { classOf, type GatePolicy, judgeChange, type ProposedChange } from './gate/index.js';
import { applyLearned, applyRecipes, type RecipeDeps } from './recipes/index.js';
import { shrinkChange } from './shrink/index.js';
import { weigh } from './weigh.js';

export interface FixerDeps extends RecipeDeps {
  policy: GatePolicy;
  /** Kinds of secrets that a text holds. */
  findSecrets(text: string): string[];
  redact(text: string): string;
  /** Asks the configured models in their order, within the budget; undefined when there is none. */
  ask?(request: CompletionRequest, question: FixQuestion): Promise<Completion>;
  /** Whom `ask` would ask, and what that may cost. */
  describeCall?(request: CompletionRequest, question: FixQuestion): Promise<PlannedQuestion['calls']>;
  costUsd(completion: Completion): number | null;
  countTokens(text: string): number;
  signal: AbortSignal;
}

/** Recipes, model and gate behind one face. */
export function createFixer(deps: FixerDeps) {
  return {
    hasModel: deps.ask !== undefined,
    isSource: (file: string) => !['test', 'snapshot'].includes(classOf(file)),
    shrink: shrinkChange,
    applyRecipes: (task: FixTask, options: { only?: readonly string[]; tried: Set<string> }) =>
      applyRecipes({ ...task, directory: directoryOf(task) }, deps, options),
    applyLearned: ({ workspace }: FixTask, diff: string): Promise<boolean> =>
      applyLearned(workspace.tree, diff),
    askModel: (task: FixTask, question: FixQuestion): Promise<ModelAnswer> => askForFix(task, question, deps),
    describeQuestion: (task: FixTask, question: FixQuestion): Promise<PlannedQuestion> =>
      describeQuestion(task, question, deps),
    judge: (change: ProposedChange): Verdict => judgeChange(change, deps.policy, deps.findSecrets),
    weigh: (verdict: Verdict, evidence: ChangeEvidence): Verdict => weigh(verdict, evidence, deps.policy),
  };
}

/** Where the failing step ran, relative to the root; the root when the workflow leaves it to an expression. */
function directoryOf({ plan, step }: FixTask): string {
  const action = plan.steps.find(({ number }) => number === step?.number)?.action;
  const written = action?.kind === 'run' ? action.workingDirectory : undefined;
  if (written === undefined || written.includes('${{') || written.startsWith('/')) return '';
  const clean = written.replace(/^\.\/+/, '').replace(/\/+$/, '');
  return clean === '.' || clean.split('/').includes('..') ? '' : clean;
}

import type {
  Attempt,
  Completion,
  CompletionRequest,
  FileChange,
  FixTask,
  ModelAnswer,
  Verdict,
} from '../domain/index.js';
import { askForFix } from './ask-for-fix.js';
import { classOf, type GatePolicy, judgeChange } from './gate/index.js';
import { applyRecipes, type RecipeDeps } from './recipes/index.js';
import { shrinkChange } from './shrink/index.js';

export interface FixerDeps extends RecipeDeps {
  policy: GatePolicy;
  /** Kinds of secrets that a text holds. */
  findSecrets(text: string): string[];
  redact(text: string): string;
  /** Asks the configured models in their order; undefined when there is none. */
  ask?(request: CompletionRequest): Promise<Completion>;
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
    askModel: (task: FixTask, previous: readonly Attempt[]): Promise<ModelAnswer> =>
      askForFix(task, previous, deps),
    judge: (change: {
      changes: FileChange[];
      patch: string;
      byRecipe: boolean;
      touchesTests: boolean;
    }): Verdict => judgeChange(change, deps.policy, deps.findSecrets),
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

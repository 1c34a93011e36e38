import type { Attempt, CompletionRequest, FixTask, ModelAnswer } from '../domain/index.js';
import { buildContext, type ContextLevel } from './context/index.js';
import type { FixerDeps } from './create-fixer.js';
import { applyEdits, FixAnswer, fixAnswerSchema, parseBlocks, type Refusal, toEdits } from './edits/index.js';
import { classOf } from './gate/index.js';
import { buildPrompt, createMarker, type PreviousAttempt } from './prompt/index.js';

const maxAnswerTokens = 4096;
/** Whole-file rewrites lose what a model did not care to repeat. */
const rewritableLines = 200;

/** Asks a model once, with more context at each attempt, and applies its edits to the tree, all or none. */
export async function askForFix(
  task: FixTask,
  previous: readonly Attempt[],
  deps: FixerDeps,
): Promise<ModelAnswer> {
  if (!deps.ask) throw new Error('no model is configured');
  const completion = await deps.ask(await questionOf(task, previous, deps));
  const told = {
    provider: completion.provider,
    model: completion.model,
    usage: completion.usage,
    costUsd: deps.costUsd(completion),
  };
  if (!completion.ok)
    return { kind: 'failed', reason: `${completion.provider}: ${completion.message}`, ...told };

  const answer = FixAnswer.safeParse(completion.json);
  if (!answer.success) return { kind: 'refused', reason: 'The answer does not fit the schema.', ...told };
  const { outcome, analysis, summary, needs } = answer.data;
  if (answer.data.edits.length === 0 && needs.length > 0) {
    return { kind: 'refused', reason: `It asked to see: ${needs.join(', ')}.`, needs, ...told };
  }
  if (outcome !== 'fix')
    return { kind: 'declined', reason: `${declined[outcome]} ${oneSentence(analysis)}`.trim(), ...told };

  const edits = toEdits(answer.data);
  const forbidden = edits
    .flatMap((edit) => (edit.action === 'rename' ? [edit.file, edit.to] : [edit.file]))
    .filter(isForbidden);
  if (forbidden.length > 0)
    return {
      kind: 'refused',
      reason: `These files may not be edited: ${[...new Set(forbidden)].join(', ')}.`,
      ...told,
    };
  const applied = await applyEdits(task.workspace.tree, edits, {
    mayRewrite: (_file, lines) => lines <= rewritableLines,
  });
  if (!applied.ok) return { kind: 'refused', reason: reasonOf(applied), ...told };
  return { kind: 'edited', summary: summary || 'mend the failing step', ...told };
}

const declined: Readonly<Record<Exclude<FixAnswer['outcome'], 'fix'>, string>> = {
  cannot_fix: 'The model cannot fix it.',
  flaky: 'The model takes it for a flaky failure.',
  infra: 'The model takes it for a failure of the machine.',
  needs_human: 'The model asks for a person.',
};

const isForbidden = (file: string): boolean => !['source', 'lockfile', 'manifest'].includes(classOf(file));

const reasonOf = ({ block, message, nearest }: Refusal): string =>
  `${block > 0 ? `Edit ${block}: ` : ''}${message}${nearest === undefined ? '' : `\nThe nearest lines are:\n${nearest}`}`;

const oneSentence = (text: string): string => (/^[^\n]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text).slice(0, 300);

async function questionOf(
  task: FixTask,
  previous: readonly Attempt[],
  deps: FixerDeps,
): Promise<CompletionRequest> {
  const { workspace, reports, plan } = task;
  const asked = previous.filter(({ byRecipe }) => !byRecipe);
  const level = Math.min(asked.length + 1, 3) as ContextLevel;
  const context = await buildContext({
    level,
    reports,
    readFile: (path) => deps.readFile(workspace, path),
    listFiles: () => deps.listFiles(workspace),
    workflow: { file: plan.workflowPath, ...(task.step ? { step: task.step.name } : {}) },
    needs: asked.at(-1)?.needs ?? [],
    countTokens: deps.countTokens,
  });
  const prompt = await buildPrompt({
    level,
    reports,
    windows: context.windows,
    left: context.left,
    ...(task.command === undefined ? {} : { command: task.command }),
    ...(task.step?.exitCode === undefined ? {} : { exitCode: task.step.exitCode }),
    facts: { job: plan.jobName, step: task.step?.name ?? '' },
    previousAttempts: asked.map(toPrevious),
    marker: createMarker(),
    redact: deps.redact,
  });
  return {
    ...prompt,
    schema: fixAnswerSchema,
    readText: parseBlocks,
    maxTokens: maxAnswerTokens,
    temperature: level === 3 ? 0.4 : 0,
    signal: deps.signal,
  };
}

const toPrevious = ({ summary, diff, error }: Attempt): PreviousAttempt => ({
  summary,
  ...(diff ? { diff } : {}),
  reason: error ?? 'it was not kept',
});

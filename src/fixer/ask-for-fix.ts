import type {
  AppliedStage,
  Attempt,
  CompletionRequest,
  FixQuestion,
  FixTask,
  ModelAnswer,
  ModelCall,
  PlannedQuestion,
} from '../domain/index.js';
import { buildContext, type ContextLevel } from './context/index.js';
import type { FixerDeps } from './create-fixer.js';
import {
  applyEdits,
  FixAnswer,
  findSyntaxFault,
  fixAnswerSchema,
  parseBlocks,
  type Refusal,
  toEdits,
} from './edits/index.js';
import { classOf } from './gate/index.js';
import {
  buildPrompt,
  createMarker,
  findInjections,
  type PreviousAttempt,
  type PromptFacts,
  roomForCode,
} from './prompt/index.js';

const maxAnswerTokens = 4096;
/** Whole-file rewrites lose what a model did not care to repeat. */
const rewritableLines = 200;
/** Of the last level, and of every sample after the first: the same question must not bring the same answer. */
const livelyTemperature = 0.4;

/** Asks a model once, with more context at each attempt, and applies its edits to the tree, all or none. */
export async function askForFix(task: FixTask, question: FixQuestion, deps: FixerDeps): Promise<ModelAnswer> {
  if (!deps.ask) throw new Error('no model is configured');
  const { request, injectionMarkers } = await requestOf(task, question, deps);
  const completion = await deps.ask(request, question);
  const call: ModelCall = {
    provider: completion.provider,
    model: completion.model,
    usage: completion.usage,
    costUsd: deps.costUsd(completion),
    question: `${request.system}\n\n${request.user}`,
    answer: completion.ok ? JSON.stringify(completion.json, null, 1) : completion.message,
    injectionMarkers,
  };
  if (!completion.ok)
    return { kind: 'failed', reason: `${completion.provider}: ${completion.message}`, ...call };
  const answer = FixAnswer.safeParse(completion.json);
  if (!answer.success) return { kind: 'refused', reason: 'The answer does not fit the schema.', ...call };
  return { ...(await takeAnswer(answer.data, task, deps)), ...call };
}

/** The question that `askForFix` would ask, and what it may cost; nobody is asked. */
export async function describeQuestion(
  task: FixTask,
  question: FixQuestion,
  deps: FixerDeps,
): Promise<PlannedQuestion> {
  const { request } = await requestOf(task, question, deps);
  return {
    system: request.system,
    user: request.user,
    calls: (await deps.describeCall?.(request, question)) ?? [],
  };
}

type Taken =
  | { kind: 'edited'; summary: string; stage: AppliedStage }
  | { kind: 'refused' | 'declined' | 'asks'; reason: string; needs?: string[]; summary?: string };

async function takeAnswer(answer: FixAnswer, task: FixTask, deps: FixerDeps): Promise<Taken> {
  const { workspace, reports } = task;
  const { outcome, analysis, summary, needs, question } = answer;
  if (answer.edits.length === 0 && needs.length > 0)
    return { kind: 'refused', reason: `It asked to see: ${needs.join(', ')}.`, needs };
  if (outcome === 'needs_human' && question.trim() !== '') return { kind: 'asks', reason: question.trim() };
  if (outcome !== 'fix')
    return { kind: 'declined', reason: `${declined[outcome]} ${oneSentence(analysis)}`.trim() };

  const edits = toEdits(answer);
  const forbidden = edits
    .flatMap((edit) => (edit.action === 'rename' ? [edit.file, edit.to] : [edit.file]))
    .filter((file) => isForbidden(file, reports));
  if (forbidden.length > 0)
    return {
      kind: 'refused',
      reason: `These files may not be edited: ${[...new Set(forbidden)].join(', ')}.`,
      ...(summary ? { summary } : {}),
    };
  const files = edits.flatMap((edit) =>
    edit.action === 'delete' ? [] : [edit.action === 'rename' ? edit.to : edit.file],
  );
  const before = await textsOf(workspace, files, deps);
  const applied = await applyEdits(workspace.tree, edits, {
    mayRewrite: (_file, lines) => lines <= rewritableLines,
  });
  if (!applied.ok) return { kind: 'refused', reason: reasonOf(applied), ...(summary ? { summary } : {}) };
  const fault = await findSyntaxFault(workspace.tree, before, (argv) =>
    deps.runTool(argv, { workspace, directory: '', network: false, session: task.session }),
  );
  if (fault) {
    await applied.undo();
    const reason = `After the edits ${fault.file} cannot be parsed any more:\n${fault.says}`;
    return { kind: 'refused', reason, ...(summary ? { summary } : {}) };
  }
  return { kind: 'edited', summary: summary || 'mend the failing step', stage: loosestOf(applied.applied) };
}

/** What stood in the files before. */
const textsOf = (
  workspace: FixTask['workspace'],
  files: readonly string[],
  deps: FixerDeps,
): Promise<{ file: string; before?: string }[]> =>
  Promise.all(
    [...new Set(files)].map(async (file) => {
      const before = await deps.readFile(workspace, file);
      return { file, ...(before === undefined ? {} : { before }) };
    }),
  );

/** The stages of the matcher as the gate knows them. */
const stageNames: readonly (readonly [AppliedStage, readonly string[]])[] = [
  ['fuzzy', ['S6']],
  ['rewrite', ['rewrite']],
  ['shifted', ['S4', 'S5']],
  ['whitespace', ['S2', 'S3']],
];

const loosestOf = (applied: readonly { stage?: string }[]): AppliedStage =>
  stageNames.find(([, stages]) => applied.some(({ stage }) => stage && stages.includes(stage)))?.[0] ??
  'exact';

const declined: Readonly<Record<Exclude<FixAnswer['outcome'], 'fix'>, string>> = {
  cannot_fix: 'The model cannot fix it.',
  flaky: 'The model takes it for a flaky failure.',
  infra: 'The model takes it for a failure of the machine.',
  needs_human: 'The model asks for a person.',
};

/** Where the manifest may be what is wrong; a failing test or linter is never mended by other dependencies. */
const dependencyCategories = new Set(['dependency', 'config', 'compile', 'runtime']);

const mayTouchDependencies = (reports: FixTask['reports']): boolean =>
  reports.some(({ category }) => dependencyCategories.has(category));

const isForbidden = (file: string, reports: FixTask['reports']): boolean => {
  const is = classOf(file);
  return is === 'lockfile' || is === 'manifest' ? !mayTouchDependencies(reports) : is !== 'source';
};

const reasonOf = ({ block, message, nearest }: Refusal): string =>
  `${block > 0 ? `Edit ${block}: ` : ''}${message}${nearest === undefined ? '' : `\nThe nearest lines are:\n${nearest}`}`;

const oneSentence = (text: string): string => (/^[^\n]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text).slice(0, 300);

async function requestOf(
  task: FixTask,
  { previous, pastFixes, answers, culpritDiff, sample }: FixQuestion,
  deps: FixerDeps,
): Promise<{ request: CompletionRequest; injectionMarkers: boolean }> {
  const { workspace, reports, plan } = task;
  const asked = previous.filter(({ byRecipe }) => !byRecipe);
  const rounds = asked.filter(({ rival }) => !rival).length;
  const level = Math.min(rounds + 1, 3) as ContextLevel;
  const facts: PromptFacts = {
    level,
    reports,
    ...(task.command === undefined ? {} : { command: task.command }),
    ...(task.step?.exitCode === undefined ? {} : { exitCode: task.step.exitCode }),
    facts: { job: plan.jobName, step: task.step?.name ?? '' },
    previousAttempts: asked.map(toPrevious),
    pastFixes,
    ...(culpritDiff === undefined ? {} : { culpritDiff }),
    answers,
    countTokens: deps.countTokens,
    ...(task.logTail === undefined ? {} : { logTail: task.logTail.replaceAll(`${workspace.scratch}/`, '') }),
    ...(mayTouchDependencies(reports) ? { allow: ['dependencies'] } : {}),
    root: workspace.tree,
    marker: createMarker(),
    redact: deps.redact,
  };
  const context = await buildContext({
    level,
    reports,
    readFile: (path) => deps.readFile(workspace, path),
    listFiles: () => deps.listFiles(workspace),
    workflow: { file: plan.workflowPath, ...(task.step ? { step: task.step.name } : {}) },
    ...(task.command === undefined ? {} : { command: task.command }),
    needs: asked.at(-1)?.needs ?? [],
    countTokens: deps.countTokens,
    budgetTokens: await roomForCode(facts),
  });
  const prompt = await buildPrompt({ ...facts, windows: context.windows, left: context.left });
  const shown = [
    ...reports.flatMap(({ message, evidence }) => [message, evidence.excerpt]),
    ...context.windows.flatMap(({ lines }) => lines),
  ];
  const request = {
    ...prompt,
    schema: fixAnswerSchema,
    readText: parseBlocks,
    maxTokens: maxAnswerTokens,
    temperature: level === 3 || sample > 0 ? livelyTemperature : 0,
    signal: deps.signal,
  };
  return { request, injectionMarkers: findInjections(shown.join('\n')).length > 0 };
}

const toPrevious = ({ summary, diff, error }: Attempt): PreviousAttempt => ({
  summary,
  ...(diff ? { diff } : {}),
  reason: error ?? 'it was not kept',
});

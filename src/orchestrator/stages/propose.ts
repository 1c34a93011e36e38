import type { Attempt, FixTask, HealRecord, ModelAnswer } from '../../domain/index.js';
import { unfixedOf } from '../commits.js';
import type { HealSettings, Ports } from '../ports.js';
import type { Outcome } from '../transitions.js';
import { type BenchJob, changesInstall, type Workbench } from '../workbench.js';

/** Stage: `replayed` → `proposed`: recipes first, then one question to a model. */
export async function proposeStage(
  record: HealRecord,
  bench: Workbench,
  settings: HealSettings,
  ports: Ports,
): Promise<Outcome> {
  const started = ports.clock.now();
  const recipe = await proposeByRecipe(bench, settings, ports);
  if (recipe) return proposed(record, bench, ports, started, { ...recipe, byRecipe: true });

  if (!ports.fixer.hasModel)
    return nothingLeft(record, 'no-recipe', 'No recipe fits and no model is configured.');
  if (modelAttempts(record).length >= settings.maxAttempts) return exhausted(record, settings);
  const job = bench.jobs.find(isRed) ?? bench.jobs[0];
  if (!job) return nothingLeft(record, 'no-job', 'There is no failing job on the bench.');
  ports.tell({ kind: 'stage', title: 'Asking a model for a fix' });
  await ports.workspaces.reset(job.workspace, bench.kept, 'build-outputs');
  const answer = await ports.fixer.askModel(taskOf(job), record.attempts);
  if (answer.kind !== 'edited') return notEdited(record, answer, settings, ports.clock.now() - started);
  const tree = await ports.workspaces.writeTree(job.workspace);
  return proposed(record, bench, ports, started, {
    tree,
    byRecipe: false,
    touchesTests: false,
    answer,
    summary: answer.summary,
  });
}

interface Proposal {
  tree: string;
  summary: string;
  byRecipe: boolean;
  touchesTests: boolean;
  answer?: Extract<ModelAnswer, { kind: 'edited' }>;
}

/** Runs the recipes that fit in each job's workspace, one on top of the other. */
async function proposeByRecipe(
  bench: Workbench,
  settings: HealSettings,
  ports: Ports,
): Promise<Omit<Proposal, 'byRecipe'> | undefined> {
  let tree = bench.kept;
  const summaries: string[] = [];
  let touchesTests = false;
  for (const job of bench.jobs.filter(isRed)) {
    ports.tell({ kind: 'stage', title: `Trying recipes on ${job.plan.jobName}` });
    await ports.workspaces.reset(job.workspace, tree, 'build-outputs');
    const applied = await ports.fixer.applyRecipes(taskOf(job), { only: settings.only, tried: bench.tried });
    if (applied.length === 0) continue;
    tree = await ports.workspaces.writeTree(job.workspace);
    summaries.push(...applied.map(({ summary }) => summary));
    touchesTests ||= applied.some((recipe) => recipe.touchesTests);
  }
  const { patch } =
    tree === bench.kept ? { patch: '' } : await ports.workspaces.diff(bench.gitDir, bench.kept, tree);
  return patch ? { tree, summary: [...new Set(summaries)].join('; '), touchesTests } : undefined;
}

async function proposed(
  record: HealRecord,
  bench: Workbench,
  ports: Ports,
  started: number,
  proposal: Proposal,
): Promise<Outcome> {
  const { tree, byRecipe, answer } = proposal;
  const { patch, changes } = await ports.workspaces.diff(bench.gitDir, unfixedOf(record), tree);
  await ports.workspaces.keep(bench.gitDir, record.id, tree);
  const touchesTests =
    proposal.touchesTests || record.attempts.some((attempt) => attempt.verified && attempt.byRecipe);
  bench.candidate = { tree, byRecipe, touchesTests, changesInstall: changesInstall(changes) };
  const attempt: Attempt = {
    n: record.attempts.length + 1,
    provider: byRecipe ? 'recipes' : (answer?.provider ?? 'person'),
    ...(answer ? { model: answer.model } : {}),
    summary: proposal.summary,
    diff: patch,
    tree,
    byRecipe,
    changes,
    verified: false,
    tokens: answer?.usage ?? { input: 0, output: 0 },
    costUsd: answer ? answer.costUsd : 0,
    ms: ports.clock.now() - started,
  };
  return { kind: 'proposed', detail: proposal.summary, facts: { attempts: [...record.attempts, attempt] } };
}

/** The model gave nothing to apply: recorded as an attempt, whose reason goes into the next question. */
function notEdited(
  record: HealRecord,
  answer: Exclude<ModelAnswer, { kind: 'edited' }>,
  settings: HealSettings,
  ms: number,
): Outcome {
  const attempt: Attempt = {
    n: record.attempts.length + 1,
    provider: answer.provider,
    ...(answer.model ? { model: answer.model } : {}),
    summary: '',
    diff: '',
    byRecipe: false,
    changes: [],
    verified: false,
    tokens: answer.usage,
    costUsd: answer.costUsd,
    ms,
    error: answer.reason,
    ...(answer.needs ? { needs: answer.needs } : {}),
  };
  const attempts = [...record.attempts, attempt];
  const facts = { attempts };
  if (answer.kind === 'declined') return { ...nothingLeft(record, 'model-declined', answer.reason), facts };
  if (answer.kind === 'failed') return { ...nothingLeft(record, 'provider-failed', answer.reason), facts };
  const after = { ...record, attempts };
  if (modelAttempts(after).length >= settings.maxAttempts) return { ...exhausted(after, settings), facts };
  return { kind: 'refuted', detail: answer.reason, facts };
}

function nothingLeft(record: HealRecord, reason: string, detail: string): Outcome {
  return {
    kind: record.attempts.length > 0 ? 'exhausted' : 'nothing-to-propose',
    reason,
    next:
      reason === 'no-recipe'
        ? 'Configure a model ("cifix doctor" shows how), or fix it by hand from the diagnosis.'
        : 'Fix it by hand from the diagnosis.',
    detail,
  };
}

export const exhausted = (record: HealRecord, settings: HealSettings): Outcome => ({
  kind: 'exhausted',
  reason: 'attempts-used-up',
  next: 'Fix it by hand; "cifix history show" has every attempt and why it failed.',
  detail: `${modelAttempts(record).length} of ${settings.maxAttempts} attempts did not turn it green.`,
});

export const modelAttempts = (record: HealRecord): Attempt[] =>
  record.attempts.filter(({ byRecipe }) => !byRecipe);

export const isRed = (job: BenchJob): boolean => job.reports.length > 0;

const taskOf = (job: BenchJob): FixTask => ({
  workspace: job.workspace,
  plan: job.plan,
  failure: job.failure,
  reports: job.reports,
  command: job.latest.command,
  step: job.latest.failedStep,
  session: job.latest.session,
});

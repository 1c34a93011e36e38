import type { HealRecord } from '../../domain/index.js';
import type { HealSettings, Ports } from '../ports.js';
import { recallFixes } from '../recall-fixes.js';
import type { Outcome } from '../transitions.js';
import { isRed, type Rival, taskOf, type Workbench } from '../workbench.js';
import { askModels } from './ask-models.js';
import { exhausted, modelAttempts, notEdited, nothingLeft, wouldAsk } from './no-proposal.js';
import { failedAttempts, type Proposal, proposed } from './record-attempt.js';

/** Stage: `replayed` → `proposed`: recipes first, those that this repository has taught too, then a model. */
export async function proposeStage(
  record: HealRecord,
  bench: Workbench,
  settings: HealSettings,
  ports: Ports,
): Promise<Outcome> {
  const started = ports.clock.now();
  bench.memory ??= await recallFixes(record, bench, ports);
  const rival = bench.rivals?.shift();
  if (rival) return proposed(record, bench, { settings, ports }, { ...byModel(rival), started, rival: true });

  const recipe =
    (await proposeByRecipe(bench, settings, ports)) ?? (await proposeLearned(bench, settings, ports));
  if (recipe) return proposed(record, bench, { settings, ports }, { ...recipe, byRecipe: true, started });

  if (!ports.fixer.hasModel)
    return nothingLeft(record, 'no-recipe', 'No recipe fits and no model is configured.');
  if (modelAttempts(record).length >= settings.maxAttempts) return exhausted(record, settings);
  const job = bench.jobs.find(isRed) ?? bench.jobs[0];
  if (!job) return nothingLeft(record, 'no-job', 'There is no failing job on the bench.');
  await ports.workspaces.reset(job.workspace, bench.kept, 'build-outputs');
  if (settings.dryRun) return wouldAsk(record, job, bench, ports);
  ports.tell({ kind: 'stage', title: 'Asking a model for a fix' });
  const { edited, others } = await askModels(record, { job, bench, count: settings.candidates }, ports);
  const [best, ...rivals] = edited;
  if (!best) return notEdited(record, others, settings, ports);
  bench.rivals = rivals;
  const told = {
    ...record,
    attempts: [...record.attempts, ...failedAttempts(record, others, started, ports)],
  };
  return proposed(told, bench, { settings, ports }, { ...byModel(best), started });
}

const byModel = ({ answer, tree, agreement }: Rival) => ({
  tree,
  byRecipe: false,
  touchesTests: false,
  answer,
  agreement,
  summary: answer.summary,
});

type RecipeProposal = Pick<Proposal, 'tree' | 'summary' | 'touchesTests' | 'proposal'>;

/** Runs the recipes that fit in each job's workspace, one on top of the other. */
async function proposeByRecipe(
  bench: Workbench,
  settings: HealSettings,
  ports: Ports,
): Promise<RecipeProposal | undefined> {
  let tree = bench.kept;
  const summaries: string[] = [];
  let touchesTests = false;
  let proposal = false;
  for (const job of bench.jobs.filter(isRed)) {
    ports.tell({ kind: 'stage', title: `Trying recipes on ${job.plan.jobName}` });
    await ports.workspaces.reset(job.workspace, tree, 'build-outputs');
    const applied = await ports.fixer.applyRecipes(taskOf(job), { only: settings.only, tried: bench.tried });
    if (applied.length === 0) continue;
    tree = await ports.workspaces.writeTree(job.workspace);
    summaries.push(...applied.map(({ summary }) => summary));
    touchesTests ||= applied.some((recipe) => recipe.touchesTests);
    proposal ||= applied.some(({ safety }) => safety === 'proposal');
  }
  const { patch } =
    tree === bench.kept ? { patch: '' } : await ports.workspaces.diff(bench.gitDir, bench.kept, tree);
  return patch ? { tree, summary: [...new Set(summaries)].join('; '), touchesTests, proposal } : undefined;
}

/** A fix that was accepted twice for this failure in this repository is tried once, without a model. */
async function proposeLearned(
  bench: Workbench,
  { only }: HealSettings,
  ports: Ports,
): Promise<RecipeProposal | undefined> {
  const learned = bench.memory?.learned;
  const job = bench.jobs.find(isRed);
  const key = `learned ${learned?.id}`;
  if (!learned || !job || bench.tried.has(key) || (only && !only.includes('learned'))) return undefined;
  bench.tried.add(key);
  ports.tell({ kind: 'stage', title: `Trying what mended it in heal ${learned.id}` });
  await ports.workspaces.reset(job.workspace, bench.kept, 'build-outputs');
  if (!(await ports.fixer.applyLearned(taskOf(job), learned.diff))) return undefined;
  const tree = await ports.workspaces.writeTree(job.workspace);
  return tree === bench.kept
    ? undefined
    : { tree, summary: `as in heal ${learned.id}: ${learned.summary}`, touchesTests: false };
}

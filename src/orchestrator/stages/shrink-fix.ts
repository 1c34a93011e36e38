import type { Attempt, HealRecord, Receipt } from '../../domain/index.js';
import { unfixedOf } from '../commits.js';
import type { HealSettings, Ports } from '../ports.js';
import { type Candidate, changesInstall, type Workbench } from '../workbench.js';
import { type Check, checkJobs, isProved, isTwin, runStepAlone, stepStandsAlone } from './check-job.js';

interface Shrunk {
  checks: Check[];
  attempt: Attempt;
  shrunk: NonNullable<Receipt['shrunk']>;
}

/**
 * Leaves out of a model's change whatever the failing steps do not need, then proves what is left on the whole
 * jobs. Undefined when nothing can be left out, or when the steps cannot be run by themselves. What a tool or
 * a person made is theirs as it is.
 */
export async function shrinkFix(
  record: HealRecord,
  bench: Workbench,
  settings: HealSettings,
  ports: Ports,
): Promise<Shrunk | undefined> {
  const candidate = bench.candidate;
  const attempt = record.attempts.at(-1);
  if (!candidate || !attempt || candidate.byRecipe || settings.shrinkMs === 0) return undefined;
  const jobs = bench.jobs.filter((job) => !isTwin(job, bench));
  if (!jobs.every((job) => stepStandsAlone(job, job.latest, candidate, ports))) return undefined;

  const { gitDir } = bench;
  const unfixed = unfixedOf(record);
  const logFile = await ports.history.fileOf(record.id, `attempt-${attempt.n}-smaller.log`);
  const started = ports.clock.now();
  ports.tell({ kind: 'stage', title: 'Looking for a smaller change' });
  const texts = await ports.fixer.shrink({
    patch: attempt.diff,
    readBefore: (file) => ports.workspaces.readAt(gitDir, unfixed, file),
    isGreen: async (smaller) => {
      const tree = await ports.workspaces.writeTexts(gitDir, { tree: candidate.tree, texts: smaller });
      for (const job of jobs) {
        const alone = await runStepAlone(job, job.latest, { tree, bench, logFile }, ports);
        if (alone.conclusion !== 'success') return false;
      }
      return true;
    },
    mayGoOn: () => ports.clock.now() - started < settings.shrinkMs,
  });
  if (!texts) return undefined;

  const tree = await ports.workspaces.writeTexts(gitDir, { tree: candidate.tree, texts });
  const { patch, changes } = await ports.workspaces.diff(gitDir, unfixed, tree);
  const smaller: Candidate = { ...candidate, tree, changesInstall: changesInstall(changes) };
  const checks = await checkJobs(record, bench, smaller, ports);
  if (!isProved(checks, record)) return undefined;
  await ports.workspaces.keep(gitDir, record.id, tree);
  bench.candidate = smaller;
  return {
    checks,
    attempt: { ...attempt, tree, diff: patch, changes },
    shrunk: { fromLines: linesOf(attempt.changes), toLines: linesOf(changes) },
  };
}

const linesOf = (changes: Attempt['changes']): number =>
  changes.reduce((sum, { added, removed }) => sum + added + removed, 0);

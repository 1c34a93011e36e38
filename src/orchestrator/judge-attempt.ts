import { type Attempt, type ChangedFile, type HealRecord, isFork, type Verdict } from '../domain/index.js';
import { unfixedOf } from './commits.js';
import type { Ports } from './ports.js';
import { rootCauses } from './workbench.js';

type Judges = Pick<Ports, 'fixer' | 'workspaces'>;

/** What the gate says of an attempt's change by itself, before anything is run with it. */
export async function judgeAttempt(record: HealRecord, attempt: Attempt, ports: Judges): Promise<Verdict> {
  const { changes, diff: patch, byRecipe, proposal } = attempt;
  return ports.fixer.judge({
    changes,
    patch,
    byRecipe,
    // A formatter or a snapshot update may; with a model's edits in the change nothing may.
    touchesTests: record.attempts.every((other) => other.byRecipe || !other.diff),
    ...(proposal ? { proposal } : {}),
    reports: (record.diagnosis?.failures ?? []).flatMap(({ reports }) => rootCauses(reports)),
    files: await changedFiles(record, attempt, ports),
  });
}

/** The same with everything that is known of it once it is proved. */
export async function weighAttempt(record: HealRecord, attempt: Attempt, ports: Judges): Promise<Verdict> {
  const { receipt, run, similar = [], repo } = record;
  return ports.fixer.weigh(await judgeAttempt(record, attempt, ports), {
    byRecipe: attempt.byRecipe,
    wholeJob: receipt?.after.wholeJob ?? false,
    tests: receipt?.tests,
    appliedStage: attempt.stage,
    agreement: attempt.agreement,
    injectionMarkers: attempt.injectionMarkers ?? false,
    memory: {
      acceptedTwice: similar.filter(({ fate }) => fate === 'accepted').length > 1,
      rejectedOrReverted: similar.some(({ fate }) => fate === 'declined' || fate === 'reverted'),
    },
    fork: run !== undefined && isFork(run),
    repo,
  });
}

async function changedFiles(
  record: HealRecord,
  { changes, tree }: Attempt,
  { workspaces }: Judges,
): Promise<ChangedFile[]> {
  const { gitDir } = record;
  if (gitDir === undefined || tree === undefined) return [];
  const unfixed = unfixedOf(record);
  return Promise.all(
    changes.map(async ({ file, from }) => {
      const before = await workspaces.readAt(gitDir, unfixed, from ?? file);
      const after = await workspaces.readAt(gitDir, tree, file);
      return {
        file,
        ...(from === undefined ? {} : { from }),
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      };
    }),
  );
}

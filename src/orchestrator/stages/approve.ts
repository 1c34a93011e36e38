import type { Attempt, HealRecord } from '../../domain/index.js';
import { unfixedOf } from '../commits.js';
import { weighAttempt } from '../judge-attempt.js';
import type { HealSettings, Ports } from '../ports.js';
import type { Outcome } from '../transitions.js';
import { changesInstall, type Workbench } from '../workbench.js';
import { refusedByGate } from './refused-by-gate.js';
import { withLast } from './verify.js';

/** Stage: `verified` → `approved`, a wait, or a way back: the gate speaks first, then a person. */
export async function approveStage(
  record: HealRecord,
  bench: Workbench | undefined,
  settings: HealSettings,
  ports: Ports,
): Promise<Outcome> {
  const attempt = record.attempts.at(-1);
  const receipt = record.receipt;
  if (!attempt || !receipt) throw new Error('nothing to approve');
  const verdict = await weighAttempt(record, attempt, ports);
  const attempts = withLast(record, { verdict });
  if (verdict.band === 'refused') return refusedByGate({ ...record, attempts }, verdict, bench, settings);
  if (settings.dryRun) return wait(attempts, 'dry-run', 'Dry run: nothing was delivered.');

  const judged = { ...record, attempts };
  const decision = await ports.approver.decide({
    record: judged,
    attempt: attempts.at(-1) ?? attempt,
    verdict,
    receipt,
    canChange: bench !== undefined,
  });
  switch (decision.kind) {
    case 'accept':
      return {
        kind: 'approved',
        detail: approvedBy[decision.by],
        facts: { attempts, approval: { by: decision.by, at: new Date(ports.clock.now()).toISOString() } },
      };
    case 'reject':
      return {
        kind: 'declined',
        reason: 'declined',
        detail: decision.reason || 'A person said no.',
        next: 'Fix it by hand, or run cifix again.',
        facts: { attempts },
      };
    case 'retry':
      return {
        kind: 'try-again',
        detail: 'A person asked for another try.',
        facts: { attempts: withLast(judged, { error: 'declined by a person, who asked for another fix' }) },
      };
    case 'edit':
      return edited(judged, decision.patch, bench, ports);
    case 'wait':
      return wait(
        attempts,
        'awaiting-approval',
        `Run "cifix approve ${record.id}" or "cifix reject ${record.id}".`,
      );
  }
}

const approvedBy = {
  person: 'Approved by a person.',
  'yes-flag': 'Approved with --yes.',
  band: 'Approved by the configured risk band.',
} as const;

const wait = (attempts: Attempt[], reason: string, advice: string): Outcome => ({
  kind: 'wait',
  reason,
  next: advice,
  detail: 'The fix is proved and waits for a person.',
  facts: { attempts },
});

/** A person's own version of the change has to prove itself as any other. */
async function edited(
  record: HealRecord,
  patch: string,
  bench: Workbench | undefined,
  ports: Ports,
): Promise<Outcome> {
  const job = bench?.jobs[0];
  if (!bench || !job)
    return wait(record.attempts, 'edit-needs-replay', `Run "cifix resume ${record.id}" to edit the change.`);
  await ports.workspaces.reset(job.workspace, unfixedOf(record), 'build-outputs');
  await ports.workspaces.applyPatch(job.workspace, patch);
  const tree = await ports.workspaces.writeTree(job.workspace);
  const diff = await ports.workspaces.diff(bench.gitDir, unfixedOf(record), tree);
  await ports.workspaces.keep(bench.gitDir, record.id, tree);
  bench.candidate = {
    tree,
    byRecipe: false,
    touchesTests: true,
    changesInstall: changesInstall(diff.changes),
  };
  const attempt: Attempt = {
    n: record.attempts.length + 1,
    provider: 'person',
    summary: record.attempts.at(-1)?.summary ?? 'edited by a person',
    diff: diff.patch,
    tree,
    byRecipe: true,
    changes: diff.changes,
    verified: false,
    tokens: { input: 0, output: 0 },
    costUsd: 0,
    ms: 0,
  };
  return {
    kind: 'proposed',
    detail: 'A person edited the change.',
    facts: { attempts: [...record.attempts, attempt] },
  };
}

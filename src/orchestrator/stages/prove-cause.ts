import type { Attempt, HealRecord, Receipt } from '../../domain/index.js';
import type { Ports, Replay } from '../ports.js';
import { readFailure } from '../read-replay.js';
import { receiptStepOf } from '../receipt.js';
import { runWhole } from '../run-whole.js';
import { type BenchJob, fingerprintsOf, rootCauses, type Workbench } from '../workbench.js';
import { type Check, isTwin, runStepAlone, stepStandsAlone } from './check-job.js';

type Proof = Required<Pick<Receipt, 'withoutFix' | 'putBack'>>;

/** `not-the-cause`: it is green without the change too. `unsteady`: it was green with it once, and red the next time. */
export type CauseVerdict =
  | { kind: 'proved'; proof: Proof }
  | { kind: 'not-the-cause' | 'unsteady'; job: string };

/**
 * Is the change the reason that it went green? Only its source edits are taken out (tests stay as the change
 * left them): what was red must be red again, and green again when they are put back.
 */
export async function proveCause(
  record: HealRecord,
  bench: Workbench,
  { checks, attempt }: { checks: readonly Check[]; attempt: Attempt },
  ports: Ports,
): Promise<CauseVerdict> {
  const candidate = bench.candidate;
  if (!candidate) throw new Error('no candidate to prove');
  const takenOut = await ports.workspaces.takeBack(bench.gitDir, {
    tree: candidate.tree,
    of: bench.base,
    files: sourceFilesOf(attempt, ports),
  });
  const proof: Proof = {
    withoutFix: { fingerprints: [], steps: [], sameFingerprints: true },
    putBack: { steps: [] },
  };
  for (const { job } of checks) {
    if (isTwin(job, bench)) continue;
    const again = (tree: string, name: string): Promise<Replay> =>
      runAgain(record, job, { bench, tree, name }, ports);
    const without = await again(takenOut, 'without-fix');
    if (without.conclusion === 'success') return { kind: 'not-the-cause', job: job.plan.jobName };
    const failure = await readFailure(ports, without, job.workspace, record.repo);
    const causes = fingerprintsOf(rootCauses(failure?.reports ?? []));
    const same = causes.some((cause) => job.causes.includes(cause));
    proof.withoutFix.fingerprints.push(...causes);
    proof.withoutFix.sameFingerprints &&= same;
    proof.withoutFix.steps.push(receiptStepOf(without));
    const back = await again(candidate.tree, 'put-back');
    if (isRedAsBefore(back, job)) return { kind: 'unsteady', job: job.plan.jobName };
    proof.putBack.steps.push({ ...receiptStepOf(back), command: job.before.command ?? '', exitCode: 0 });
  }
  proof.withoutFix.fingerprints = [...new Set(proof.withoutFix.fingerprints)].sort();
  return { kind: 'proved', proof };
}

/** Edits of tests stay when there are others: it is these that must be what makes the difference. */
function sourceFilesOf({ changes }: Attempt, { fixer }: Ports): string[] {
  const sources = changes.filter(({ file }) => fixer.isSource(file));
  return (sources.length > 0 ? sources : changes).flatMap(({ file, from }) => (from ? [file, from] : [file]));
}

/** The step that was red in the beginning, alone where that tells the truth. */
async function runAgain(
  record: HealRecord,
  job: BenchJob,
  { bench, tree, name }: { bench: Workbench; tree: string; name: string },
  ports: Ports,
): Promise<Replay> {
  const logFile = await ports.history.fileOf(record.id, `attempt-${record.attempts.length}-${name}.log`);
  if (bench.candidate && stepStandsAlone(job, job.before, bench.candidate, ports))
    return runStepAlone(job, job.before, { tree, bench, logFile }, ports);
  await ports.workspaces.reset(job.workspace, tree, 'dependencies');
  return (await runWhole(ports, job.plan, job.workspace, { facts: bench.facts, logFile })).replay;
}

/** A later step may be red on this machine; the one that the change mends must not be. */
const isRedAsBefore = (replay: Replay, { before }: BenchJob): boolean =>
  replay.conclusion !== 'success' &&
  (replay.failedStep?.number ?? 0) <= (before.failedStep?.number ?? Number.POSITIVE_INFINITY);

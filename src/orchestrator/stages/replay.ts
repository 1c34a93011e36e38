import {
  type Failure,
  type Fidelity,
  type HealRecord,
  isFork,
  type ReplayFacts,
  type StepResult,
  type Workspace,
} from '../../domain/index.js';
import type { Planned, Ports, Replay } from '../ports.js';
import type { Outcome } from '../transitions.js';
import { type BenchJob, fingerprintsOf, rootCauses, type Workbench } from '../workbench.js';
import { passedOverText, runWhole } from './run-whole.js';

/** The commit that the next attempt is made against. */
export const baseOf = (record: HealRecord): string => record.pushedSha ?? record.headSha;

export const factsOf = (record: HealRecord): ReplayFacts => ({
  repo: record.repo,
  sha: baseOf(record),
  branch: record.branch,
  event: record.run?.event ?? 'push',
  runId: record.runId,
  runAttempt: record.runAttempt,
  fork: record.run !== undefined && isFork(record.run),
});

/** Stage: `diagnosed` → `replayed`: the failing jobs, each in a workspace of its own, must be red here too. */
export async function replayStage(
  record: HealRecord,
  ports: Ports,
): Promise<{ outcome: Outcome; bench?: Workbench }> {
  const facts = factsOf(record);
  const path = record.run?.path ?? '';
  ports.tell({ kind: 'stage', title: `Fetching ${record.repo} at ${facts.sha.slice(0, 10)}` });
  const gitDir = await ports.workspaces.fetchCommit({
    url: record.remoteUrl ?? '',
    repo: record.repo,
    commit: facts.sha,
    branch: record.branch,
    pullRequest: record.run?.pullRequests[0],
  });
  const bench: Workbench = { gitDir, facts, base: facts.sha, kept: facts.sha, jobs: [], tried: new Set() };
  const warnings: string[] = [];
  const steps: Fidelity['steps'] = [];
  const green: string[] = [];
  const same: boolean[] = [];
  let sandbox = 'none';

  const failures = (record.diagnosis?.failures ?? []).filter((failure) => failure.action === 'fix');
  for (const [index, failure] of failures.entries()) {
    const workspace = await ports.workspaces.create({
      id: `${record.id}/${index + 1}`,
      gitDir,
      commit: facts.sha,
      branch: record.branch,
      originUrl: record.remoteUrl,
    });
    const planned: Planned = await ports.replay.plan(
      workspace,
      { workflowPath: path, jobName: failure.job ?? '' },
      facts,
    );
    if ('problem' in planned) {
      warnings.push(`${failure.job ?? path}: ${planned.problem}`);
      continue;
    }
    if (bench.jobs.some((job) => isSameFailure(job, planned.plan.jobId, failure))) {
      warnings.push(`${failure.job}: fails as another leg of its matrix does; that one was replayed.`);
      continue;
    }
    if (waitsForFailed(planned.plan.needs, bench, failures, planned.plan.jobName)) {
      warnings.push(`${failure.job}: waits for jobs that failed; not replayed.`);
      continue;
    }
    const logFile = await ports.history.fileOf(record.id, `replay-${index + 1}.log`);
    const judged = await runWhole(ports, planned.plan, workspace, { facts, logFile });
    const { replay } = judged;
    sandbox = replay.sandbox;
    warnings.push(
      ...replay.warnings,
      ...judged.passedOver.map((step) => passedOverText(replay.jobName, step)),
    );
    steps.push(...replay.steps.map((step: StepResult) => ({ ...step, job: replay.jobName })));
    if (replay.conclusion !== 'failure') {
      green.push(replay.jobName);
      continue;
    }
    const reports = judged.failure?.reports ?? [];
    const inCi = fingerprintsOf(rootCauses(failure.reports));
    const here = fingerprintsOf(rootCauses(reports));
    const sameFailure = inCi.some((fingerprint) => here.includes(fingerprint));
    if (!sameFailure && replay.failedStep?.name !== failure.step) {
      warnings.push(
        `${replay.jobName}: failed here in "${replay.failedStep?.name ?? '?'}", in CI in "${failure.step ?? '?'}".`,
      );
      continue;
    }
    same.push(sameFailure);
    bench.jobs.push({
      workspace,
      plan: planned.plan,
      failure,
      reports: rootCauses(reports),
      causes: here,
      before: replay,
      latest: replay,
    });
  }

  const fidelity: Fidelity = {
    sandbox,
    steps,
    sameFingerprints: same.length === 0 ? null : same.every(Boolean),
    warnings,
  };
  if (bench.jobs.length > 0) {
    const names = bench.jobs.map(({ plan }) => plan.jobName).join(', ');
    return {
      outcome: { kind: 'replayed', detail: `Red here too: ${names}.`, facts: { fidelity, gitDir } },
      bench,
    };
  }
  return { outcome: notReproduced(fidelity, green) };
}

function notReproduced(fidelity: Fidelity, green: string[]): Outcome {
  const why =
    green.length > 0
      ? `${green.join(', ')} went green on this machine.`
      : (fidelity.warnings[0] ?? 'No job could be replayed.');
  return {
    kind: 'not-reproduced',
    reason: 'not-reproduced',
    next:
      green.length > 0
        ? 'Re-run the failed jobs: it may be flaky, or depend on something that only CI has.'
        : 'Read the fidelity report: what the job needs is not on this machine.',
    detail: `The failure did not happen here: ${why}`,
    facts: { fidelity },
  };
}

export const progressTo =
  (ports: Pick<Ports, 'tell'>) =>
  (progress: Parameters<Parameters<Ports['replay']['run']>[2]['onProgress']>[0]) => {
    ports.tell({ kind: 'progress', text: progress.kind === 'output' ? progress.line : progress.step.name });
  };

/** What the log of a red replay says. */
export async function readFailure(
  ports: Pick<Ports, 'readFailures' | 'openFile'>,
  replay: Replay,
  workspace: Workspace,
  repo: string,
): Promise<Failure | undefined> {
  const about = { jobName: replay.jobName, repo, root: workspace.tree };
  const { failures } = await ports.readFailures(ports.openFile(replay.logFile), about);
  return failures[0];
}

const isSameFailure = (job: BenchJob, jobId: string, failure: Failure): boolean =>
  job.plan.jobId === jobId &&
  sameSet(fingerprintsOf(rootCauses(job.failure.reports)), fingerprintsOf(rootCauses(failure.reports)));

const sameSet = (a: string[], b: string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** A job that only collects the results of others is red because they are. */
function waitsForFailed(
  needs: readonly string[] | undefined,
  bench: Workbench,
  failures: readonly Failure[],
  name: string,
): boolean {
  return (needs ?? []).some(
    (need) =>
      bench.jobs.some(({ plan }) => plan.jobId === need) ||
      failures.some(({ job }) => job === need && job !== name),
  );
}

import { type Fidelity, type HealRecord, isFork, type ReplayFacts } from '../../domain/index.js';
import type { Ports } from '../ports.js';
import { replayFailures } from '../replay-failures.js';
import type { Outcome } from '../transitions.js';
import type { Workbench } from '../workbench.js';

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
  ports.tell({ kind: 'stage', title: `Fetching ${record.repo} at ${facts.sha.slice(0, 10)}` });
  const gitDir = await ports.workspaces.fetchCommit({
    url: record.remoteUrl ?? '',
    repo: record.repo,
    commit: facts.sha,
    branch: record.branch,
    pullRequest: record.run?.pullRequests[0],
  });
  const failures = (record.diagnosis?.failures ?? []).filter((failure) => failure.action === 'fix');
  const { jobs, fidelity, green } = await replayFailures(ports, failures, {
    facts,
    gitDir,
    id: record.id,
    originUrl: record.remoteUrl,
    workflowPath: record.run?.path ?? '',
    logFileOf: (_workspace, index) => ports.history.fileOf(record.id, `replay-${index}.log`),
  });
  if (jobs.length === 0) return { outcome: notReproduced(fidelity, green) };
  const names = jobs.map(({ plan }) => plan.jobName).join(', ');
  return {
    outcome: { kind: 'replayed', detail: `Red here too: ${names}.`, facts: { fidelity, gitDir } },
    bench: { gitDir, facts, base: facts.sha, kept: facts.sha, jobs, tried: new Set() },
  };
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

import { type Fidelity, type HealRecord, isFork, type ReplayFacts } from '../../domain/index.js';
import { baseOf, headOf } from '../commits.js';
import type { Ports } from '../ports.js';
import { mergeOf, replayFailures } from '../replay-failures.js';
import type { Outcome } from '../transitions.js';
import { causesOf, type Workbench } from '../workbench.js';

export const factsOf = (record: HealRecord): ReplayFacts => ({
  repo: record.repo,
  sha: baseOf(record),
  branch: record.branch,
  event: record.run?.event ?? 'push',
  runId: record.runId,
  runAttempt: record.runAttempt,
  runNumber: record.run?.runNumber,
  actor: record.run?.actor,
  pullRequest: record.run?.pullRequests[0],
  baseBranch: record.run?.baseBranch,
  fork: record.run !== undefined && isFork(record.run),
});

/** Stage: `diagnosed` → `replayed`: the failing jobs, each in a workspace of its own, must be red here too. */
export async function replayStage(
  record: HealRecord,
  ports: Ports,
): Promise<{ outcome: Outcome; bench?: Workbench }> {
  const head = headOf(record);
  const wanted = {
    url: record.remoteUrl ?? '',
    repo: record.repo,
    commit: head,
    branch: record.branch,
    pullRequest: record.run?.pullRequests[0],
  };
  ports.tell({ kind: 'stage', title: `Fetching ${record.repo} at ${head.slice(0, 10)}` });
  const gitDir = await ports.workspaces.fetchCommit(wanted);
  const merge = record.pushedSha ? undefined : await mergeOf(ports, record.run, wanted);
  const facts = factsOf({ ...record, mergeSha: merge?.commit });
  const failures = (record.diagnosis?.failures ?? []).filter((failure) => failure.action === 'fix');
  const { jobs, fidelity, green } = await replayFailures(ports, failures, {
    facts,
    gitDir,
    id: record.id,
    originUrl: record.remoteUrl,
    workflowPath: record.run?.path ?? '',
    warnings: merge?.warnings ?? [],
    logFileOf: (_workspace, index) => ports.history.fileOf(record.id, `replay-${index}.log`),
  });
  if (jobs.length === 0) return { outcome: notReproduced(fidelity, green) };
  const names = jobs.map(({ plan }) => plan.jobName).join(', ');
  return {
    outcome: {
      kind: 'replayed',
      detail: `Red here too: ${names}.`,
      facts: {
        fidelity,
        gitDir,
        causes: causesOf(jobs),
        ...(merge?.commit ? { mergeSha: merge.commit } : {}),
      },
    },
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

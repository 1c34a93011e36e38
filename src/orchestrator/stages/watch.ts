import { type HealRecord, isFailing, type Run } from '../../domain/index.js';
import type { HealSettings, Ports } from '../ports.js';
import type { Outcome } from '../transitions.js';
import { diagnoseRun } from './diagnose.js';
import { exhausted, modelAttempts } from './no-proposal.js';
import { withLast } from './verify.js';

/** The longest interval between two looks at CI, as a multiple of the first. */
const longestPoll = 3;

/** Stage: stays until every run of the pushed commit has ended, or the deadline. */
export async function watchStage(record: HealRecord, settings: HealSettings, ports: Ports): Promise<Outcome> {
  const sha = record.delivery?.commit ?? '';
  ports.tell({ kind: 'stage', title: `Waiting for CI on ${sha.slice(0, 10)}` });
  const verdict = await watchCommit(record.repo, sha, settings, ports);
  const ci = {
    conclusion: verdict.conclusion,
    ...(verdict.run ? { runId: verdict.run.id, url: verdict.run.url } : {}),
  };
  const attempts = withLast(record, { ci });
  switch (verdict.conclusion) {
    case 'success':
      return {
        kind: 'ci-green',
        detail: 'CI is green.',
        facts: { ci, attempts },
        ...(record.delivery?.pullRequestUrl
          ? { next: `Review and merge ${record.delivery.pullRequestUrl}` }
          : {}),
      };
    case 'failure':
      return redAgain({ ...record, attempts, ci }, verdict.run, settings, ports);
    case 'no-run':
      return unfinished(
        'no-run',
        'No workflow run appeared for the pushed commit.',
        'Check that a workflow runs for this branch or pull request, and that the token may start one; then "cifix resume".',
        { ci, attempts },
      );
    case 'timed-out':
      return unfinished('still-running', 'CI is still running.', '"cifix resume" goes on watching.', {
        ci,
        attempts,
      });
  }
}

interface CommitVerdict {
  conclusion: 'success' | 'failure' | 'no-run' | 'timed-out';
  run?: Run;
}

/** Polls the unfiltered listing, which is the freshest, less often as time goes by, never without a deadline. */
export async function watchCommit(
  repo: string,
  sha: string,
  settings: HealSettings,
  ports: Ports,
): Promise<CommitVerdict> {
  const started = ports.clock.now();
  let etag: string | undefined;
  let runs: Run[] = [];
  let settled = false;
  for (let delayMs = settings.pollMs; ; delayMs = Math.min(delayMs * 1.25, settings.pollMs * longestPoll)) {
    const page = await ports.github.listRuns(repo, { etag, limit: 100 });
    etag = page.etag;
    if (page.runs) runs = page.runs.filter((run) => run.headSha === sha);
    const open = runs.filter(({ status }) => status !== 'completed');
    const red = runs.find(
      (run) => run.status === 'completed' && (isFailing(run) || run.conclusion === 'cancelled'),
    );
    ports.tell({
      kind: 'progress',
      text: runs.map((run) => `${run.workflow}: ${run.conclusion ?? run.status}`).join(', ') || 'no run yet',
    });
    if (red && open.length === 0) return { conclusion: 'failure', run: red };
    // A second look after all have ended: another workflow may have been late to appear.
    if (runs.length > 0 && open.length === 0) {
      if (settled || settings.watchTimeoutMs === 0) return { conclusion: 'success', run: runs[0] };
      settled = true;
    } else {
      settled = false;
    }
    const waited = ports.clock.now() - started;
    if (runs.length === 0 && waited >= settings.appearTimeoutMs) return { conclusion: 'no-run' };
    if (waited >= settings.watchTimeoutMs) return { conclusion: 'timed-out', run: open[0] };
    await ports.clock.sleep(delayMs, ports.signal);
  }
}

/** CI is red on the pushed commit: its log is the input of the next attempt, made on top of that commit. */
async function redAgain(
  record: HealRecord,
  run: Run | undefined,
  settings: HealSettings,
  ports: Ports,
): Promise<Outcome> {
  const facts: Partial<HealRecord> = {
    attempts: withLast(record, { error: 'CI was red again on the pushed commit' }),
    ci: record.ci,
  };
  if (!run) return { ...exhausted(record, settings), facts };
  const diagnosis = await diagnoseRun(ports, run);
  const first = diagnosis.failures[0]?.summary ?? 'CI is red again.';
  const pushes = record.events.filter(({ state }) => state === 'pushed').length;
  const spent = modelAttempts(record).length >= settings.maxAttempts || pushes >= settings.maxAttempts;
  if (spent || !diagnosis.failures.some(({ action }) => action === 'fix')) {
    return {
      ...exhausted(record, settings),
      detail: `CI is red again: ${first}`,
      facts: { ...facts, diagnosis },
    };
  }
  return { kind: 'ci-red', detail: `CI is red again: ${first}`, facts: { ...facts, diagnosis, run } };
}

const unfinished = (reason: string, detail: string, advice: string, facts: Partial<HealRecord>): Outcome => ({
  kind: 'watching',
  reason,
  detail,
  next: advice,
  facts,
});

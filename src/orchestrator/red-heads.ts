import { type HealRecord, isEnd, isFailing, type Run } from '../domain/index.js';

/**
 * Of the newest runs of a repository, those that make a branch red: the newest finished run of its workflow
 * there failed. Branches of cifix's own fixes are left to the heal that pushed them.
 */
export function redHeads(runs: readonly Run[]): Run[] {
  const decided = new Set<string>();
  const red: Run[] = [];
  for (const run of [...runs].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id)) {
    const key = `${run.path} ${run.branch}`;
    if (run.status !== 'completed' || run.branch?.startsWith('cifix/') || decided.has(key)) continue;
    decided.add(key);
    if (isFailing(run)) red.push(run);
  }
  return red;
}

/** Has a heal of this very attempt ended without a fix? Only a person who names the run has it tried again. */
export const wasGivenUp = (run: Run, records: readonly HealRecord[]): boolean =>
  records.some(
    ({ repo, runId, runAttempt, state }) =>
      repo === run.repo &&
      runId === run.id &&
      runAttempt === run.attempt &&
      isEnd(state) &&
      state !== 'healed',
  );

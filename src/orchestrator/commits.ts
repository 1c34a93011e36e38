import type { HealRecord } from '../domain/index.js';

// The commits of a heal. A run of a pull request is replayed as the merge into its base, while a fix is pushed
// to its head; after the first push the pushed commit itself is what goes on.

type Commits = Pick<HealRecord, 'headSha' | 'mergeSha' | 'pushedSha'>;

/** The commit that the next one goes on top of. */
export const headOf = ({ pushedSha, headSha }: Commits): string => pushedSha ?? headSha;

/** The commit that is run, and that the next attempt changes. */
export const baseOf = ({ pushedSha, mergeSha, headSha }: Commits): string => pushedSha ?? mergeSha ?? headSha;

/** The commit before any change of ours, which the whole fix is shown against. */
export const unfixedOf = ({ pushedSha, mergeSha, headSha }: Commits): string =>
  pushedSha === undefined ? (mergeSha ?? headSha) : headSha;

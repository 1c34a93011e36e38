import type { CiRunner } from './ci-runner.js';
import { refreshMergeRef } from './merge-ref.js';
import { announcePushes } from './push-events.js';
import { git } from './run-git.js';
import type { Account, Pull, Repository, World } from './state.js';

/** Moves the base branch to the merge commit; null when head and base conflict. */
export const mergePull = async (
  world: World,
  ci: CiRunner,
  wish: { repository: Repository; pull: Pull; actor: Account },
): Promise<string | null> => {
  const { repository, pull, actor } = wish;
  const merge = await refreshMergeRef(world, repository, pull);
  if (merge === null) return null;
  await git(['update-ref', `refs/heads/${pull.base.ref}`, merge], { cwd: repository.gitDir });
  pull.issue.state = 'closed';
  pull.issue.closedAt = world.clock.now();
  pull.mergedAt = world.clock.now();
  pull.mergeCommit = merge;
  await announcePushes(world, ci, { repository, actor });
  return merge;
};

import { resolveCommit } from './bare-repository.js';
import { git, tryGit } from './run-git.js';
import type { Pull, Repository, World } from './state.js';

const mergeAuthor = {
  GIT_AUTHOR_NAME: 'GitHub',
  GIT_AUTHOR_EMAIL: 'noreply@github.com',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.com',
};

/**
 * Brings `refs/pull/N/head` and `refs/pull/N/merge` up to date; answers the merge commit that a
 * `pull_request` run checks out, or null when head and base conflict.
 */
export const refreshMergeRef = async (
  world: World,
  repository: Repository,
  pull: Pull,
): Promise<string | null> => {
  const { gitDir } = repository;
  const prefix = `refs/pull/${pull.issue.number}`;
  const base = await resolveCommit(gitDir, `refs/heads/${pull.base.ref}`);
  if (base === null) return null;
  pull.base.sha = base;
  if (pull.head.repository !== repository)
    await git(['fetch', '--quiet', '--no-tags', `file://${pull.head.repository.gitDir}`, pull.head.sha], {
      cwd: gitDir,
    });
  await git(['update-ref', `${prefix}/head`, pull.head.sha], { cwd: gitDir });
  const tree = await tryGit(['merge-tree', '--write-tree', base, pull.head.sha], { cwd: gitDir });
  if (tree.code === 1) return null;
  // A git before 2.38 cannot merge without a work tree: the head itself is checked out then.
  if (tree.code !== 0) return pull.head.sha;
  const at = `${Math.floor(world.clock.now() / 1000)} +0000`;
  const message = `Merge ${pull.head.sha} into ${base}`;
  const commit = await git(
    ['commit-tree', tree.stdout.toString('utf8').trim(), '-p', base, '-p', pull.head.sha, '-m', message],
    { cwd: gitDir, env: { ...mergeAuthor, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at } },
  );
  await git(['update-ref', `${prefix}/merge`, commit.trim()], { cwd: gitDir });
  return commit.trim();
};

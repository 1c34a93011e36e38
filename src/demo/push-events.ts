import { changedFiles, emptyTree, readRefs } from './bare-repository.js';
import type { CiRunner } from './ci-runner.js';
import { refreshMergeRef } from './merge-ref.js';
import { git, tryGit } from './run-git.js';
import { registerWorkflows, startRuns } from './start-runs.js';
import type { Account, Pull, Repository, World } from './state.js';

/** Runs what changes refs one after the other, then starts what the change triggers. */
export const changeRefs = <T>(ci: CiRunner, repository: Repository, change: () => Promise<T>): Promise<T> => {
  const result = repository.queue.then(change);
  repository.queue = result.catch(() => undefined);
  return ci.activity.track(result);
};

const zeroId = '0'.repeat(40);

/** Compares the refs with those last seen and does what GitHub does about each that moved. */
export const announcePushes = async (
  world: World,
  ci: CiRunner,
  push: { repository: Repository; actor: Account; startsRuns?: boolean },
): Promise<void> => {
  const { repository, actor, startsRuns = true } = push;
  const before = repository.refs;
  const after = await readRefs(repository.gitDir);
  repository.refs = after;
  for (const [ref, sha] of after) {
    const old = before.get(ref) ?? zeroId;
    if (old === sha) continue;
    repository.pushedAt = world.clock.now();
    if (ref === `refs/heads/${repository.defaultBranch}`) await registerWorkflows(world, repository, sha);
    if (startsRuns) await startPushRuns(world, ci, { repository, actor, ref, old, sha });
    await synchronisePulls(world, ci, { repository, actor, ref, sha, startsRuns });
  }
};

const startPushRuns = async (
  world: World,
  ci: CiRunner,
  push: { repository: Repository; actor: Account; ref: string; old: string; sha: string },
): Promise<void> => {
  const { repository, actor, ref, sha } = push;
  const base = push.old === zeroId ? await forkPoint(repository, sha) : push.old;
  const files = await changedFiles(repository.gitDir, base, sha);
  await startRuns(world, ci, {
    repository,
    actor,
    facts: { event: 'push', ref, changedFiles: files },
    headSha: sha,
    checkoutSha: sha,
    ref,
    headBranch: ref.replace(/^refs\/(heads|tags)\//, ''),
    pull: null,
    inputs: {},
  });
};

/** A new branch is measured from where it left the default branch. */
const forkPoint = async ({ gitDir, defaultBranch }: Repository, sha: string): Promise<string> => {
  const { code, stdout } = await tryGit(['merge-base', `refs/heads/${defaultBranch}`, sha], { cwd: gitDir });
  const base = stdout.toString('utf8').trim();
  return code === 0 && base !== sha ? base : emptyTree;
};

const synchronisePulls = async (
  world: World,
  ci: CiRunner,
  push: { repository: Repository; actor: Account; ref: string; sha: string; startsRuns: boolean },
): Promise<void> => {
  for (const target of world.repositories.values()) {
    for (const { pull } of target.issues) {
      if (pull === null || pull.issue.state !== 'open') continue;
      if (pull.head.repository !== push.repository || `refs/heads/${pull.head.ref}` !== push.ref) continue;
      pull.head.sha = push.sha;
      pull.issue.updatedAt = world.clock.now();
      const { actor, startsRuns } = push;
      await startPullRuns(world, ci, { repository: target, pull, actor, action: 'synchronize', startsRuns });
    }
  }
};

export interface PullEvent {
  repository: Repository;
  pull: Pull;
  actor: Account;
  action: string;
  startsRuns: boolean;
}

/** A pull request that conflicts with its base starts nothing, as on GitHub. */
export const startPullRuns = async (world: World, ci: CiRunner, event: PullEvent): Promise<void> => {
  const { repository, pull, actor, action } = event;
  const merge = await refreshMergeRef(world, repository, pull);
  if (merge === null || !event.startsRuns) return;
  const { gitDir } = repository;
  const base = (await git(['merge-base', pull.base.sha, pull.head.sha], { cwd: gitDir })).trim();
  const files = await changedFiles(gitDir, base, pull.head.sha);
  await startRuns(world, ci, {
    repository,
    actor,
    facts: { event: 'pull_request', action, baseBranch: pull.base.ref, changedFiles: files },
    headSha: pull.head.sha,
    checkoutSha: merge,
    ref: `refs/pull/${pull.issue.number}/merge`,
    headBranch: pull.head.ref,
    pull,
    inputs: {},
  });
};

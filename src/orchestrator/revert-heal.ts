import type { HealRecord } from '../domain/index.js';
import { alreadyReverted, nothingToRevert, revertBlocked } from '../errors/index.js';
import { headOf, unfixedOf } from './commits.js';
import type { Ports } from './ports.js';
import { noted } from './transitions.js';

type World = Pick<Ports, 'clock' | 'history' | 'github' | 'git' | 'workspaces'>;

/** What undoing came to, in one sentence, and the commit or pull request that does it. */
interface Undone {
  detail: string;
  commit?: string;
  next?: string;
}

/**
 * Undoes what a heal has delivered, and remembers that it was: an open pull request is closed, a merged one and
 * a branch get a commit that takes the change back, a working tree gets its lines back. Throws `CifixError` when
 * nothing was delivered, or when the change cannot be taken out any more.
 */
export async function revertHeal(record: HealRecord, world: World): Promise<HealRecord> {
  const { delivery } = record;
  if (record.reverted) throw alreadyReverted(record.id, record.reverted.at);
  if (!delivery) throw nothingToRevert(record.id, record.state);
  const undone = await undo(record, delivery, world);
  const now = world.clock.now();
  const reverted = noted(record, now, {
    detail: undone.detail,
    facts: {
      reason: 'reverted',
      next: undone.next,
      reverted: {
        at: new Date(now).toISOString(),
        by: 'person',
        ...(undone.commit ? { commit: undone.commit } : {}),
      },
    },
  });
  await world.history.save(reverted);
  return reverted;
}

type Delivered = NonNullable<HealRecord['delivery']>;

async function undo(record: HealRecord, delivery: Delivered, world: World): Promise<Undone> {
  switch (delivery.kind) {
    case 'local':
      return undoLocal(record, world);
    case 'patch':
      return { detail: 'Nothing was pushed; the patch will not be proposed again.' };
    case 'branch':
      return undoOnBranch(record, world);
    case 'pull-request':
      return undoPullRequest(record, delivery, world);
  }
}

async function undoPullRequest(record: HealRecord, delivery: Delivered, world: World): Promise<Undone> {
  const { github } = world;
  if (delivery.pullRequest === undefined) throw nothingToRevert(record.id, record.state);
  const pull = await github.getPullRequest(record.repo, delivery.pullRequest);
  switch (pull.state) {
    case 'open':
      await github.closePullRequest(record.repo, pull.number);
      return { detail: `Pull request #${pull.number} is closed.` };
    case 'closed':
      return {
        detail: `Pull request #${pull.number} was closed without being merged; nothing is to be undone.`,
      };
    case 'merged': {
      const branch = `cifix/revert-${record.id}`;
      const commit = await pushReverse(record, { onto: pull.baseBranch, branch }, world);
      const opened = await github.createPullRequest(record.repo, {
        head: branch,
        base: pull.baseBranch,
        title: titleOf(record),
        body: `Takes back #${pull.number}.\n\nCifix-Heal: ${record.id}`,
      });
      return {
        commit,
        detail: `Pull request #${opened.number} takes it back.`,
        next: `Review and merge ${opened.url}`,
      };
    }
  }
}

async function undoOnBranch(record: HealRecord, world: World): Promise<Undone> {
  const branch = record.delivery?.branch;
  if (!branch || !record.delivery?.commit) throw nothingToRevert(record.id, record.state);
  const commit = await pushReverse(record, { onto: branch, branch }, world);
  return { commit, detail: `Commit ${commit.slice(0, 10)} on ${branch} takes it back.` };
}

/** Pushes a commit on top of a branch that takes the change out of it. */
async function pushReverse(
  record: HealRecord,
  { onto, branch }: { onto: string; branch: string },
  { git, workspaces, clock }: World,
): Promise<string> {
  const { remoteUrl: url, delivery, repo } = record;
  if (!url || !delivery?.commit) throw nothingToRevert(record.id, record.state);
  const head = await git.readRemoteHead(url, onto);
  if (!head) throw revertBlocked(record.id, `${onto} is not there any more`);
  const gitDir = await workspaces.fetchCommit({ url, repo, commit: head, branch: onto });
  const change = { from: delivery.commit, to: headOf({ ...record, pushedSha: undefined }), onto: head };
  const tree = await workspaces.transplant(gitDir, change);
  if (!tree) throw revertBlocked(record.id, `the lines it changed on ${onto} have changed since`);
  const message = `${titleOf(record)}\n\nTakes back ${delivery.commit.slice(0, 10)}.\n\nCifix-Heal: ${record.id}\n`;
  const commit = await git.commitTree({ gitDir, tree, parent: head, message, at: clock.now() });
  await git.pushCommit({ gitDir, url, commit, branch });
  return commit;
}

async function undoLocal(record: HealRecord, { workspaces, history }: World): Promise<Undone> {
  const { localDir: top } = record;
  const tree = record.attempts.at(-1)?.tree;
  if (!top || !tree) throw nothingToRevert(record.id, record.state);
  const { gitDir, commit } = await workspaces.snapshotLocal(top);
  const to = await workspaces.transplant(gitDir, { from: tree, to: unfixedOf(record), onto: commit });
  if (!to) throw revertBlocked(record.id, 'the lines it changed have changed since');
  const backup = await history.fileOf(record.id, 'undo-revert.patch');
  const written = await workspaces.writeToLocal({ top, gitDir, from: commit, to, backup });
  if ('moved' in written)
    throw revertBlocked(record.id, `these files changed just now: ${written.moved.join(', ')}`);
  return { detail: `Taken out of ${written.written.length} files of the working tree.` };
}

const titleOf = ({ id }: HealRecord): string => `revert: the fix of cifix heal ${id}`;

import { writeFile } from 'node:fs/promises';
import type { HealRecord } from '../../domain/index.js';
import { headOf } from '../commits.js';
import type { HealSettings, Ports } from '../ports.js';
import type { Outcome } from '../transitions.js';

/** Stage: `approved` → `committed`, or handed over as a file or into the working tree. */
export async function commitStage(
  record: HealRecord,
  settings: HealSettings,
  ports: Ports,
): Promise<Outcome> {
  const attempt = record.attempts.at(-1);
  // Too risky to be pushed or written for anybody: a person applies it by hand.
  if (attempt?.verdict?.band === 'patch') return writePatch(record, attempt.diff, ports);
  if (record.localDir) return writeLocal(record, ports);
  const tree = attempt?.tree;
  const gitDir = record.gitDir;
  if (!attempt || !tree || !gitDir) throw new Error('nothing to commit');
  if (settings.delivery === 'patch') return writePatch(record, attempt.diff, ports);

  const moved = await headMoved(record, ports);
  if (moved) return moved;
  const branch = settings.delivery === 'branch' ? record.branch : fixBranch(record);
  if (!branch) throw new Error('no branch to deliver to');
  const parent = headOf(record);
  // What was proved on the merge of a pull request is pushed to its head.
  const from = record.pushedSha ? undefined : record.mergeSha;
  const onHead = from ? await ports.workspaces.transplant(gitDir, { from, to: tree, onto: parent }) : tree;
  if (!onHead) return writePatch(record, attempt.diff, ports);
  const commit = await ports.git.commitTree({
    gitDir,
    tree: onHead,
    parent,
    message: ports.texts.commitMessage(record),
    // The time of the approval, so that a repetition after a crash makes the same commit.
    at: Date.parse(record.approval?.at ?? record.createdAt),
  });
  await ports.workspaces.keep(gitDir, record.id, commit);
  return {
    kind: 'committed',
    detail: `Commit ${commit.slice(0, 10)} for ${branch}.`,
    facts: { delivery: { ...record.delivery, kind: settings.delivery, branch, commit } },
  };
}

/** `cifix/<run>-<short>`. */
const fixBranch = (record: HealRecord): string => `cifix/${record.runId}-${record.id.slice(0, 6)}`;

/** Stage: `committed` → `pushed`. Repeating it pushes nothing twice. */
export async function pushStage(record: HealRecord, ports: Ports): Promise<Outcome> {
  const { delivery, gitDir, remoteUrl } = record;
  if (!delivery?.commit || !delivery.branch || !gitDir || !remoteUrl) throw new Error('nothing to push');
  const there = await ports.git.readRemoteHead(remoteUrl, delivery.branch);
  if (there !== delivery.commit) {
    const moved = (await headMoved(record, ports)) ?? fixBranchTaken(record, there);
    if (moved) return moved;
    ports.tell({ kind: 'stage', title: `Pushing ${delivery.commit.slice(0, 10)} to ${delivery.branch}` });
    await ports.git.pushCommit({ gitDir, url: remoteUrl, commit: delivery.commit, branch: delivery.branch });
  }
  return { kind: 'pushed', detail: `Pushed to ${delivery.branch}.`, facts: { pushedSha: delivery.commit } };
}

/** Stage: `pushed` → `watching`: the pull request is opened, unless it is there. */
export async function openPullRequestStage(
  record: HealRecord,
  settings: HealSettings,
  ports: Ports,
): Promise<Outcome> {
  const { delivery } = record;
  if (!delivery?.branch) throw new Error('nothing was pushed');
  if (delivery.kind !== 'pull-request')
    return afterPush(settings, { detail: `Watching CI on ${delivery.branch}.` });
  const base = record.branch ?? '';
  const open =
    (await ports.github.findOpenPullRequest(record.repo, delivery.branch, base)) ??
    (await ports.github.createPullRequest(record.repo, {
      head: delivery.branch,
      base,
      ...ports.texts.pullRequest(record),
    }));
  return afterPush(settings, {
    detail: `Pull request #${open.number} is open.`,
    facts: { delivery: { ...delivery, pullRequest: open.number, pullRequestUrl: open.url } },
  });
}

function afterPush(settings: HealSettings, outcome: Pick<Outcome, 'detail' | 'facts'>): Outcome {
  if (settings.watch) return { kind: 'watching', ...outcome };
  return {
    kind: 'watching',
    ...outcome,
    reason: 'not-watched',
    next: 'CI decides; "cifix resume" looks at its verdict.',
  };
}

/** Somebody else put commits on the branch of the fix: theirs stay, and ours is not forced over them. */
function fixBranchTaken({ delivery, pushedSha }: HealRecord, there: string | undefined): Outcome | undefined {
  if (delivery?.kind !== 'pull-request' || there === undefined || there === pushedSha) return undefined;
  return {
    kind: 'superseded',
    reason: 'fix-branch-moved',
    detail: `${delivery.branch} holds ${there.slice(0, 10)}, which is not of this heal.`,
    next: 'Look at that branch; delete it to have cifix try again.',
  };
}

/** The branch must still stand where the failing run found it, or where cifix left it. */
async function headMoved(record: HealRecord, ports: Ports): Promise<Outcome | undefined> {
  if (!record.branch || !record.remoteUrl) return undefined;
  const head = await ports.git.readRemoteHead(record.remoteUrl, record.branch);
  const ours = [record.headSha, record.pushedSha, record.delivery?.commit];
  if (head !== undefined && ours.includes(head)) return undefined;
  return {
    kind: 'superseded',
    reason: 'branch-moved',
    detail: head
      ? `${record.branch} moved on to ${head.slice(0, 10)} meanwhile.`
      : `${record.branch} was deleted meanwhile.`,
    next: 'Run cifix on the newest run of the branch; nothing was pushed.',
  };
}

async function writePatch(record: HealRecord, patch: string, ports: Ports): Promise<Outcome> {
  const file = await ports.history.fileOf(record.id, 'fix.patch');
  await writeFile(file, patch, { mode: 0o600 });
  return {
    kind: 'handed-over',
    reason: 'patch-written',
    next: `Apply it with: git apply ${file}`,
    detail: 'The proved fix is written as a patch; nothing was pushed.',
    facts: { delivery: { kind: 'patch', branch: record.branch, patch: file } },
  };
}

async function writeLocal(record: HealRecord, ports: Ports): Promise<Outcome> {
  const { localDir: top, gitDir } = record;
  const tree = record.attempts.at(-1)?.tree;
  if (!top || !gitDir || !tree) throw new Error('nothing to write');
  const backup = await ports.history.fileOf(record.id, 'undo.patch');
  const written = await ports.workspaces.writeToLocal({
    top,
    gitDir,
    from: record.headSha,
    to: tree,
    backup,
  });
  if ('moved' in written) {
    return {
      kind: 'superseded',
      reason: 'tree-changed',
      detail: `The working tree changed meanwhile: ${written.moved.join(', ')}.`,
      next: 'Run cifix again; nothing was written.',
    };
  }
  return {
    kind: 'handed-over',
    reason: 'written-to-tree',
    next: `Look at it with "git diff"; undo it with: git apply ${backup}`,
    detail: `Wrote ${written.written.join(', ')}.`,
    facts: { delivery: { kind: 'local', branch: record.branch, patch: backup } },
  };
}

import { resolveCommit } from './bare-repository.js';
import { findHead, refuseEmptyOrDuplicate } from './check-new-pull.js';
import { mergePull } from './merge-pull.js';
import { changeRefs, startPullRuns } from './push-events.js';
import { readDifferences } from './read-differences.js';
import { notFound, Refusal, validationFailed } from './refusal.js';
import { addIssue, applyState, requireIssue } from './rest-issues.js';
import {
  paginate,
  type Reply,
  type RepositoryCall,
  type Route,
  repositoryRoute,
  requireCaller,
  requiredText,
  textField,
} from './router.js';
import { git, tryGit } from './run-git.js';
import { shapeFileDifference } from './shape-commit.js';
import { shapePull } from './shape-issue.js';
import { shapeAccount } from './shape-repository.js';
import type { Pull, Repository } from './state.js';

export const pullRoutes: Route[] = [
  repositoryRoute('GET', '/pulls', 'read', (call) => listPulls(call)),
  repositoryRoute('POST', '/pulls', 'write', (call) => createPull(call)),
  repositoryRoute('GET', '/pulls/:pull_number', 'read', (call) => replyWithPull(call, requirePull(call))),
  repositoryRoute('PATCH', '/pulls/:pull_number', 'write', (call) => updatePull(call)),
  repositoryRoute('GET', '/pulls/:pull_number/files', 'read', (call) => listFiles(call)),
  repositoryRoute('PUT', '/pulls/:pull_number/merge', 'write', (call) => merge(call)),
  repositoryRoute('POST', '/pulls/:pull_number/requested_reviewers', 'write', (call) => ({
    status: 201,
    body: shapePull(call.world, call.repository, requirePull(call)),
  })),
];

const requirePull = (call: RepositoryCall): Pull => {
  const { pull } = requireIssue(call, 'pull_number');
  if (pull === null) throw notFound();
  return pull;
};

const listPulls = (call: RepositoryCall): Reply => {
  const { searchParams } = call.url;
  const state = searchParams.get('state') ?? 'open';
  const base = searchParams.get('base');
  // A head without its owner is no filter at all on the real service.
  const head = searchParams.get('head')?.includes(':') ? searchParams.get('head') : null;
  const found = call.repository.issues
    .flatMap(({ pull }) => (pull === null ? [] : [pull]))
    .filter((pull) => state === 'all' || pull.issue.state === state)
    .filter((pull) => base === null || pull.base.ref === base)
    .filter((pull) => head === null || labelOf(pull) === head)
    .toReversed();
  const { items, headers } = paginate(call, found);
  return { status: 200, body: items.map((pull) => shapePull(call.world, call.repository, pull)), headers };
};

const labelOf = (pull: Pull): string => `${pull.head.repository.owner.login}:${pull.head.ref}`;

const createPull = async (call: RepositoryCall): Promise<Reply> => {
  const { world, repository } = call;
  const author = requireCaller(call).account;
  const head = await findHead(call, requiredText(call, 'PullRequest', 'head'));
  const baseRef = requiredText(call, 'PullRequest', 'base');
  const baseSha = await resolveCommit(repository.gitDir, `refs/heads/${baseRef}`);
  if (baseSha === null) throw validationFailed({ resource: 'PullRequest', code: 'invalid', field: 'base' });
  const title = textField(call, 'title');
  if (title === undefined || title === '')
    throw validationFailed({ resource: 'PullRequest', code: 'missing_field', field: 'title' });
  await refuseEmptyOrDuplicate(call, head, { ref: baseRef, sha: baseSha });
  const issue = addIssue(world, repository, {
    title,
    body: textField(call, 'body') ?? null,
    author,
    labels: [],
  });
  const pull: Pull = {
    issue,
    head,
    base: { ref: baseRef, sha: baseSha },
    draft: call.body.draft === true,
    mergedAt: null,
    mergeCommit: null,
  };
  issue.pull = pull;
  await startRunsOf(call, pull, 'opened');
  return replyWithPull(call, pull, 201);
};

const updatePull = async (call: RepositoryCall): Promise<Reply> => {
  const pull = requirePull(call);
  const wasClosed = pull.issue.state === 'closed';
  if (pull.mergedAt === null) applyState(call, pull.issue, 'PullRequest');
  pull.issue.title = textField(call, 'title') ?? pull.issue.title;
  pull.issue.body = textField(call, 'body') ?? pull.issue.body;
  pull.issue.updatedAt = call.world.clock.now();
  if (wasClosed && pull.issue.state === 'open') await startRunsOf(call, pull, 'reopened');
  return replyWithPull(call, pull);
};

const startRunsOf = (call: RepositoryCall, pull: Pull, action: string): Promise<void> => {
  const { world, ci, repository } = call;
  const { account: actor, startsRuns } = requireCaller(call);
  return changeRefs(ci, repository, () =>
    startPullRuns(world, ci, { repository, pull, actor, action, startsRuns }),
  );
};

const listFiles = async (call: RepositoryCall): Promise<Reply> => {
  const files = await differences(call.repository, requirePull(call));
  const { items, headers } = paginate(call, files);
  const { head } = requirePull(call);
  const body = items.map((file) =>
    shapeFileDifference(call.world, call.repository, { commit: head.sha, file }),
  );
  return { status: 200, body, headers };
};

/** In the base repository, where `refs/pull/N/head` keeps the head also of a fork. */
const differences = async ({ gitDir }: Repository, pull: Pull) => {
  const base = (await git(['merge-base', pull.base.sha, pull.head.sha], { cwd: gitDir })).trim();
  return readDifferences(gitDir, base, pull.head.sha);
};

const merge = async (call: RepositoryCall): Promise<Reply> => {
  const { world, ci, repository } = call;
  const pull = requirePull(call);
  if (pull.issue.state !== 'open') throw new Refusal(405, 'Pull Request is not mergeable');
  const wanted = textField(call, 'sha');
  if (wanted !== undefined && wanted !== pull.head.sha)
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  const actor = requireCaller(call).account;
  const sha = await changeRefs(ci, repository, () => mergePull(world, ci, { repository, pull, actor }));
  if (sha === null) throw new Refusal(405, 'Pull Request is not mergeable');
  return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } };
};

const replyWithPull = async (call: RepositoryCall, pull: Pull, status = 200): Promise<Reply> => {
  const { gitDir } = call.repository;
  const files = await differences(call.repository, pull);
  const range = [`${pull.base.sha}..${pull.head.sha}`];
  const commits = Number((await git(['rev-list', '--count', ...range], { cwd: gitDir })).trim());
  const trial = await tryGit(['merge-tree', '--write-tree', pull.base.sha, pull.head.sha], { cwd: gitDir });
  const isMerged = pull.mergedAt !== null;
  return {
    status,
    body: {
      ...shapePull(call.world, call.repository, pull),
      merged: isMerged,
      mergeable: isMerged ? null : trial.code === 0,
      rebaseable: isMerged ? null : trial.code === 0,
      mergeable_state: isMerged ? 'unknown' : trial.code === 0 ? 'clean' : 'dirty',
      merged_by: isMerged ? shapeAccount(call.world, pull.issue.author) : null,
      comments: pull.issue.comments.length,
      review_comments: 0,
      maintainer_can_modify: false,
      commits,
      additions: files.reduce((sum, file) => sum + file.additions, 0),
      deletions: files.reduce((sum, file) => sum + file.deletions, 0),
      changed_files: files.length,
    },
  };
};

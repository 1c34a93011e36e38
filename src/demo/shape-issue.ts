import { nodeId, repositoryPage, repositoryUrl, shapeAccount, shapeRepository } from './shape-repository.js';
import {
  type Comment,
  type CommitStatus,
  type Issue,
  type Pull,
  type Repository,
  toSeconds,
  type World,
} from './state.js';

type Shape = Record<string, unknown>;

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : toSeconds(ms));

export const shapeLabel = (world: World, repository: Repository, name: string): Shape => ({
  // The same name is the same label everywhere in the repository.
  id: [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_000_007, 7),
  node_id: nodeId(`Label:${name}`, repository.id),
  url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(name)}`,
  name,
  description: '',
  color: 'ededed',
  default: false,
});

export const shapeIssue = (world: World, repository: Repository, issue: Issue): Shape => {
  const url = `${repositoryUrl(world, repository)}/issues/${issue.number}`;
  const page = repositoryPage(world, repository);
  return {
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    url,
    repository_url: repositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${page}/${issue.pull === null ? 'issues' : 'pull'}/${issue.number}`,
    number: issue.number,
    state: issue.state,
    title: issue.title,
    body: issue.body,
    user: shapeAccount(world, issue.author),
    labels: issue.labels.map((label) => shapeLabel(world, repository, label)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: issue.comments.length,
    closed_at: timeOrNull(issue.closedAt),
    created_at: toSeconds(issue.createdAt),
    updated_at: toSeconds(issue.updatedAt),
    author_association: 'OWNER',
    state_reason: issue.state === 'closed' ? 'completed' : null,
    ...(issue.pull === null
      ? {}
      : {
          pull_request: {
            url: `${repositoryUrl(world, repository)}/pulls/${issue.number}`,
            html_url: `${page}/pull/${issue.number}`,
            diff_url: `${page}/pull/${issue.number}.diff`,
            patch_url: `${page}/pull/${issue.number}.patch`,
            merged_at: timeOrNull(issue.pull.mergedAt),
          },
        }),
  };
};

export const shapeComment = (
  world: World,
  repository: Repository,
  at: { issue: Issue; comment: Comment },
): Shape => {
  const { issue, comment } = at;
  const api = repositoryUrl(world, repository);
  const kind = issue.pull === null ? 'issues' : 'pull';
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${repositoryPage(world, repository)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    body: comment.body,
    user: shapeAccount(world, comment.author),
    created_at: toSeconds(comment.createdAt),
    updated_at: toSeconds(comment.updatedAt),
    author_association: 'OWNER',
  };
};

/** The form of a pull request in lists. */
export const shapePull = (world: World, repository: Repository, pull: Pull): Shape => {
  const { issue } = pull;
  const api = repositoryUrl(world, repository);
  const url = `${api}/pulls/${issue.number}`;
  const page = `${repositoryPage(world, repository)}/pull/${issue.number}`;
  const links: Record<string, string> = {
    self: url,
    html: page,
    issue: `${api}/issues/${issue.number}`,
    comments: `${api}/issues/${issue.number}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${api}/statuses/${pull.head.sha}`,
  };
  return {
    url,
    id: issue.id,
    node_id: nodeId('PullRequest', issue.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: links.issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: shapeAccount(world, issue.author),
    body: issue.body,
    labels: issue.labels.map((label) => shapeLabel(world, repository, label)),
    milestone: null,
    active_lock_reason: null,
    created_at: toSeconds(issue.createdAt),
    updated_at: toSeconds(issue.updatedAt),
    closed_at: timeOrNull(issue.closedAt),
    merged_at: timeOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: shapeSide(world, pull.head.repository, pull.head),
    base: shapeSide(world, repository, pull.base),
    _links: Object.fromEntries(Object.entries(links).map(([key, href]) => [key, { href }])),
    author_association: 'OWNER',
    auto_merge: null,
    draft: pull.draft,
  };
};

const shapeSide = (world: World, repository: Repository, side: { ref: string; sha: string }): Shape => ({
  label: `${repository.owner.login}:${side.ref}`,
  ref: side.ref,
  sha: side.sha,
  user: shapeAccount(world, repository.owner),
  repo: shapeRepository(world, repository),
});

export const shapeStatus = (world: World, repository: Repository, status: CommitStatus): Shape => ({
  ...shapeSimpleStatus(world, repository, status),
  creator: shapeAccount(world, status.creator),
});

/** The form inside a combined status. */
export const shapeSimpleStatus = (world: World, repository: Repository, status: CommitStatus): Shape => ({
  url: `${repositoryUrl(world, repository)}/statuses/${status.sha}`,
  avatar_url: `${world.serverUrl}/avatars/${status.creator.id}`,
  id: status.id,
  node_id: nodeId('StatusContext', status.id),
  state: status.state,
  description: status.description,
  target_url: status.targetUrl,
  context: status.context,
  created_at: toSeconds(status.createdAt),
  updated_at: toSeconds(status.createdAt),
});

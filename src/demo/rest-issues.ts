import { notFound, validationFailed } from './refusal.js';
import {
  idParam,
  paginate,
  type Reply,
  type RepositoryCall,
  type Route,
  repositoryRoute,
  requireCaller,
  requiredText,
  textField,
} from './router.js';
import { shapeComment, shapeIssue, shapeLabel } from './shape-issue.js';
import type { Account, Comment, Issue, Repository, World } from './state.js';

/** Issues and the comments of issues and pull requests. */
export const issueRoutes: Route[] = [
  repositoryRoute('GET', '/issues', 'read', (call) => listIssues(call)),
  repositoryRoute('POST', '/issues', 'write', (call) => createIssueRoute(call)),
  repositoryRoute('PATCH', '/issues/comments/:comment_id', 'write', (call) => updateComment(call)),
  repositoryRoute('DELETE', '/issues/comments/:comment_id', 'write', (call) => deleteComment(call)),
  repositoryRoute('GET', '/issues/:issue_number', 'read', (call) => replyWithIssue(call, requireIssue(call))),
  repositoryRoute('PATCH', '/issues/:issue_number', 'write', (call) => updateIssue(call)),
  repositoryRoute('POST', '/issues/:issue_number/labels', 'write', (call) => addLabels(call)),
  repositoryRoute('GET', '/issues/:issue_number/comments', 'read', (call) => listComments(call)),
  repositoryRoute('POST', '/issues/:issue_number/comments', 'write', (call) => createComment(call)),
];

export const requireIssue = (call: RepositoryCall, param = 'issue_number'): Issue => {
  const number = idParam(call, param);
  const issue = call.repository.issues.find((candidate) => candidate.number === number);
  if (issue === undefined) throw notFound();
  return issue;
};

export const addIssue = (
  world: World,
  repository: Repository,
  facts: { title: string; body: string | null; author: Account; labels: string[] },
): Issue => {
  const now = world.clock.now();
  const issue: Issue = {
    id: world.nextId(),
    number: repository.issues.length + 1,
    ...facts,
    state: 'open',
    comments: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    pull: null,
  };
  repository.issues.push(issue);
  return issue;
};

/** Applies `state: open | closed`; anything else is invalid. */
export const applyState = (call: RepositoryCall, issue: Issue, resource: string): void => {
  const state = textField(call, 'state');
  if (state === undefined) return;
  if (state !== 'open' && state !== 'closed')
    throw validationFailed({ resource, code: 'invalid', field: 'state' });
  issue.state = state;
  issue.closedAt = state === 'closed' ? call.world.clock.now() : null;
};

const replyWithIssue = (call: RepositoryCall, issue: Issue, status = 200): Reply => ({
  status,
  body: shapeIssue(call.world, call.repository, issue),
});

const listIssues = (call: RepositoryCall): Reply => {
  const { searchParams } = call.url;
  const state = searchParams.get('state') ?? 'open';
  const labels = (searchParams.get('labels') ?? '').split(',').filter((label) => label !== '');
  const creator = searchParams.get('creator');
  const found = call.repository.issues
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => labels.every((label) => issue.labels.includes(label)))
    .filter((issue) => creator === null || issue.author.login === creator)
    .toReversed();
  const { items, headers } = paginate(call, found);
  return { status: 200, body: items.map((issue) => shapeIssue(call.world, call.repository, issue)), headers };
};

const createIssueRoute = (call: RepositoryCall): Reply => {
  const author = requireCaller(call).account;
  const title = requiredText(call, 'Issue', 'title');
  const body = textField(call, 'body') ?? null;
  const issue = addIssue(call.world, call.repository, {
    title,
    body,
    author,
    labels: labelNames(call.body.labels),
  });
  return replyWithIssue(call, issue, 201);
};

const labelNames = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).flatMap((label: unknown) => {
    if (typeof label === 'string') return [label];
    const name = (label as { name?: unknown } | null)?.name;
    return typeof name === 'string' ? [name] : [];
  });

const updateIssue = (call: RepositoryCall): Reply => {
  const issue = requireIssue(call);
  applyState(call, issue, 'Issue');
  issue.title = textField(call, 'title') ?? issue.title;
  issue.body = textField(call, 'body') ?? issue.body;
  if (call.body.labels !== undefined) issue.labels = labelNames(call.body.labels);
  issue.updatedAt = call.world.clock.now();
  return replyWithIssue(call, issue);
};

const addLabels = (call: RepositoryCall): Reply => {
  const issue = requireIssue(call);
  const given = Array.isArray(call.body) ? call.body : call.body.labels;
  issue.labels = [...new Set([...issue.labels, ...labelNames(given)])];
  const { items } = paginate(call, issue.labels);
  return { status: 200, body: items.map((label) => shapeLabel(call.world, call.repository, label)) };
};

const listComments = (call: RepositoryCall): Reply => {
  const issue = requireIssue(call);
  const { items, headers } = paginate(call, issue.comments);
  const body = items.map((comment) => shapeComment(call.world, call.repository, { issue, comment }));
  return { status: 200, body, headers };
};

/** GitHub takes no longer comment than this. */
const bodyLimit = 65_536;

const commentBody = (call: RepositoryCall): string => {
  const body = requiredText(call, 'IssueComment', 'body');
  if (body.length <= bodyLimit) return body;
  throw validationFailed({
    resource: 'IssueComment',
    code: 'unprocessable',
    field: 'body',
    message: `Body is too long (maximum is ${bodyLimit} characters)`,
  });
};

const createComment = (call: RepositoryCall): Reply => {
  const issue = requireIssue(call);
  const author = requireCaller(call).account;
  const now = call.world.clock.now();
  const comment: Comment = {
    id: call.world.nextId(),
    author,
    body: commentBody(call),
    createdAt: now,
    updatedAt: now,
  };
  issue.comments.push(comment);
  issue.updatedAt = now;
  return { status: 201, body: shapeComment(call.world, call.repository, { issue, comment }) };
};

const requireComment = (call: RepositoryCall): { issue: Issue; comment: Comment } => {
  const id = idParam(call, 'comment_id');
  for (const issue of call.repository.issues) {
    const comment = issue.comments.find((candidate) => candidate.id === id);
    if (comment !== undefined) return { issue, comment };
  }
  throw notFound();
};

const updateComment = (call: RepositoryCall): Reply => {
  const { issue, comment } = requireComment(call);
  comment.body = commentBody(call);
  comment.updatedAt = call.world.clock.now();
  return { status: 200, body: shapeComment(call.world, call.repository, { issue, comment }) };
};

const deleteComment = (call: RepositoryCall): Reply => {
  const { issue, comment } = requireComment(call);
  issue.comments = issue.comments.filter((other) => other !== comment);
  return { status: 204 };
};

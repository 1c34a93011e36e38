import { validationFailed } from './refusal.js';
import { requireCommit } from './rest-commits.js';
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
import { shapeSimpleStatus, shapeStatus } from './shape-issue.js';
import { repositoryUrl, shapeMinimalRepository } from './shape-repository.js';
import type { CommitStatus } from './state.js';

/** Commit statuses: what a CI outside of Actions leaves on a commit. */
export const statusRoutes: Route[] = [
  repositoryRoute('GET', '/commits/:ref/status', 'read', (call) => getCombinedStatus(call)),
  repositoryRoute('GET', '/commits/:ref/statuses', 'read', (call) => listStatuses(call)),
  repositoryRoute('POST', '/statuses/:ref', 'write', (call) => createStatus(call)),
];

const statusStates = ['error', 'failure', 'pending', 'success'];

const createStatus = async (call: RepositoryCall): Promise<Reply> => {
  const { world, repository } = call;
  const sha = await requireCommit(call, call.params.ref ?? '');
  const state = requiredText(call, 'Status', 'state');
  if (!statusStates.includes(state))
    throw validationFailed({ resource: 'Status', code: 'custom', field: 'state' });
  const status: CommitStatus = {
    id: world.nextId(),
    sha,
    state,
    context: textField(call, 'context') ?? 'default',
    description: textField(call, 'description') ?? null,
    targetUrl: textField(call, 'target_url') ?? null,
    creator: requireCaller(call).account,
    createdAt: world.clock.now(),
  };
  repository.statuses.push(status);
  return { status: 201, body: shapeStatus(world, repository, status) };
};

const listStatuses = async (call: RepositoryCall): Promise<Reply> => {
  const sha = await requireCommit(call, call.params.ref ?? '');
  const all = call.repository.statuses.filter((status) => status.sha === sha).toReversed();
  const { items, headers } = paginate(call, all);
  return {
    status: 200,
    body: items.map((status) => shapeStatus(call.world, call.repository, status)),
    headers,
  };
};

/** Only the newest status of each context counts; none at all is "pending". */
const getCombinedStatus = async (call: RepositoryCall): Promise<Reply> => {
  const { world, repository } = call;
  const sha = await requireCommit(call, call.params.ref ?? '');
  const newest = new Map(
    repository.statuses.filter((status) => status.sha === sha).map((status) => [status.context, status]),
  );
  const states = [...newest.values()].map((status) => status.state);
  const isBad = states.some((state) => state === 'error' || state === 'failure');
  const isDone = states.length > 0 && states.every((state) => state === 'success');
  const url = `${repositoryUrl(world, repository)}/commits/${sha}`;
  return {
    status: 200,
    body: {
      state: isBad ? 'failure' : isDone ? 'success' : 'pending',
      statuses: [...newest.values()].map((status) => shapeSimpleStatus(world, repository, status)),
      sha,
      total_count: newest.size,
      repository: shapeMinimalRepository(world, repository),
      commit_url: url,
      url: `${url}/status`,
    },
  };
};

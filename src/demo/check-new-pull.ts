import { resolveCommit } from './bare-repository.js';
import { validationFailed } from './refusal.js';
import type { RepositoryCall } from './router.js';
import { tryGit } from './run-git.js';
import { findRepository, type Pull, type Repository } from './state.js';

/** `branch` or `owner:branch`; the owner's repository is this one or a fork of it. */
export const findHead = async (call: RepositoryCall, name: string): Promise<Pull['head']> => {
  const at = name.indexOf(':');
  const owner = at === -1 ? call.repository.owner.login : name.slice(0, at);
  const ref = name.slice(at + 1);
  const source: Repository | undefined =
    owner.toLowerCase() === call.repository.owner.login.toLowerCase()
      ? call.repository
      : findRepository(call.world, owner, call.repository.name);
  const isRelated = source === call.repository || source?.parent === call.repository;
  const sha =
    source === undefined || !isRelated ? null : await resolveCommit(source.gitDir, `refs/heads/${ref}`);
  if (source === undefined || sha === null)
    throw validationFailed({ resource: 'PullRequest', code: 'invalid', field: 'head' });
  return { repository: source, ref, sha };
};

export const refuseEmptyOrDuplicate = async (
  call: RepositoryCall,
  head: Pull['head'],
  base: Pull['base'],
): Promise<void> => {
  const { repository } = call;
  const twin = repository.issues.find(
    ({ pull, state }) =>
      pull !== null &&
      state === 'open' &&
      pull.head.repository === head.repository &&
      pull.head.ref === head.ref &&
      pull.base.ref === base.ref,
  );
  if (twin !== undefined)
    throw validationFailed({
      resource: 'PullRequest',
      code: 'custom',
      message: `A pull request already exists for ${head.repository.owner.login}:${head.ref}.`,
    });
  const ahead = await tryGit(['rev-list', '--max-count=1', head.sha, `^${base.sha}`], {
    cwd: head.repository.gitDir,
  });
  // A fork that lacks the base commit is behind it, and so has commits of its own.
  if (ahead.code === 0 && ahead.stdout.length === 0)
    throw validationFailed({
      resource: 'PullRequest',
      code: 'custom',
      message: `No commits between ${base.ref} and ${head.ref}`,
    });
};

import { join } from 'node:path';
import { type FileTree, initBareRepository, writeCommit } from './bare-repository.js';
import type { CiRunner } from './ci-runner.js';
import { announcePushes, changeRefs } from './push-events.js';
import { git } from './run-git.js';
import { accountOf, findRepository, type Repository, type World } from './state.js';

export interface NewRepository {
  owner: string;
  name: string;
  /** The first commit on the default branch; a fork needs none. */
  files?: FileTree;
  message?: string;
  defaultBranch?: string;
  private?: boolean;
  protectedBranches?: string[];
  /** `owner/name` of a repository whose branches this one starts with. */
  forkOf?: string;
}

/** Makes a repository with its first commit and starts CI for it like a push. */
export const addRepository = async (world: World, ci: CiRunner, wish: NewRepository): Promise<Repository> => {
  const owner = accountOf(world, wish.owner);
  const [parentOwner = '', parentName = ''] = (wish.forkOf ?? '').split('/');
  const parent = wish.forkOf === undefined ? null : (findRepository(world, parentOwner, parentName) ?? null);
  const now = world.clock.now();
  const repository: Repository = {
    id: world.nextId(),
    owner,
    name: wish.name,
    private: wish.private ?? false,
    defaultBranch: wish.defaultBranch ?? parent?.defaultBranch ?? 'main',
    protectedBranches: wish.protectedBranches ?? [],
    parent,
    gitDir: join(world.root, 'repositories', wish.owner, `${wish.name}.git`),
    refs: new Map(),
    createdAt: now,
    pushedAt: now,
    workflows: new Map(),
    runs: [],
    issues: [],
    statuses: [],
    queue: Promise.resolve(),
  };
  await initBareRepository(repository.gitDir, repository.defaultBranch);
  world.repositories.set(`${wish.owner}/${wish.name}`.toLowerCase(), repository);
  if (parent !== null) {
    await git(['fetch', '--quiet', `file://${parent.gitDir}`, '+refs/heads/*:refs/heads/*'], {
      cwd: repository.gitDir,
    });
    // Forking is no push: nothing runs in a fork before its owner pushes to it.
    repository.refs = new Map(parent.refs);
  }
  if (wish.files !== undefined)
    await commitToBranch(world, ci, {
      repository,
      branch: repository.defaultBranch,
      files: wish.files,
      message: wish.message ?? 'Initial commit',
    });
  return repository;
};

export const commitToBranch = (
  world: World,
  ci: CiRunner,
  commit: { repository: Repository; branch: string; files: FileTree; message: string },
): Promise<string> => {
  const { repository, branch, files, message } = commit;
  const actor = repository.owner;
  const author = { name: actor.login, email: `${actor.login}@users.noreply.github.com` };
  return changeRefs(ci, repository, async () => {
    const sha = await writeCommit(world, repository, { branch, files, message, author });
    await announcePushes(world, ci, { repository, actor });
    return sha;
  });
};

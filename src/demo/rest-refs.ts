import { readRefs, resolveCommit } from './bare-repository.js';
import { announcePushes, changeRefs } from './push-events.js';
import { notFound, Refusal } from './refusal.js';
import {
  type Reply,
  type RepositoryCall,
  type Route,
  repositoryRoute,
  requireCaller,
  requiredText,
} from './router.js';
import { git, tryGit } from './run-git.js';
import { shapeRef } from './shape-commit.js';

/** Branches and tags as references; moving one starts what a push would start. */
export const refRoutes: Route[] = [
  repositoryRoute('GET', '/git/ref/*ref', 'read', (call) => getRef(call)),
  repositoryRoute('GET', '/git/matching-refs/*ref', 'read', (call) => listMatchingRefs(call)),
  repositoryRoute('POST', '/git/refs', 'write', (call) => createRef(call)),
  repositoryRoute('PATCH', '/git/refs/*ref', 'write', (call) => updateRef(call)),
  repositoryRoute('DELETE', '/git/refs/*ref', 'write', (call) => deleteRef(call)),
];

const getRef = async (call: RepositoryCall): Promise<Reply> => {
  const ref = `refs/${call.params.ref}`;
  const sha = (await readRefs(call.repository.gitDir)).get(ref);
  if (sha === undefined) throw notFound();
  return { status: 200, body: shapeRef(call.world, call.repository, [ref, sha]) };
};

const listMatchingRefs = async (call: RepositoryCall): Promise<Reply> => {
  const refs = [...(await readRefs(call.repository.gitDir))].filter(([ref]) =>
    ref.startsWith(`refs/${call.params.ref}`),
  );
  return { status: 200, body: refs.map((ref) => shapeRef(call.world, call.repository, ref)) };
};

const createRef = async (call: RepositoryCall): Promise<Reply> => {
  const ref = requiredText(call, 'Reference', 'ref');
  const sha = requiredText(call, 'Reference', 'sha');
  if (!/^refs\/(heads|tags)\/./.test(ref)) throw new Refusal(422, 'Reference name is not valid');
  if ((await resolveCommit(call.repository.gitDir, sha)) !== sha)
    throw new Refusal(422, 'Object does not exist');
  if ((await readRefs(call.repository.gitDir)).has(ref)) throw new Refusal(422, 'Reference already exists');
  await moveRef(call, ref, ['update-ref', ref, sha]);
  return { status: 201, body: shapeRef(call.world, call.repository, [ref, sha]) };
};

const updateRef = async (call: RepositoryCall): Promise<Reply> => {
  const { gitDir } = call.repository;
  const ref = `refs/${call.params.ref}`;
  const sha = requiredText(call, 'Reference', 'sha');
  const old = (await readRefs(gitDir)).get(ref);
  if (old === undefined) throw new Refusal(422, 'Reference does not exist');
  if ((await resolveCommit(gitDir, sha)) !== sha) throw new Refusal(422, 'Object does not exist');
  const { code } = await tryGit(['merge-base', '--is-ancestor', old, sha], { cwd: gitDir });
  if (code !== 0 && call.body.force !== true) throw new Refusal(422, 'Update is not a fast forward');
  await moveRef(call, ref, ['update-ref', ref, sha]);
  return { status: 200, body: shapeRef(call.world, call.repository, [ref, sha]) };
};

const deleteRef = async (call: RepositoryCall): Promise<Reply> => {
  const ref = `refs/${call.params.ref}`;
  if (!(await readRefs(call.repository.gitDir)).has(ref)) throw new Refusal(422, 'Reference does not exist');
  await moveRef(call, ref, ['update-ref', '-d', ref]);
  return { status: 204 };
};

const moveRef = (call: RepositoryCall, ref: string, args: string[]): Promise<void> => {
  const { world, ci, repository } = call;
  if (repository.protectedBranches.some((branch) => ref === `refs/heads/${branch}`))
    throw new Refusal(422, 'Protected branch update failed');
  return changeRefs(ci, repository, async () => {
    await git(args, { cwd: repository.gitDir });
    const { account, startsRuns } = requireCaller(call);
    await announcePushes(world, ci, { repository, actor: account, startsRuns });
  });
};

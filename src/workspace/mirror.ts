import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GitCredential, LocalSnapshot, RunGit } from '../domain/index.js';
import { commitMissing, noWorkingTree } from '../errors/index.js';

export interface MirrorRequest {
  /** URL without credentials. */
  url: string;
  /** `owner/name`. */
  repo: string;
  credential?: GitCredential;
  commit: string;
  /** Tried when the server does not hand out the commit by its id. */
  branch: string | null;
  pullRequest?: number;
  signal?: AbortSignal;
}

/** Path of the bare mirror of a remote repository. */
export const mirrorPath = (cacheDir: string, request: Pick<MirrorRequest, 'url' | 'repo'>): string =>
  join(cacheDir, 'mirrors', new URL(request.url).host.replace(/:/g, '_'), `${request.repo}.git`);

/** Makes sure that the mirror exists and holds the commit; fetches only what is missing. */
export async function fetchCommit(runGit: RunGit, gitDir: string, request: MirrorRequest): Promise<void> {
  await initBare(runGit, gitDir);
  if (await holdsCommit(runGit, gitDir, request.commit)) return;
  const keep = `refs/cifix/commits/${request.commit}`;
  const wanted = [
    `${request.commit}:${keep}`,
    ...(request.branch ? [`+refs/heads/${request.branch}:refs/cifix/heads/${request.branch}`] : []),
    ...(request.pullRequest
      ? [`+refs/pull/${request.pullRequest}/head:refs/cifix/pulls/${request.pullRequest}`]
      : []),
  ];
  let failure: unknown;
  for (const refspec of wanted) {
    try {
      await runGit(['fetch', '--no-tags', '--no-write-fetch-head', '--quiet', request.url, refspec], {
        gitDir,
        credential: request.credential,
        signal: request.signal,
      });
    } catch (error) {
      request.signal?.throwIfAborted();
      failure = error;
      if (isFatal(error)) throw error;
    }
    if (await holdsCommit(runGit, gitDir, request.commit)) return;
  }
  throw commitMissing(request.repo, request.commit, failure);
}

/**
 * The merge of a pull request into its base, as GitHub makes it for CI to run: when it is there and still is
 * the merge of that head. Undefined otherwise: the head was pushed again, or there is a conflict.
 */
export async function fetchMerge(
  runGit: RunGit,
  gitDir: string,
  { url, credential, signal, commit, pullRequest }: MirrorRequest,
): Promise<string | undefined> {
  if (pullRequest === undefined) return undefined;
  const ref = `refs/cifix/merges/${pullRequest}`;
  try {
    const refspec = `+refs/pull/${pullRequest}/merge:${ref}`;
    await runGit(['fetch', '--no-tags', '--no-write-fetch-head', '--quiet', url, refspec], {
      gitDir,
      credential,
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (isFatal(error)) throw error;
    return undefined;
  }
  const [merge, , head] = (await runGit(['rev-list', '--parents', '-n', '1', ref], { gitDir }))
    .trim()
    .split(' ');
  return head === commit ? merge : undefined;
}

/** A missing ref is worth another try by another name; a refused credential or a dead host is not. */
const isFatal = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  ['git-unauthorised', 'git-not-found', 'git-forbidden', 'git-unreachable', 'git-missing'].includes(
    String(error.code),
  );

async function initBare(runGit: RunGit, gitDir: string): Promise<void> {
  if (existsSync(join(gitDir, 'HEAD'))) return;
  await mkdir(dirname(gitDir), { recursive: true });
  await runGit(['init', '--bare', '--quiet', gitDir]);
}

async function holdsCommit(runGit: RunGit, gitDir: string, commit: string): Promise<boolean> {
  try {
    await runGit(['cat-file', '-e', `${commit}^{tree}`], { gitDir });
    return true;
  } catch {
    return false;
  }
}

/** Takes a picture of a person's working tree into a git directory of our own; theirs is only read. */
export async function snapshotLocal(runGit: RunGit, cacheDir: string, dir: string): Promise<LocalSnapshot> {
  const at = { cwd: dir };
  const top = await realpath(await topOf(runGit, dir));
  const theirs = await realpath(
    (await runGit(['rev-parse', '--path-format=absolute', '--git-common-dir'], at)).trim(),
  );
  const head = (await runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], at).catch(() => '')).trim();
  const branch =
    (await runGit(['symbolic-ref', '--short', '--quiet', 'HEAD'], at).catch(() => '')).trim() || null;
  const origin = (await runGit(['config', '--get', 'remote.origin.url'], at).catch(() => '')).trim();

  const gitDir = join(
    cacheDir,
    'mirrors',
    'local',
    `${createHash('sha256').update(top).digest('hex').slice(0, 16)}.git`,
  );
  await initBare(runGit, gitDir);
  await writeFile(join(gitDir, 'objects', 'info', 'alternates'), `${join(theirs, 'objects')}\n`);
  const indexFile = join(gitDir, 'snapshot.index');
  const into = { gitDir, workTree: top, indexFile, cwd: top };
  await runGit(head ? ['read-tree', head] : ['read-tree', '--empty'], into);
  await runGit(['add', '--all', '.'], into);
  const tree = (await runGit(['write-tree'], into)).trim();
  const commit = await runGit(
    ['commit-tree', tree, ...(head ? ['-p', head] : []), '-m', 'The working tree as cifix found it'],
    {
      gitDir,
      env: {
        GIT_AUTHOR_NAME: 'cifix',
        GIT_AUTHOR_EMAIL: 'cifix@localhost',
        GIT_AUTHOR_DATE: '@0 +0000',
        GIT_COMMITTER_NAME: 'cifix',
        GIT_COMMITTER_EMAIL: 'cifix@localhost',
        GIT_COMMITTER_DATE: '@0 +0000',
      },
    },
  );
  return { gitDir, commit: commit.trim(), branch, top, originUrl: withoutUserInfo(origin) };
}

async function topOf(runGit: RunGit, dir: string): Promise<string> {
  try {
    return (await runGit(['rev-parse', '--show-toplevel'], { cwd: dir })).trim();
  } catch (error) {
    if (isFatal(error)) throw error;
    throw noWorkingTree(dir, error);
  }
}

const withoutUserInfo = (url: string): string | undefined =>
  url.replace(/^(https?:\/\/)[^@/]*@/, '$1') || undefined;

import type { GitCredential, RunGit } from '../domain/index.js';

export interface Remote {
  url: string;
  credential?: GitCredential;
}

/** The commit a branch of the remote stands at; undefined when there is no such branch. */
export async function readRemoteHead(
  runGit: RunGit,
  remote: Remote,
  branch: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const ref = `refs/heads/${branch}`;
  const listed = await runGit(['ls-remote', remote.url, ref], { credential: remote.credential, signal });
  const line = listed.split('\n').find((row) => row.endsWith(`\t${ref}`));
  return line?.split('\t')[0];
}

export interface PushRequest {
  gitDir: string;
  remote: Remote;
  commit: string;
  branch: string;
  signal?: AbortSignal;
}

/**
 * Pushes one commit to one branch, never by force. Pushing a commit that is already there does nothing,
 * so it may be repeated. Rejects with `branch-moved` when it is no fast-forward.
 */
export async function pushCommit(runGit: RunGit, request: PushRequest): Promise<void> {
  const { gitDir, remote, commit, branch, signal } = request;
  await runGit(['push', '--porcelain', remote.url, `${commit}:refs/heads/${branch}`], {
    gitDir,
    credential: remote.credential,
    signal,
  });
}

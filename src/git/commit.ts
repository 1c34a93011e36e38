import type { RunGit } from '../domain/index.js';

export interface CommitRequest {
  gitDir: string;
  tree: string;
  parent: string;
  message: string;
  author: { name: string; email: string };
  /** Milliseconds since the epoch. The same request makes the same commit id, so it may be repeated. */
  at: number;
}

/** Writes one commit object into the mirror; moves no branch. Answers its id. */
export async function commitTree(runGit: RunGit, request: CommitRequest): Promise<string> {
  const date = `@${Math.floor(request.at / 1000)} +0000`;
  const { name, email } = request.author;
  const id = await runGit(['commit-tree', request.tree, '-p', request.parent, '-F', '-'], {
    gitDir: request.gitDir,
    input: request.message,
    env: {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    },
  });
  return id.trim();
}

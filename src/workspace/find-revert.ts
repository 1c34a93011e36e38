import type { RunGit } from '../domain/index.js';

/** The newest commit in the history of `head` whose message says that it reverts `commit`, as `git revert` writes it. */
export async function findRevert(
  runGit: RunGit,
  gitDir: string,
  { head, commit }: { head: string; commit: string },
): Promise<string | undefined> {
  const grep = ['--fixed-strings', `--grep=This reverts commit ${commit}`];
  const found = await runGit(['log', '-1', '--format=%H', ...grep, head, '--'], { gitDir });
  return found.trim() || undefined;
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunGit, Workspace } from '../domain/index.js';
import { workspaceDiffers } from '../errors/index.js';

/**
 * Holds the files of a new workspace against the commit: every one of them is read anew, with an index that has
 * seen nothing and rules of ignoring that do not count. Throws `CifixError` (workspace-differs).
 */
export async function proveTree(runGit: RunGit, { gitDir, tree, commit, scratch }: Workspace): Promise<void> {
  const indexFile = join(scratch, '..', 'proof-index');
  const at = { gitDir, workTree: tree, indexFile, cwd: tree };
  try {
    await runGit(['add', '--all', '--force', '--', '.'], at);
    const differing = differingFiles(await runGit(['diff-index', '--cached', '--raw', '-z', commit], at));
    if (differing.length > 0) throw workspaceDiffers(commit, differing);
  } finally {
    await rm(indexFile, { force: true });
  }
}

/** Paths of `:<mode> <mode> <id> <id> <status> NUL <path> NUL`; the place of a submodule is an empty folder. */
function differingFiles(raw: string): string[] {
  const words = raw.split('\0');
  return words.flatMap((facts, at) =>
    facts.startsWith(':') && !facts.startsWith(':160000 ') ? [words[at + 1] ?? ''] : [],
  );
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunGit, Workspace } from '../domain/index.js';
import { workspaceDiffers } from '../errors/index.js';
import { diffTrees } from './diff-trees.js';

/**
 * Holds the files on disk against the commit: every one of them is read anew, with an index that has seen nothing
 * and rules of ignoring that do not count. Throws `CifixError` (workspace-differs).
 */
export async function proveTree(runGit: RunGit, workspace: Workspace): Promise<void> {
  const { gitDir, tree, commit, scratch } = workspace;
  const indexFile = join(scratch, '..', 'proof-index');
  const at = { gitDir, workTree: tree, indexFile, cwd: tree };
  try {
    // Only what is no file of this repository comes from the commit: the places of submodules.
    const entries = (await runGit(['ls-tree', '-r', '-z', commit], at)).split('\0');
    const submodules = entries
      .filter((entry) => entry.startsWith('160000 '))
      .map((entry) => entry.split('\t'));
    for (const [facts = '', path = ''] of submodules)
      await runGit(['update-index', '--add', '--cacheinfo', `160000,${facts.split(' ')[2]},${path}`], at);
    const excluded = submodules.map(([, path = '']) => `:(exclude,literal)${path}`);
    await runGit(['add', '--all', '--force', '--', '.', ...excluded], at);
    const found = (await runGit(['write-tree'], at)).trim();
    const wanted = (await runGit(['rev-parse', `${commit}^{tree}`], at)).trim();
    if (found !== wanted) throw workspaceDiffers(commit, await differingFiles(runGit, gitDir, wanted, found));
  } finally {
    await rm(indexFile, { force: true });
  }
}

async function differingFiles(runGit: RunGit, gitDir: string, from: string, to: string): Promise<string[]> {
  const { changes } = await diffTrees(runGit, gitDir, from, to);
  return changes.map(({ file }) => file);
}

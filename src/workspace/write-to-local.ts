import { lstat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunGit } from '../domain/index.js';

export interface LocalWriteRequest {
  /** Top of the person's working tree. */
  top: string;
  gitDir: string;
  /** The snapshot the fix was made against. */
  from: string;
  to: string;
  /** File that gets the way back, as a patch. */
  backup: string;
}

/**
 * Writes the difference of two trees into a person's working tree. Files that changed since the snapshot
 * stop it before anything is written; the way back is on disk before the first write.
 */
export async function writeToLocal(
  runGit: RunGit,
  request: LocalWriteRequest,
): Promise<{ written: string[] } | { moved: string[] }> {
  const { top, gitDir, from, to } = request;
  const plain = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--no-renames'];
  const files = (await runGit([...plain, '--name-only', '-z', from, to], { gitDir }))
    .split('\0')
    .filter(Boolean);
  const moved = await changedSince(runGit, request, files);
  if (moved.length > 0) return { moved };
  const forward = await runGit([...plain, '--binary', '--full-index', from, to], { gitDir });
  const back = await runGit([...plain, '--binary', '--full-index', to, from], { gitDir });
  await writeFile(request.backup, back, { mode: 0o600 });
  await runGit(['apply', '--whitespace=nowarn', '-'], { cwd: top, input: forward });
  return { written: files };
}

/** Compares the working tree with the snapshot in an index of our own, so that theirs stays as it is. */
async function changedSince(
  runGit: RunGit,
  { top, gitDir, from, backup }: LocalWriteRequest,
  files: string[],
): Promise<string[]> {
  const at = { gitDir, workTree: top, cwd: top, indexFile: `${backup}.index` };
  await runGit(['read-tree', from], at);
  const pictured = new Set((await runGit(['ls-files', '-z'], at)).split('\0'));
  const really: string[] = [];
  for (const file of files) {
    if (!pictured.has(file) && (await exists(join(top, file)))) really.push(file);
  }
  const changed = await runGit(
    ['diff-files', '--name-only', '-z', '--no-ext-diff', '--', ...files.map((file) => `:(literal)${file}`)],
    at,
  );
  const candidates = changed.split('\0').filter(Boolean);
  for (const file of candidates) {
    const kept = (await runGit(['ls-files', '-s', '--', `:(literal)${file}`], at)).split(/\s+/)[1];
    const now = (await runGit(['hash-object', '--no-filters', '--', file], at).catch(() => '')).trim();
    if (now !== kept) really.push(file);
  }
  return really;
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

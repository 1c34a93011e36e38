import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

/**
 * Project code may write anywhere in the scratch space, so it could leave a link in the place of a folder
 * that cifix writes to next, or binds into the next sandbox. Both functions take such a link away. They do
 * without the thread pool: a step makes dozens of these small calls, and waiting for turns costs more.
 */
export async function makeScratchFolder(scratch: string, path: string): Promise<string> {
  mkdirSync(scratch, { recursive: true });
  let folder = realpathSync(scratch);
  for (const name of relative(scratch, path).split(sep).filter(Boolean)) {
    if (name === '..') throw new RangeError(`${path} is not within ${scratch}`);
    folder = join(folder, name);
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats?.isDirectory()) continue;
    if (stats) rmSync(folder, { force: true });
    mkdirSync(folder);
  }
  return folder;
}

/** Writes a new file; whatever was in its place is removed, not followed. */
export async function writeScratchFile(
  scratch: string,
  path: string,
  text: string,
  mode = 0o644,
): Promise<void> {
  const folder = await makeScratchFolder(scratch, dirname(path));
  const target = join(folder, basename(path));
  const fresh = `${target}.${randomUUID()}`;
  writeFileSync(fresh, text, { mode, flag: 'wx' });
  if (lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) rmSync(target, { recursive: true });
  renameSync(fresh, target);
}

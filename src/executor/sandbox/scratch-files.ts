import { randomUUID } from 'node:crypto';
import { lstat, mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';

/**
 * Project code may write anywhere in the scratch space, so it could leave a link in the place of a folder
 * that cifix writes to next, or binds into the next sandbox. Both functions take such a link away.
 */
export async function makeScratchFolder(scratch: string, path: string): Promise<string> {
  await mkdir(scratch, { recursive: true });
  let folder = await realpath(scratch);
  for (const name of relative(scratch, path).split(sep).filter(Boolean)) {
    if (name === '..') throw new RangeError(`${path} is not within ${scratch}`);
    folder = join(folder, name);
    const stats = await lstat(folder).catch(() => undefined);
    if (stats?.isDirectory()) continue;
    if (stats) await rm(folder, { force: true });
    await mkdir(folder);
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
  await writeFile(fresh, text, { mode, flag: 'wx' });
  if ((await lstat(target).catch(() => undefined))?.isDirectory()) await rm(target, { recursive: true });
  await rename(fresh, target);
}

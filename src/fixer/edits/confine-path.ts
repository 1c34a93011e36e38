import type { Stats } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathFault } from './path-rules.js';
import { type Refusal, refuse } from './refusal.js';

/**
 * Turns a path that a model named into an absolute path inside of `root`, or refuses it. Every part of it that
 * exists is looked at: no symbolic link, no other repository, no special file, no file with a second name. The
 * last part need not exist.
 */
export async function confinePath(root: string, path: string): Promise<string | Refusal> {
  const fault = pathFault(path);
  if (fault !== undefined) return refuse('bad-path', path, `the path ${JSON.stringify(path)} ${fault}`);
  const segments = path.split('/');
  if ((await submodulePaths(root)).some((sub) => path === sub || path.startsWith(`${sub}/`))) {
    return refuse('nested-repository', path, `${path} lies in another repository`);
  }
  let at = root;
  for (const [i, segment] of segments.entries()) {
    at = join(at, segment);
    const stats = await statOf(at);
    if (stats === undefined) break;
    if (stats === 'not-a-directory') return refuse('not-a-file', path, `${path} leads through a file`);
    const isLast = i === segments.length - 1;
    const refusal = isLast ? faultOfFile(stats, path) : await faultOfDirectory(stats, at, path);
    if (refusal !== undefined) return refusal;
  }
  return join(root, path);
}

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'ok' in value && value.ok === false;

async function statOf(path: string): Promise<Stats | 'not-a-directory' | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') return 'not-a-directory';
    throw error;
  }
}

async function faultOfDirectory(stats: Stats, at: string, path: string): Promise<Refusal | undefined> {
  if (stats.isSymbolicLink()) return refuse('symlink', path, `${path} leads through a symbolic link`);
  if (!stats.isDirectory()) return refuse('not-a-file', path, `${path} leads through a file`);
  return (await statOf(join(at, '.git'))) === undefined
    ? undefined
    : refuse('nested-repository', path, `${path} lies in another repository`);
}

function faultOfFile(stats: Stats, path: string): Refusal | undefined {
  if (stats.isSymbolicLink()) return refuse('symlink', path, `${path} is a symbolic link`);
  if (!stats.isFile()) return refuse('not-a-file', path, `${path} is not a regular file`);
  return stats.nlink > 1 ? refuse('hard-link', path, `${path} has a second name elsewhere`) : undefined;
}

/** Submodules that were not fetched are empty directories: only `.gitmodules` tells. */
async function submodulePaths(root: string): Promise<string[]> {
  try {
    const text = await readFile(join(root, '.gitmodules'), 'utf8');
    return [...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map((m) =>
      (m[1] ?? '').replace(/^"|"$|\/+$/g, ''),
    );
  } catch {
    return [];
  }
}

import { lstat, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { CacheEntry } from '../domain/index.js';
import { isGone } from './lock.js';

/** The process that works in the workspaces of a heal. */
interface Holder {
  pid: number;
  host: string;
  /** The mirrors that its workspaces lend objects from. */
  gitDirs: string[];
}

/** Where each kind lies below the cache directory, and how many folders below that one entry of it is. */
const shelves: readonly { kind: CacheEntry['kind']; folder: string; depth: number }[] = [
  { kind: 'mirror', folder: 'mirrors/local', depth: 1 },
  { kind: 'mirror', folder: 'mirrors', depth: 3 },
  { kind: 'workspace', folder: 'worktrees', depth: 1 },
  { kind: 'downloads', folder: 'downloads', depth: 2 },
  { kind: 'install', folder: 'installs', depth: 1 },
];

const holderFile = (cacheDir: string, id: string): string =>
  join(cacheDir, 'worktrees', topOf(id), 'holder.json');

/** Workspaces of one heal are named `<heal>/<number>`. */
const topOf = (id: string): string => id.split('/')[0] ?? id;

/** Says whose the workspaces of a heal are, so that those of a process that is gone can be told. */
export async function holdWorkspace(cacheDir: string, id: string, gitDir: string): Promise<void> {
  const path = holderFile(cacheDir, id);
  await mkdir(dirname(path), { recursive: true });
  const known = await readHolder(path);
  const gitDirs = [...new Set([...(known?.pid === process.pid ? known.gitDirs : []), gitDir])];
  await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname(), gitDirs } satisfies Holder));
  const now = new Date();
  await utimes(gitDir, now, now).catch(() => {});
}

/** Everything below the cache directory that can be removed by itself, with its size; the newest use first. */
export async function listCache(cacheDir: string): Promise<CacheEntry[]> {
  const holders = await liveHolders(cacheDir);
  const entries: CacheEntry[] = [];
  for (const { kind, folder, depth } of shelves) {
    for (const path of await foldersAt(join(cacheDir, folder), depth)) {
      const name = relative(join(cacheDir, folder), path);
      const stats = await lstat(path).catch(() => undefined);
      // Mirrors of working trees lie a floor higher than those of GitHub, and are listed by themselves.
      if (!stats || (folder === 'mirrors' && name.startsWith('local/'))) continue;
      entries.push({
        kind,
        name,
        path,
        sizeBytes: await sizeOf(path),
        usedAt: new Date(stats.mtimeMs).toISOString(),
        inUse: holders.some(({ id, gitDirs }) =>
          kind === 'workspace' ? name === id : gitDirs.includes(path),
        ),
      });
    }
  }
  return entries.sort((a, b) => b.usedAt.localeCompare(a.usedAt));
}

/** Prunes when that was not done for a day; never fails, because it is no business of the command at hand. */
export async function tidyCache(cacheDir: string, limits: PruneLimits): Promise<void> {
  const mark = join(cacheDir, 'pruned');
  const last = await lstat(mark).catch(() => undefined);
  if (last && limits.now - last.mtimeMs < dayMs) return;
  await mkdir(cacheDir, { recursive: true })
    .then(() => writeFile(mark, ''))
    .then(() => pruneCache(cacheDir, limits))
    .catch(() => {});
}

const dayMs = 86_400_000;

export interface PruneLimits {
  now: number;
  /** What was not used for longer goes. Workspaces that nobody works in always go. */
  maxAgeMs: number;
  /** Of the rest, what was used longest ago goes until this is left. */
  maxBytes: number;
}

/** Removes what is not in use and too old or too much; answers what was removed. */
export async function pruneCache(
  cacheDir: string,
  { now, maxAgeMs, maxBytes }: PruneLimits,
): Promise<CacheEntry[]> {
  await rm(trashOf(cacheDir), { recursive: true, force: true });
  const entries = await listCache(cacheDir);
  const removed: CacheEntry[] = [];
  let bytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const entry of entries.toReversed()) {
    const isStale = entry.kind === 'workspace' || now - Date.parse(entry.usedAt) > maxAgeMs;
    if (entry.inUse || !(isStale || bytes > maxBytes)) continue;
    if (!(await discard(cacheDir, entry.path))) continue;
    bytes -= entry.sizeBytes;
    removed.push(entry);
  }
  return removed;
}

const trashOf = (cacheDir: string): string => join(cacheDir, 'trash');

/** Renamed first: whoever comes meanwhile finds nothing, rather than half of it. */
async function discard(cacheDir: string, path: string): Promise<boolean> {
  const aside = join(trashOf(cacheDir), `${process.pid}-${Math.random().toString(36).slice(2)}`);
  try {
    await mkdir(dirname(aside), { recursive: true });
    await rename(path, aside);
    await rm(aside, { recursive: true, force: true, maxRetries: 3 });
    return true;
  } catch {
    return false;
  }
}

async function liveHolders(cacheDir: string): Promise<(Holder & { id: string })[]> {
  const ids = await readdir(join(cacheDir, 'worktrees')).catch(() => []);
  const holders = await Promise.all(
    ids.map(async (id) => ({ id, holder: await readHolder(holderFile(cacheDir, id)) })),
  );
  return holders.flatMap(({ id, holder }) => (holder && !isGone(holder) ? [{ ...holder, id }] : []));
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

async function foldersAt(folder: string, depth: number): Promise<string[]> {
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = names.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  return depth === 1
    ? folders
    : (await Promise.all(folders.map((path) => foldersAt(path, depth - 1)))).flat();
}

/** Bytes of all files below; a link counts as itself. */
async function sizeOf(path: string): Promise<number> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats?.isDirectory()) return stats?.size ?? 0;
  let bytes = 0;
  for (const name of await readdir(path).catch(() => [])) bytes += await sizeOf(join(path, name));
  return bytes;
}

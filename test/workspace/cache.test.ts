import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listCache, pruneCache, tidyCache } from '../../src/workspace/index.js';

const dayMs = 86_400_000;
const now = Date.parse('2026-03-01T00:00:00Z');
let cacheDir: string;

beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'cache-'));
});
afterEach(() => rmSync(cacheDir, { recursive: true, force: true }));

/** A folder with so many bytes in it that was last used so many days ago. */
function put(folder: string, bytes: number, daysAgo: number): string {
  const path = join(cacheDir, folder);
  mkdirSync(join(path, 'inner'), { recursive: true });
  writeFileSync(join(path, 'inner', 'file'), 'x'.repeat(bytes));
  const at = new Date(now - daysAgo * dayMs);
  utimesSync(path, at, at);
  return path;
}

/** Says that the workspaces of a heal belong to a process. */
function hold(heal: string, pid: number, gitDirs: string[] = []): void {
  const file = join(cacheDir, 'worktrees', heal, 'holder.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid, host: hostname(), gitDirs }));
}

/** No process has this number: it is beyond what Linux gives out. */
const nobody = 2 ** 30;

test('mirrors, workspaces and downloads are listed with their size, and whether somebody works with them', async () => {
  const mirror = put('mirrors/github.com/octo/project.git', 1000, 3);
  put('mirrors/local/abc.git', 500, 2);
  put('downloads/octo/project', 2000, 1);
  put('worktrees/heal-1/1', 100, 0);
  hold('heal-1', process.pid, [mirror]);
  const listed = await listCache(cacheDir);
  expect(listed.map(({ kind, name, inUse }) => [kind, name, inUse])).toEqual([
    ['workspace', 'heal-1', true],
    ['downloads', 'octo/project', false],
    ['mirror', 'abc.git', false],
    ['mirror', 'github.com/octo/project.git', true],
  ]);
  expect(listed.find(({ name }) => name === 'octo/project')?.sizeBytes).toBe(2000);
});

test('workspaces of a process that is gone are removed, whatever their age, and those of a living one are not', async () => {
  put('worktrees/left/1', 10, 0);
  hold('left', nobody);
  put('worktrees/nameless/1', 10, 0);
  put('worktrees/alive/1', 10, 90);
  hold('alive', process.pid);
  const removed = await pruneCache(cacheDir, { now, maxAgeMs: 30 * dayMs, maxBytes: 1e9 });
  expect(removed.map(({ name }) => name).sort()).toEqual(['left', 'nameless']);
  expect(readdirSync(join(cacheDir, 'worktrees'))).toEqual(['alive']);
});

test('what was not used for too long goes, then the oldest until the rest is small enough; what is in use stays', async () => {
  put('mirrors/github.com/octo/old.git', 10, 40);
  put('mirrors/github.com/octo/first.git', 600, 20);
  put('mirrors/github.com/octo/second.git', 600, 10);
  const used = put('mirrors/github.com/octo/used.git', 600, 50);
  put('worktrees/alive/1', 10, 0);
  hold('alive', process.pid, [used]);
  const removed = await pruneCache(cacheDir, { now, maxAgeMs: 30 * dayMs, maxBytes: 1500 });
  expect(removed.map(({ name }) => name)).toEqual(['github.com/octo/old.git', 'github.com/octo/first.git']);
  expect(readdirSync(join(cacheDir, 'mirrors/github.com/octo')).sort()).toEqual(['second.git', 'used.git']);
  expect(readdirSync(join(cacheDir, 'trash'))).toEqual([]);
});

test('tidying happens once a day, and a cache that is not there is no fault', async () => {
  const limits = { now: Date.now(), maxAgeMs: dayMs, maxBytes: 1e9 };
  await tidyCache(join(cacheDir, 'none'), limits);
  put('worktrees/left/1', 10, 0);
  await tidyCache(cacheDir, limits);
  expect(readdirSync(join(cacheDir, 'worktrees'))).toEqual([]);
  put('worktrees/left/1', 10, 0);
  await tidyCache(cacheDir, limits);
  expect(readdirSync(join(cacheDir, 'worktrees'))).toEqual(['left']);
  await tidyCache(cacheDir, { ...limits, now: Date.now() + 2 * dayMs });
  expect(readdirSync(join(cacheDir, 'worktrees'))).toEqual([]);
});

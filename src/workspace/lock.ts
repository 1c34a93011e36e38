import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Clock } from '../domain/index.js';
import { lockBusy } from '../errors/index.js';

interface LockOptions {
  clock: Clock;
  signal?: AbortSignal;
  /** How long to wait for another process; default two minutes, 0 gives up at once. */
  waitMs?: number;
}

/** A lock that names nobody for so long was cut off while it was written. */
const unreadableMs = 2000;

interface Holder {
  pid: number;
  host: string;
  token: string;
}

/**
 * Runs `work` while holding the lock file, which names its holder. A lock whose process is gone is taken over.
 * Throws `CifixError` (lock-busy) when another process keeps it.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const release = await acquireLock(path, options);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Takes the lock and answers the function that gives it back. */
export async function acquireLock(
  path: string,
  { clock, signal, waitMs = 120_000 }: LockOptions,
): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const mine: Holder = { pid: process.pid, host: hostname(), token: Math.random().toString(36).slice(2) };
  const until = clock.now() + waitMs;
  let unreadableSince: number | undefined;
  for (;;) {
    if (await create(path, mine)) return () => giveBack(path, mine);
    const holder = await readHolder(path);
    if (holder && isGone(holder)) {
      await takeAway(path, holder);
      continue;
    }
    unreadableSince = holder ? undefined : (unreadableSince ?? clock.now());
    if (unreadableSince !== undefined && clock.now() - unreadableSince >= unreadableMs) {
      await takeAway(path, undefined);
      unreadableSince = undefined;
      continue;
    }
    if (clock.now() >= until) throw lockBusy(path, holder?.pid);
    await clock.sleep(50 + Math.random() * 50, signal);
  }
}

async function create(path: string, mine: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify(mine));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Renames before it removes, so that of two processes that see a dead holder only one takes the lock away. */
async function takeAway(path: string, holder: Holder | undefined): Promise<void> {
  const aside = `${path}.${holder?.token ?? process.pid}.gone`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const taken = await readHolder(aside);
  if (taken && taken.token !== holder?.token) await rename(aside, path).catch(() => {});
  else await rm(aside, { force: true });
}

async function giveBack(path: string, mine: Holder): Promise<void> {
  const holder = await readHolder(path);
  if (holder?.token === mine.token) await rm(path, { force: true });
}

export function isGone(holder: Pick<Holder, 'pid' | 'host'>): boolean {
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

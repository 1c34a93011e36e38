import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Limits {
  processes: number;
  memoryBytes: number;
}

/** Control groups of one process tree; where this machine lets none be made, the list is empty. */
export interface Cgroup {
  /** Files that a process writes its id to, to enter. */
  entries: string[];
  /** Returns when the last process is gone, or after a second: what is left, the next cifix removes. */
  remove(): Promise<void>;
}

const root = '/sys/fs/cgroup';

/**
 * A bound on the number of processes and on memory for a whole tree. The per-user limit of the kernel does
 * not hold for root, so that a fork bomb of a replay started by root has to be stopped here.
 */
export function createCgroup({ processes, memoryBytes }: Limits): Cgroup {
  const name = `cifix-${process.pid}-${randomUUID()}`;
  const settings: { controller: string; files: Record<string, number> }[] = isUnified()
    ? [{ controller: '', files: { 'pids.max': processes, 'memory.max': memoryBytes, 'memory.swap.max': 0 } }]
    : [
        { controller: 'pids', files: { 'pids.max': processes } },
        { controller: 'memory', files: { 'memory.limit_in_bytes': memoryBytes } },
      ];
  const folders = settings.flatMap(({ controller, files }) => {
    const parent = ownGroup(controller);
    if (parent === undefined) return [];
    removeLeftOvers(parent);
    return setUp(join(parent, name), files) ? [join(parent, name)] : [];
  });
  return {
    entries: folders.map((folder) => join(folder, 'cgroup.procs')),
    remove: () => removeFolders(folders),
  };
}

const isUnified = (): boolean => existsSync(join(root, 'cgroup.controllers'));

/** The group that this process is in, of one controller (version 1) or of all (version 2, no name). */
function ownGroup(controller: string): string | undefined {
  try {
    const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
    const path = lines
      .map((line) => line.split(':'))
      .find(([, names]) => (names ?? '').split(',').includes(controller))?.[2];
    return path === undefined ? undefined : join(root, controller, path);
  } catch {
    return undefined;
  }
}

/** Of a cifix that was killed; its name tells whose it was. */
function removeLeftOvers(parent: string): void {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const owner = /^cifix-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
    // When somebody is still in it, it stays.
    isRemoved(join(parent, name));
  }
}

/** At least the first file must take its limit, or the group is of no use. */
function setUp(folder: string, files: Record<string, number>): boolean {
  try {
    mkdirSync(folder);
  } catch {
    return false;
  }
  const taken = Object.entries(files).map(([file, limit]) => {
    try {
      if (!existsSync(join(folder, file))) return false;
      writeFileSync(join(folder, file), String(limit));
      return true;
    } catch {
      return false;
    }
  });
  if (taken[0]) return true;
  rmdirSync(folder);
  return false;
}

/** A group can be removed only when it is empty, which takes the kernel a moment after a kill. */
async function removeFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (let waitMs = 1; waitMs < 600 && !isRemoved(folder); waitMs *= 2) await sleep(waitMs);
  }
}

function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}

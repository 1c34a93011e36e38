import { readdirSync, readFileSync } from 'node:fs';

/** Set in every process of a step, as GitHub's runner does to find what a step left running. */
export const trackingVariable = 'RUNNER_TRACKING_ID';

/** Kills every process that carries the mark in its environment, whatever group or session it moved to. */
export function sweepMarked(mark: string): number {
  let killed = 0;
  // A process may fork between the listing and the kill: go on until a round finds nobody.
  for (let round = 0; round < 20; round++) {
    const found = markedProcesses(mark);
    if (found.length === 0) break;
    for (const pid of found) if (signal(pid, 'SIGKILL')) killed++;
  }
  return killed;
}

function markedProcesses(mark: string): number[] {
  const wanted = `${trackingVariable}=${mark}`;
  return processIds().filter((pid) => {
    try {
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(wanted);
    } catch {
      return false;
    }
  });
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid);
  } catch {
    return [];
  }
}

/** False when there was nobody left to signal. A negative id means a process group. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** A process of somebody else's counts as well. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

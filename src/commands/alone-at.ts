import { join } from 'node:path';
import type { Context } from '../context.js';
import type { HealRecord } from '../domain/index.js';
import { isCifixError } from '../errors/index.js';
import type { World } from '../wiring.js';
import { withLock } from '../workspace/index.js';

/** A run, or the heal of a working tree. */
type Subject = Pick<HealRecord, 'repo' | 'runId'> & { id?: string };

/**
 * Runs `work` while no other cifix of this user is at the same run: two of them would share a workspace
 * and push two fixes. Does not wait; throws `CifixError` (lock-busy).
 */
export function aloneAt<T>(
  context: Context,
  world: World,
  { repo, runId, id }: Subject,
  work: () => Promise<T>,
): Promise<T> {
  const name = encodeURIComponent(runId === undefined ? `heal ${id ?? ''}` : `${repo} ${runId}`);
  const path = join(world.directories.state, 'locks', `${name}.lock`);
  return withLock(path, { clock: context.clock, signal: context.signal, waitMs: 0 }, work);
}

/** Refusals that concern one run only, so that they must not keep the others from being healed. */
const ofOneRun = new Set(['lock-busy', 'fork', 'no-branch']);

/** For one of several: undefined, and a word to people, when it is refused for a reason of its own. */
export async function unlessRefused<T>(
  subject: string,
  tell: (text: string) => void,
  work: Promise<T>,
): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!isCifixError(error) || !ofOneRun.has(error.code)) throw error;
    tell(`${subject}: ${error.message}`);
    return undefined;
  }
}

import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Directories {
  /** History and records. */
  state: string;
  /** Mirrors, worktrees, download caches. */
  cache: string;
}

/** By the XDG base directory specification. */
export function findDirectories(env: Readonly<Record<string, string | undefined>>): Directories {
  const home = env.HOME || homedir();
  return {
    state: join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'cifix'),
    cache: join(env.XDG_CACHE_HOME || join(home, '.cache'), 'cifix'),
  };
}

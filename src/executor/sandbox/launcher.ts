import { totalmem } from 'node:os';

import type { Limits } from './cgroup.js';

/** More than a large parallel build needs, far less than a fork bomb makes. */
export const defaultLimits = (): Limits => ({ processes: 2048, memoryBytes: Math.floor(totalmem() * 0.9) });

/**
 * Set within the sandbox, whose user namespace has a count of its own: on the host a desktop's threads count
 * as well. dash calls the option -p.
 */
const limitUser =
  'if (ulimit -u 4096) 2>/dev/null; then ulimit -u 4096; elif (ulimit -p 4096) 2>/dev/null; then ulimit -p 4096; fi';

/** Keeps stdout and stderr in the order in which they were written, which two pipes cannot. */
export const inOneStream = (argv: readonly string[]): string[] => [
  ...['/bin/sh', '-c', `${limitUser}; exec "$@" 2>&1`, 'sh'],
  ...argv,
];

const enter = `while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift
ulimit -c 0
exec "$@" 2>&1`;

/** Starts a command within its control groups, where this machine has any. */
export const withinLimits = (argv: readonly string[], entries: readonly string[]): string[] => [
  ...['/bin/sh', '-c', enter, 'sh', ...entries, '--'],
  ...argv,
];

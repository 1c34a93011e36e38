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

/**
 * No single file grows beyond 8 GiB (the unit is 512 bytes in dash and 1024 in bash, which is 16 there): a
 * step that goes mad fails before the disk is full.
 */
const limitFiles = '(ulimit -f 16777216) 2>/dev/null && ulimit -f 16777216';

/** Keeps stdout and stderr in the order in which they were written, which two pipes cannot. */
export const inOneStream = (argv: readonly string[]): string[] => [
  ...['/bin/sh', '-c', `${limitUser}; exec "$@" 2>&1`, 'sh'],
  ...argv,
];

/** The first process of a container collects the orphans of all others, so it must stay a shell that waits. */
export const inContainer = (argv: readonly string[]): string[] => [
  ...['/bin/sh', '-c', `ulimit -c 0; ${limitFiles}; "$@" 2>&1; exit $?`, 'sh'],
  ...argv,
];

/** In a container that stays: its first process is not this one, and it has limits of its own. */
export const inStandingContainer = (argv: readonly string[]): string[] => [
  ...['/bin/sh', '-c', `ulimit -c 0; ${limitFiles}; exec "$@" 2>&1`, 'sh'],
  ...argv,
];

const enter = `while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift
ulimit -c 0; ${limitFiles}
exec "$@" 2>&1`;

/** Starts a command within its control groups, where this machine has any. */
export const withinLimits = (argv: readonly string[], entries: readonly string[]): string[] => [
  ...['/bin/sh', '-c', enter, 'sh', ...entries, '--'],
  ...argv,
];

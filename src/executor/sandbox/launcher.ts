import { totalmem } from 'node:os';

import type { Limits } from './cgroup.js';

/** More than a large parallel build needs, far less than a fork bomb makes. */
export const defaultLimits = (): Limits => ({ processes: 2048, memoryBytes: Math.floor(totalmem() * 0.9) });

/** Keeps stdout and stderr in the order in which they were written, which two pipes cannot. */
export const inOneStream = (argv: readonly string[]): string[] => [
  '/bin/sh',
  '-c',
  'exec "$@" 2>&1',
  'sh',
  ...argv,
];

const enter = `n=$1; shift
while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift
ulimit -c 0
if (ulimit -u "$n") 2>/dev/null; then ulimit -u "$n"; elif (ulimit -p "$n") 2>/dev/null; then ulimit -p "$n"; fi
exec "$@" 2>&1`;

/** Starts a command within its limits: control groups where there are any, else the per-user limit. */
export const withinLimits = (
  argv: readonly string[],
  entries: readonly string[],
  limits: Limits,
): string[] => [...['/bin/sh', '-c', enter, 'sh', String(limits.processes), ...entries, '--'], ...argv];

import { inOneStream } from './launcher.js';
import { listMounts, type Mount, type Mounts } from './mounts.js';

export interface SandboxedCommand {
  argv: readonly string[];
  cwd: string;
  env: Record<string, string>;
  network: boolean;
}

/**
 * The environment goes in by option, never through bubblewrap's own: an `LD_PRELOAD` of the workflow would
 * otherwise be loaded outside of the sandbox.
 */
export function bwrapArgv(program: string, mounts: Mounts, command: SandboxedCommand): string[] {
  return [
    program,
    '--unshare-all',
    ...(command.network ? ['--share-net'] : []),
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...listMounts(mounts).flatMap(option),
    ...['--chdir', command.cwd, '--clearenv'],
    ...Object.entries(command.env).flatMap(([key, value]) => ['--setenv', key, value]),
    '--',
    ...inOneStream(command.argv),
  ];
}

function option(mount: Mount): string[] {
  switch (mount.kind) {
    case 'hidden':
      return ['--tmpfs', mount.target];
    case 'read-only':
      return ['--ro-bind', mount.source, mount.target];
    case 'writable':
      return ['--bind', mount.source, mount.target];
  }
}

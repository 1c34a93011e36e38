import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import type { SandboxedCommand } from './bwrap.js';
import { defaultLimits, inContainer } from './launcher.js';
import { listMounts, type Mount, type Mounts, within } from './mounts.js';
import type { ContainerEngine } from './sandbox-choice.js';

/** An image with nothing in it: the system that steps see is this machine's, bound read-only. */
export const emptyImage = 'localhost/cifix-nothing:1';

/** Names tell whose a container is, so that those of a cifix that was killed can be told. */
export const containerName = (id: string): string => `cifix-${process.pid}-${id}`;

/**
 * One container a command: it sees the network or not as this command may, and all that the command left
 * running dies with it. Toolchains are this machine's, as in bubblewrap, so that a replay does not depend on
 * which sandbox it got, and no image has to be fetched.
 */
export function containerArgv(
  { kind, program, limits, joined }: ContainerEngine,
  mounts: Mounts,
  { argv, cwd, env, network, name }: SandboxedCommand & { name: string },
): string[] {
  const { processes, memoryBytes } = defaultLimits();
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const isRootless = kind === 'podman' && process.getuid?.() !== 0;
  return [
    ...[program, 'run', '--rm', '--name', name, '--pull', 'never', '--log-driver', 'none'],
    // podman would lay writable file systems over some folders of a read-only container.
    ...['--read-only', ...(kind === 'podman' ? ['--read-only-tmpfs=false'] : [])],
    ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    // On SELinux the system's own files may not be read from within a container otherwise.
    ...['--security-opt', 'label=disable'],
    ...['--pids-limit', String(processes), '--memory', String(memoryBytes)],
    ...limits,
    ...['--user', user, ...(isRootless ? ['--userns', 'keep-id'] : [])],
    ...(network ? (joined === undefined ? [] : ['--network', `container:${joined}`]) : ['--network', 'none']),
    ...systemMounts(mounts).flatMap((mount) => mountOption(kind, mount)),
    ...['--workdir', cwd],
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    emptyImage,
    ...inContainer(argv),
  ];
}

/** Made anew by the engine in every container, and never this machine's. */
const engineFolders = ['/proc', '/sys', '/dev', '/run', '/tmp'];

/** The system's folders one by one, because an engine lets nothing be bound over `/` itself. */
function systemMounts(mounts: Mounts): Mount[] {
  const over = listMounts(mounts);
  const hidden = over.flatMap((mount) => (mount.kind === 'hidden' ? [mount.target] : []));
  const isOut = (path: string): boolean =>
    [...engineFolders, ...hidden].some((folder) => within(path, folder));
  const folders = readdirSync('/', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => join('/', name))
    .filter((path) => !isOut(path) && !isOut(realpath(path)));
  const places = [...folders, ...mountPoints().filter((path) => !isOut(path))];
  const system = places.map(
    (path): Mount => ({
      kind: 'read-only',
      source: path,
      target: path,
    }),
  );
  // An engine binds one place once: what lies over the system wins, and of two the later.
  return [...new Map([...system, ...over].map((mount) => [mount.target, mount])).values()];
}

function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return '/proc';
  }
}

/** File systems mounted below the system's folders: binding a folder read-only leaves those writable. */
function mountPoints(): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines
    .map((line) => line.split(' ')[4] ?? '')
    .map((path) =>
      path.replace(/\\(\d{3})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 8))),
    )
    .filter((path) => path !== '' && path !== '/');
}

export function mountOption(engine: ContainerEngine['kind'], mount: Mount): string[] {
  switch (mount.kind) {
    case 'hidden':
      // podman fills a new temporary file system with what it hides, unless told not to.
      return ['--tmpfs', `${mount.target}:mode=0755${engine === 'podman' ? ',notmpcopyup' : ''}`];
    case 'read-only':
      return ['--mount', ['type=bind', ...places(mount), 'readonly'].join(',')];
    case 'writable':
      return ['--mount', ['type=bind', ...places(mount)].join(',')];
  }
}

/** A workflow names some of these folders, and a comma in a name must not begin another setting. */
const places = ({ source, target }: { source: string; target: string }): string[] =>
  [`source=${source}`, `target=${target}`].map((field) =>
    /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  );

import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

import { homeOf } from './host-environment.js';

/** What a sandboxed process sees of the machine beyond the read-only system. */
export interface Mounts {
  /** The host's home directory, hidden but for the tools in it. */
  home: string;
  /** Folders of the host's PATH; those in hidden places are bound read-only. */
  path: readonly string[];
  tree: string;
  scratch: string;
  gitDir: string;
  /** Download caches, shared between replays. */
  cacheDir?: string;
  /** Folders of the tree or scratch space that are to be seen elsewhere in them as well. */
  binds?: readonly { from: string; to: string }[];
}

/** Folders of a home directory that hold tools and no credentials. */
const toolFolders = [
  ...['.nvm', '.pyenv', '.rustup', '.cargo/bin', '.volta/bin', '.volta/tools', '.asdf', '.fnm', '.nodenv'],
  ...['.bun/bin', '.deno/bin', '.sdkman/candidates', '.rbenv', '.goenv', '.jdks', '.dotnet', 'go/bin', 'sdk'],
  ...['.local/bin', '.local/lib', '.local/share/mise', '.local/share/uv', '.local/share/pnpm'],
  ...['.local/share/pipx', '.local/share/fnm', '.local/share/rtx', '.gvm', '.phpenv', '.ghcup/bin'],
];

/**
 * Root's own, for a replay started by root, and system-wide settings that may hold credentials; what of them
 * a replay needs is in its HOME. An empty file stands in: `/dev/null` would be a device that cannot be opened.
 */
const secretFiles = [
  ...['/etc/shadow', '/etc/gshadow', '/etc/shadow-', '/etc/gshadow-', '/etc/sudoers', '/etc/krb5.keytab'],
  ...['/etc/docker/config.json', '/etc/npmrc', '/etc/netrc', '/etc/gitconfig'],
];
const secretFolders = [
  '/etc/ssl/private',
  '/etc/ssh',
  '/etc/sudoers.d',
  '/var/spool',
  // Storage of container engines, and sockets that obey whoever may write to them.
  ...['/var/lib/docker', '/var/lib/containers', '/var/lib/lxd', '/var/lib/incus', '/var/snap'],
  '/var/backups',
];

export const emptyFile = (scratch: string): string => join(scratch, '_empty');

export const within = (path: string, folder: string): boolean => {
  const rest = relative(folder, path);
  return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest));
};

/** A place that differs from what the read-only system shows there. */
export type Mount =
  | { kind: 'read-only' | 'writable'; source: string; target: string }
  /** Nothing is seen there but what later mounts put into it. */
  | { kind: 'hidden'; target: string };

/**
 * What lies over the read-only system, in the order that counts: what is hidden, then what is bound back.
 * `/tmp` is a folder of the scratch space, so that a later step finds what an earlier one left.
 */
export function listMounts(mounts: Mounts): Mount[] {
  const { home, path, tree, scratch, cacheDir, binds = [] } = mounts;
  const hidden = hiddenFolders(home);
  const isHidden = (entry: string): boolean => hidden.some((folder) => within(entry, folder));
  const tools = toolFolders.map((folder) => join(home, folder));
  const loose = path.filter((entry) => isHidden(entry) && !tools.some((tool) => within(entry, tool)));
  const readOnly = [...tools, ...loose].filter(
    (entry) => existsSync(entry) && resolve(entry) !== resolve(home),
  );
  const lent = lentFolders(mounts);
  const writable = [...(cacheDir === undefined ? [] : [cacheDir]), scratch, tree];
  return [
    ...hidden.map(
      (target): Mount =>
        target === '/tmp'
          ? { kind: 'writable', source: join(scratch, 'tmp'), target }
          : { kind: 'hidden', target },
    ),
    ...secretFolders.filter(existsSync).map((target): Mount => ({ kind: 'hidden', target })),
    ...secretFiles
      .filter(existsSync)
      .map((target): Mount => ({ kind: 'read-only', source: emptyFile(scratch), target })),
    ...[...readOnly, '/run/systemd/resolve', ...lent]
      .filter(existsSync)
      .map((target): Mount => ({ kind: 'read-only', source: target, target })),
    ...writable.map((target): Mount => ({ kind: 'writable', source: target, target })),
    ...binds.map(({ from, to }): Mount => ({ kind: 'writable', source: from, target: to })),
  ];
}

/** Where steps that run in an image have their HOME, as on GitHub. */
export const homeInImage = '/github/home';

/** What a container with an image of its own sees of this machine, at the same places. */
export function listImageMounts(mounts: Mounts): Mount[] {
  const { tree, scratch, cacheDir, binds = [] } = mounts;
  const writable = [...(cacheDir === undefined ? [] : [cacheDir]), scratch, tree];
  return [
    ...lentFolders(mounts)
      .filter(existsSync)
      .map((target): Mount => ({ kind: 'read-only', source: target, target })),
    ...writable.map((target): Mount => ({ kind: 'writable', source: target, target })),
    { kind: 'writable', source: homeOf(scratch), target: homeInImage },
    ...binds.map(({ from, to }): Mount => ({ kind: 'writable', source: from, target: to })),
  ];
}

/** The mirror, whose objects the workspace's own repository borrows. */
const lentFolders = ({ gitDir, tree }: Mounts): string[] =>
  within(gitDir, tree) ? [] : [gitDir, ...borrowedObjects(gitDir)];

/** Where a mirror of a person's repository has its objects from: without them the workspace's git is broken. */
function borrowedObjects(gitDir: string): string[] {
  const list = join(gitDir, 'objects', 'info', 'alternates');
  return existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(isAbsolute) : [];
}

/** Other people's and other programs' places: homes, sockets of agents, temporary files. */
function hiddenFolders(home: string): string[] {
  const usual = ['/run', '/tmp', '/root', '/home', '/mnt', '/media', '/srv'].filter(existsSync);
  const covered = home === sep || usual.some((folder) => within(home, folder));
  return covered || !existsSync(home) ? usual : [...usual, home];
}

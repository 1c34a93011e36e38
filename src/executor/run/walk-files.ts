import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

/** A folder of this machine, and where it shows relative to GITHUB_WORKSPACE. */
export interface Folder {
  onHost: string;
  at: string;
}

export interface WalkedFile {
  onHost: string;
  /** Relative to GITHUB_WORKSPACE, with `/`. */
  path: string;
}

/** A folder tree beyond this is not walked to its end: nothing that asks for files may hang the replay. */
const maxEntries = 500_000;

/** Every file below the folders: depth first, names in order, links followed while they stay within. */
export function* walkFiles(folders: readonly Folder[]): Generator<WalkedFile> {
  for (const { onHost, at } of folders) {
    for (const file of walk(onHost)) {
      yield { onHost: file, path: posix.join(at, relative(onHost, file).split(sep).join('/')) };
    }
  }
}

function* walk(tree: string): Generator<string> {
  const root = realpathSync(tree);
  const pending = [tree];
  for (let count = 0; count < maxEntries; count++) {
    const path = pending.pop();
    if (path === undefined) return;
    const kind = kindOf(path, root);
    if (kind === 'file') yield path;
    if (kind !== 'folder' || path === join(tree, '.git')) continue;
    const names = readdirSync(path).sort();
    pending.push(...names.map((name) => join(path, name)).reverse());
  }
}

function kindOf(path: string, root: string): 'file' | 'folder' | 'other' {
  try {
    const real = realpathSync(path);
    if (real !== root && !real.startsWith(`${root}${sep}`)) return 'other';
    // A link to a folder above itself would never end.
    if (path !== real && path.startsWith(`${real}${sep}`)) return 'other';
    const stats = statSync(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'other';
  }
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import picomatch from 'picomatch';

/** A folder tree beyond this is not walked to its end: the expression must not hang the replay. */
const maxEntries = 500_000;

/** GitHub's `hashFiles`: SHA-256 over the SHA-256 of each file, in the order of the walk; '' without a match. */
export function hashFiles(tree: string, patterns: readonly string[]): string {
  const lines = patterns.flatMap((pattern) => pattern.split(/\r?\n/)).map((pattern) => pattern.trim());
  const wanted = lines.filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('!'));
  const unwanted = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const [includes, excludes] = [matcher(wanted), matcher(unwanted)];
  const total = createHash('sha256');
  let found = false;
  for (const file of walk(tree)) {
    const path = relative(tree, file).split(sep).join('/');
    if (!includes(path) || excludes(path)) continue;
    total.update(createHash('sha256').update(readFileSync(file)).digest());
    found = true;
  }
  return found ? total.digest('hex') : '';
}

/** A pattern that names a folder stands for everything below it. */
function matcher(patterns: readonly string[]): (path: string) => boolean {
  const plain = patterns.map((pattern) => pattern.replace(/^\.?\//, '').replace(/\/+$/, ''));
  if (plain.length === 0) return () => false;
  return picomatch([...plain, ...plain.map((pattern) => `${pattern}/**`)], { dot: true, nocase: false });
}

/** Depth first, names in order, links followed as long as they stay within the tree. */
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

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import picomatch from 'picomatch';

import { type Folder, walkFiles } from './walk-files.js';

/** GitHub's `hashFiles`: SHA-256 over the SHA-256 of each file, in the order of the walk; '' without a match. */
export function hashFiles(folders: readonly Folder[], patterns: readonly string[]): string {
  const lines = patterns.flatMap((pattern) => pattern.split(/\r?\n/)).map((pattern) => pattern.trim());
  const wanted = lines.filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('!'));
  const unwanted = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const [includes, excludes] = [matcher(wanted), matcher(unwanted)];
  const total = createHash('sha256');
  let found = false;
  for (const { path, onHost } of walkFiles(folders)) {
    if (!includes(path) || excludes(path)) continue;
    total.update(createHash('sha256').update(readFileSync(onHost)).digest());
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

import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import type { InstallKey } from './install-key.js';

/** Installs of earlier heals that may be used again; a key never holds the code of others than its trust names. */
export interface InstallStore {
  folder: string;
  /** `own`, or the fork whose code may have written it. */
  trust: string;
}

/** Beside the workspace, where project code cannot write: the install that the workspace holds. */
const markOf = (scratch: string): string => join(dirname(scratch), 'installed');

/** Does the workspace hold the packages of just this install? */
export async function isInstalled(scratch: string, { key }: InstallKey): Promise<boolean> {
  return (await readFile(markOf(scratch), 'utf8').catch(() => '')).split('\n').includes(key);
}

export async function markInstalled(scratch: string, { key }: InstallKey): Promise<void> {
  const known = await readFile(markOf(scratch), 'utf8').catch(() => '');
  await writeFile(markOf(scratch), `${known}${key}\n`);
}

const placeOf = ({ folder, trust }: InstallStore, { key }: InstallKey): string =>
  join(folder, `${trust.replace(/[^\w.-]+/g, '_')}-${key}`);

/** Copies the packages of an earlier heal into the tree; false when there are none. */
export async function restoreInstall(tree: string, store: InstallStore, key: InstallKey): Promise<boolean> {
  const place = placeOf(store, key);
  const folders = await readFile(join(place, 'folders.json'), 'utf8')
    .then((text) => JSON.parse(text) as string[])
    .catch(() => undefined);
  if (!folders?.every((folder) => isFree(tree, folder))) return false;
  for (const [index, folder] of folders.entries()) {
    if (!(await copy(join(place, String(index)), join(tree, folder)))) {
      for (const begun of folders) await rm(join(tree, begun), { recursive: true, force: true });
      return false;
    }
  }
  const now = new Date();
  await utimes(place, now, now).catch(() => {});
  return true;
}

/** Is there nothing yet, and is the folder above a real one of the tree? A link could lead anywhere. */
function isFree(tree: string, folder: string): boolean {
  try {
    const above = dirname(join(tree, folder));
    return (
      !existsSync(join(tree, folder)) &&
      relative(realpathSync(tree), realpathSync(above)) === relative(tree, above)
    );
  } catch {
    return false;
  }
}

/** Keeps a copy of the tree's packages; appears whole or not at all, and two at once do no harm. */
export async function keepInstall(tree: string, store: InstallStore, key: InstallKey): Promise<void> {
  const place = placeOf(store, key);
  const folders = packageFolders(tree);
  if (existsSync(place) || folders.length === 0) return;
  const aside = `${place}.${process.pid}.part`;
  await mkdir(aside, { recursive: true });
  let whole = true;
  for (const [index, folder] of folders.entries())
    whole &&= await copy(join(tree, folder), join(aside, String(index)));
  await writeFile(join(aside, 'folders.json'), JSON.stringify(folders));
  if (whole) await rename(aside, place).catch(() => {});
  await rm(aside, { recursive: true, force: true });
}

/** By `cp`: links as links, modes and times kept, shared blocks where the file system can. */
async function copy(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true });
  const options = { reject: false, stdio: 'ignore', extendEnv: false, env: { LC_ALL: 'C' } } as const;
  const reflink = process.platform === 'linux' ? ['--reflink=auto'] : [];
  const { exitCode } = await execa('/bin/cp', ['-a', ...reflink, '--', from, to], options);
  return exitCode === 0;
}

const maxDepth = 3;

/** Every outermost `node_modules`, relative to the tree. */
function packageFolders(tree: string, folder = '', depth = 0): string[] {
  return readdirSync(join(tree, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory() || entry.name === '.git') return [];
    if (entry.name === 'node_modules') return [path];
    return depth < maxDepth ? packageFolders(tree, path, depth + 1) : [];
  });
}

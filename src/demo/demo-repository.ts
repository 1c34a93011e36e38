import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileTree } from './bare-repository.js';

const templates = fileURLToPath(new URL('../../templates/demo/', import.meta.url));

/** The broken repository of the demo; the scenario's own files come on top of the base. */
export async function demoRepository(withModel: boolean): Promise<FileTree> {
  return { ...(await readTree('base')), ...(withModel ? await readTree('with-model') : {}) };
}

async function readTree(name: string): Promise<FileTree> {
  const root = join(templates, name);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const tree: FileTree = {};
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    // npm leaves .npmrc and .gitignore out of a package, so they are kept under another name.
    const name = relative(root, path)
      .split(sep)
      .join('/')
      .replace(/(^|\/)dot-/, '$1.');
    tree[name] = await readFile(path, 'utf8');
  }
  return tree;
}

import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { configFaults } from '../errors/index.js';
import type { LoadedConfig } from './load-config.js';

/** Where a repository keeps its problem matchers. */
export const matcherFolder = '.github';
const matcherName = /matcher[^/]*\.json$/i;
const maxFiles = 20;
const maxBytes = 256 * 1024;

/** Is a file of that name and size taken for problem matchers? */
export const isMatcherFile = (path: string, sizeBytes: number): boolean =>
  matcherName.test(path) && sizeBytes <= maxBytes;

/**
 * The documents that the configuration names under `matchers`, their paths relative to its file.
 * Throws `CifixError` (usage) that names every one that is missing or no JSON.
 */
export async function readConfiguredMatchers({ config, file }: LoadedConfig): Promise<unknown[]> {
  const from = file === undefined ? undefined : dirname(file);
  const faults: string[] = [];
  const documents = await Promise.all(
    config.matchers.map(async (path) => {
      try {
        return JSON.parse(
          withoutBom(await readFile(from === undefined ? path : resolve(from, path), 'utf8')),
        ) as unknown;
      } catch (cause) {
        faults.push(`matchers: ${path}: ${cause instanceof Error ? cause.message : String(cause)}`);
        return undefined;
      }
    }),
  );
  if (faults.length > 0) throw configFaults(file ?? 'the environment', faults);
  return documents;
}

/** The documents `.github/*matcher*.json` of a tree. Nobody vouches for them: what is no JSON is left out. */
export async function readTreeMatchers(root: string): Promise<unknown[]> {
  const folder = join(root, matcherFolder);
  const names = (await readdir(folder).catch(() => [])).filter((name) => matcherName.test(name)).sort();
  const documents = await Promise.all(
    names.slice(0, maxFiles).map(async (name) => {
      const path = join(folder, name);
      const stats = await lstat(path).catch(() => undefined);
      // A link could lead out of the tree.
      if (!stats?.isFile() || stats.size > maxBytes) return undefined;
      return parseMatcher(await readFile(path, 'utf8').catch(() => ''));
    }),
  );
  return documents.filter((document) => document !== undefined);
}

/** The document in a matcher file; undefined when it is no JSON. */
export function parseMatcher(text: string): unknown {
  try {
    return JSON.parse(withoutBom(text)) as unknown;
  } catch {
    return undefined;
  }
}

const withoutBom = (text: string): string => text.replace(/^\uFEFF/, '');

import { posix } from 'node:path';
import { z } from 'zod';
import type { Project } from './recipe.js';

const versions = z.record(z.string(), z.string()).catch({}).default({});

export const Manifest = z.looseObject({
  name: z.string().optional(),
  packageManager: z.string().optional(),
  scripts: versions,
  dependencies: versions,
  devDependencies: versions,
  peerDependencies: versions,
  engines: versions,
});
export type Manifest = z.infer<typeof Manifest>;

export async function readManifest(project: Project, directory: string): Promise<Manifest | undefined> {
  const text = await project.readFile(posix.join(directory, 'package.json'));
  return text === undefined ? undefined : Manifest.safeParse(parseJson(text)).data;
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The nearest directory at or above `from` that holds one of the files; '' is the root. */
export function nearestWith(
  project: Project,
  names: readonly string[],
  from = project.directory,
): string | undefined {
  const known = new Set(project.files);
  for (let at = from; ; at = parentOf(at)) {
    if (names.some((name) => known.has(posix.join(at, name)))) return at;
    if (at === '') return undefined;
  }
}

export const parentOf = (path: string): string => {
  const parent = posix.dirname(path);
  return parent === '.' ? '' : parent;
};

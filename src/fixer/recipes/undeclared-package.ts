import { posix } from 'node:path';
import { z } from 'zod';
import type { BugReport } from '../../domain/index.js';
import { type Manifest, parentOf, parseJson, readManifest } from './manifest.js';
import { addPackages, packageFiles } from './package-manager.js';
import type { Project, Recipe } from './recipe.js';

const missing =
  /Cannot find (?:module|package) '([^']+)'|Failed to resolve (?:import|entry for package) "([^"]+)"|Could not resolve "([^"]+)"|Can't resolve '([^']+)'/;
const bareName = /^(@[a-z0-9~][\w.~-]*\/[a-z0-9~][\w.~-]*|[a-z0-9~][\w.~-]*)(?:\/.*)?$/;

/**
 * A package that the code uses and no manifest names. It is declared only in a version that this
 * repository already knows: from its lockfile or from another of its manifests. Unknown names are never
 * installed, since a name made up by a model or a typo may belong to somebody.
 */
export const undeclaredPackage: Recipe = {
  name: 'undeclared-package',
  title: 'declare a package that is used',
  safety: 'tool',
  tools: ['npm', 'pnpm', 'yarn'],
  languages: ['javascript', 'typescript'],
  answers: (report) => packageOf(report) !== undefined,
  mayTouch: (file) => packageFiles.includes(posix.basename(file)),
  plan: async (reports, project) => {
    const manifest = await readManifest(project, project.directory);
    if (!manifest) return undefined;
    const wanted: string[] = [];
    for (const name of new Set(reports.map(packageOf))) {
      if (name === undefined || isDeclared(manifest, name)) continue;
      const range = await knownRange(project, name);
      if (range === undefined) return undefined;
      wanted.push(`${name}@${range}`);
    }
    if (wanted.length === 0) return undefined;
    const dev = reports.every(({ file }) => file !== undefined && isTestOrTool(file));
    return addPackages(project, wanted, { dev });
  },
};

const untyped =
  /Could not find a declaration file for module '([^']+)'[\s\S]*|Cannot find type definition file for '([^']+)'/;

/**
 * A package of the manifest that has no types of its own: those of DefinitelyTyped for the same major
 * version. That scope is published to by nobody else, and the name comes from the manifest.
 */
export const missingTypes: Recipe = {
  name: 'missing-types',
  title: 'declare the types of a package',
  safety: 'tool',
  tools: ['npm', 'pnpm', 'yarn'],
  languages: ['typescript'],
  answers: ({ code, message }) => (code === 'TS7016' || code === 'TS2688') && untyped.test(message),
  mayTouch: (file) => packageFiles.includes(posix.basename(file)),
  plan: async (reports, project) => {
    const manifest = await readManifest(project, project.directory);
    if (!manifest) return undefined;
    const wanted: string[] = [];
    for (const { message } of reports) {
      const [, module, types] = untyped.exec(message) ?? [];
      const name = bareName.exec(module ?? types ?? '')?.[1];
      const version = name === undefined ? undefined : await majorOf(project, manifest, name);
      if (name === undefined || version === undefined) return undefined;
      const typed = `@types/${name.replace(/^@([^/]+)\//, '$1__')}`;
      if (isDeclared(manifest, typed)) return undefined;
      wanted.push(`${typed}@${version}`);
    }
    return addPackages(project, [...new Set(wanted)], { dev: true });
  },
};

async function majorOf(project: Project, manifest: Manifest, name: string): Promise<string | undefined> {
  const range = manifest.dependencies[name] ?? manifest.devDependencies[name];
  if (range === undefined) return undefined;
  const version = (await lockedVersion(project, name)) ?? range;
  return /^\D{0,2}(\d+)/.exec(version)?.[1];
}

/** The package that a report misses; undefined for relative paths, built-in modules and other reports. */
function packageOf({ message }: BugReport): string | undefined {
  const specifier = missing.exec(message)?.slice(1).find(Boolean);
  return specifier === undefined || specifier.startsWith('node:') ? undefined : bareName.exec(specifier)?.[1];
}

const isDeclared = (manifest: Manifest, name: string): boolean =>
  [manifest.dependencies, manifest.devDependencies, manifest.peerDependencies].some(
    (section) => name in section,
  );

const isTestOrTool = (file: string): boolean =>
  /(?:^|\/)(?:test|tests|__tests__|spec|scripts)\/|\.(?:test|spec)\.|\.config\./.test(file);

/** The range another manifest of the repository has, else the version in the lockfile. */
async function knownRange(project: Project, name: string): Promise<string | undefined> {
  for (const file of project.files) {
    if (posix.basename(file) !== 'package.json' || parentOf(file) === project.directory) continue;
    const manifest = await readManifest(project, parentOf(file));
    const range = manifest?.dependencies[name] ?? manifest?.devDependencies[name];
    if (range !== undefined && /^[\^~]?\d/.test(range)) return range;
  }
  const version = await lockedVersion(project, name);
  return version === undefined ? undefined : `^${version}`;
}

const Lock = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })).default({}),
});

/** The version at the top of the tree; pnpm and yarn name every version that they hold. */
async function lockedVersion(project: Project, name: string): Promise<string | undefined> {
  const read = (file: string) => project.readFile(posix.join(project.directory, file));
  const npm = await read('package-lock.json');
  if (npm !== undefined)
    return Lock.safeParse(parseJson(npm)).data?.packages[`node_modules/${name}`]?.version;
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pnpm = new RegExp(`^  '?/?${escaped}[@/](\\d[\\w.+-]*)(?:\\([^\\n]*\\))?'?:`, 'gm');
  const yarn = new RegExp(`^"?${escaped}@[^\\n]*:\\n  version:? "?(\\d[^"\\n]*)"?`, 'gm');
  const versions = new Set([
    ...[...((await read('pnpm-lock.yaml')) ?? '').matchAll(pnpm)].map(([, version]) => version),
    ...[...((await read('yarn.lock')) ?? '').matchAll(yarn)].map(([, version]) => version),
  ]);
  return versions.size === 1 ? [...versions][0] : undefined;
}

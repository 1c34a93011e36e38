import { posix } from 'node:path';
import { z } from 'zod';
import type { BugReport } from '../../domain/index.js';
import { type Manifest, readManifest } from './npm-script.js';
import type { Project, Recipe } from './recipe.js';

const missing =
  /Cannot find (?:module|package) '([^']+)'|Failed to resolve (?:import|entry for package) "([^"]+)"|Could not resolve "([^"]+)"|Can't resolve '([^']+)'/;
const bareName = /^(@[a-z0-9~-][\w.~-]*\/[a-z0-9~-][\w.~-]*|[a-z0-9~-][\w.~-]*)(?:\/.*)?$/;

/**
 * A package that the code uses and no manifest names. It is declared only in a version that this
 * repository already knows: from its lockfile or from another of its manifests. Unknown names are never
 * installed, since a name made up by a model or a typo may belong to somebody.
 */
export const undeclaredPackage: Recipe = {
  name: 'undeclared-package',
  title: 'declare a package that is used',
  safety: 'tool',
  answers: (report) => packageOf(report) !== undefined,
  mayTouch: (file) => ['package.json', 'package-lock.json'].includes(posix.basename(file)),
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
    const kind = reports.every(({ file }) => file !== undefined && isTestOrTool(file))
      ? ['--save-dev']
      : ['--save'];
    return {
      kind: 'command',
      argv: [
        'npm',
        'install',
        ...kind,
        '--package-lock-only',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        ...wanted,
      ],
      directory: project.directory,
      network: true,
    };
  },
};

/** The package that a report misses; undefined for relative paths, built-in modules and other reports. */
function packageOf({ message }: BugReport): string | undefined {
  const specifier = missing.exec(message)?.slice(1).find(Boolean);
  const name =
    specifier === undefined || specifier.startsWith('node:') ? undefined : bareName.exec(specifier)?.[1];
  return name;
}

const isDeclared = (manifest: Manifest, name: string): boolean =>
  [manifest.dependencies, manifest.devDependencies, manifest.peerDependencies].some(
    (section) => name in section,
  );

const isTestOrTool = (file: string): boolean =>
  /(?:^|\/)(?:test|tests|__tests__|spec|scripts)\/|\.(?:test|spec)\.|\.config\./.test(file);

const Lock = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })).default({}),
});

/** The range another manifest of the repository has, else the version in the lockfile. */
async function knownRange(project: Project, name: string): Promise<string | undefined> {
  for (const file of project.files) {
    if (posix.basename(file) !== 'package.json' || posix.dirname(file) === (project.directory || '.'))
      continue;
    const manifest = await readManifest(project, posix.dirname(file));
    const range = manifest?.dependencies[name] ?? manifest?.devDependencies[name];
    if (range !== undefined && /^[\^~]?\d/.test(range)) return range;
  }
  const text = await project.readFile(posix.join(project.directory, 'package-lock.json'));
  if (text === undefined) return undefined;
  try {
    const version = Lock.parse(JSON.parse(text)).packages[`node_modules/${name}`]?.version;
    return version === undefined ? undefined : `^${version}`;
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findProgram } from '../sandbox/find-program.js';

/** Files that an install reads: manifests, lockfiles, and the settings of package managers and toolchains. */
const inputs =
  /^(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?|\.npmrc|\.yarnrc(?:\.yml)?|\.nvmrc|\.node-version|\.tool-versions|\.python-version|pyproject\.toml|setup\.(?:py|cfg)|[\w.-]*(?:requirements|constraints)[\w.-]*\.txt|poetry\.lock|uv\.lock|pdm\.lock|Pipfile(?:\.lock)?|go\.(?:mod|sum|work)|Cargo\.(?:toml|lock)|Gemfile(?:\.lock)?|[\w.-]+\.gemspec|composer\.(?:json|lock)|[\w@.+-]+\.patch)$/;
const lockfiles = /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/;
const skippedFolders = new Set(['.git', 'node_modules', '.venv', 'venv', 'target', '.tox']);
const maxDepth = 6;
const maxEntries = 20_000;
const maxShimBytes = 4096;

/** Programs whose version decides what an install brings. */
const programs = ['node', 'npm', 'pnpm', 'yarn', 'bun', 'python3', 'ruby', 'php', 'go', 'cargo'];

export interface InstallCall {
  script: string;
  /** Absolute path that it runs in. */
  folder: string;
  env: Record<string, string>;
  /** PATH as the step sees it. */
  path: string;
  scratch: string;
  /** Of the image that it runs in; then the tools are the image's. */
  imageId?: string;
}

export interface InstallKey {
  key: string;
  /** Is there a lockfile, so that the same key brings the same packages another day? */
  isLocked: boolean;
}

/**
 * What an install depends on, as one hash: its script and variables, the folder it runs in, every manifest and
 * lockfile of the tree, and the tools. Undefined when a package runs scripts of the project while it is installed:
 * they may depend on any file.
 */
export function installKeyOf(
  tree: string,
  { script, folder, env, path, scratch, imageId }: InstallCall,
): InstallKey | undefined {
  const files = listInputs(tree);
  if (!files) return undefined;
  const hash = createHash('sha256');
  const add = (...parts: string[]): void => void hash.update(`${JSON.stringify(parts)}\n`);
  add('script', script, relative(tree, folder), process.platform, process.arch);
  // Another heal has another scratch space, which means nothing to an install.
  const neutral = (text: string): string => text.replaceAll(scratch, '<scratch>');
  for (const [name, value] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1)))
    add('env', name, neutral(value));
  if (imageId !== undefined) add('image', imageId);
  else for (const name of programs) add('tool', name, neutral(stampOf(findProgram(name, path))));
  for (const file of files) {
    const text = readFileSync(join(tree, file), 'utf8');
    if (file.endsWith('package.json') && runsScripts(text)) return undefined;
    add('file', file, text);
  }
  return {
    key: hash.digest('hex').slice(0, 40),
    isLocked: files.some((file) => lockfiles.test(file.split('/').at(-1) ?? '')),
  };
}

/** npm and its like run these of the project itself at every install. */
const runsScripts = (manifest: string): boolean =>
  /"(?:pre|post)?install"\s*:|"(?:pre|post)?prepare"\s*:|"prepublish"\s*:/.test(manifest);

/** Another version of a program is another file; a shim is what it says. */
function stampOf(program: string | undefined): string {
  if (program === undefined) return '';
  try {
    const real = realpathSync(program);
    const { size, mtimeMs } = statSync(real);
    if (size < maxShimBytes) return readFileSync(real, 'utf8');
    return `${real} ${size} ${mtimeMs}`;
  } catch {
    return '';
  }
}

/** Paths of the tree, sorted; undefined when there is too much to look at. */
function listInputs(tree: string): string[] | undefined {
  const found: string[] = [];
  let left = maxEntries;
  const visit = (folder: string, depth: number): void => {
    for (const entry of readdirSync(join(tree, folder), { withFileTypes: true })) {
      if (--left < 0) return;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && depth < maxDepth && !skippedFolders.has(entry.name)) visit(path, depth + 1);
      else if (entry.isFile() && inputs.test(entry.name) && lstatSync(join(tree, path)).isFile())
        found.push(path);
    }
  };
  visit('', 0);
  return left < 0 ? undefined : found.sort();
}

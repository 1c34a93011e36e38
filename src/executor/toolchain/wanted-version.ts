import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';

import { coerce, maxSatisfying, satisfies, validRange } from 'semver';

/** Where a set-up action looks for the version: its inputs, then a file that an input names, then usual files. */
export interface VersionSource {
  inputs: string[];
  fileInputs: string[];
  files: string[];
}

export const versionSources: Record<string, VersionSource> = {
  node: { inputs: ['node-version'], fileInputs: ['node-version-file'], files: [] },
  python: { inputs: ['python-version'], fileInputs: ['python-version-file'], files: ['.python-version'] },
  go: { inputs: ['go-version'], fileInputs: ['go-version-file'], files: [] },
  java: { inputs: ['java-version'], fileInputs: ['java-version-file'], files: [] },
  ruby: { inputs: ['ruby-version'], fileInputs: [], files: ['.ruby-version', '.tool-versions'] },
  dotnet: { inputs: ['dotnet-version'], fileInputs: ['global-json-file'], files: ['global.json'] },
  php: { inputs: ['php-version'], fileInputs: ['php-version-file'], files: [] },
  bun: { inputs: ['bun-version'], fileInputs: ['bun-version-file'], files: [] },
  deno: { inputs: ['deno-version'], fileInputs: ['deno-version-file'], files: [] },
  uv: { inputs: ['version'], fileInputs: ['version-file'], files: [] },
};

/** What the action was asked for, as written; undefined when anything will do. */
export function wantedVersion(
  tool: string,
  inputs: Record<string, string>,
  tree: string,
): string | undefined {
  const source = versionSources[tool];
  if (!source) return undefined;
  const direct = source.inputs.map((name) => inputs[name]?.trim()).find((text) => text);
  // Several versions on several lines: the last one set up is the first on PATH; the first is the one asked for.
  if (direct) return direct.split('\n')[0]?.trim();
  const named = source.fileInputs.flatMap((name) => inputs[name] ?? []);
  for (const file of [...named, ...source.files]) {
    const found = versionInFile(tool, tree, file);
    if (found !== undefined) return found;
  }
  return undefined;
}

type FileReader = (text: string) => string | undefined;

const readers: [RegExp, FileReader][] = [
  [/package\.json$/, (text) => packageVersion(JSON.parse(text))],
  [/global\.json$/, (text) => /"version"\s*:\s*"([^"]+)"/.exec(text)?.[1]],
  [/go\.(?:mod|work)$/, (text) => /^toolchain\s+go(\S+)/m.exec(text)?.[1] ?? /^go\s+(\S+)/m.exec(text)?.[1]],
  [/pyproject\.toml$/, (text) => /^(?:requires-python|python)\s*=\s*["']([^"']+)["']/m.exec(text)?.[1]],
  [/\.tool-versions$/, (text) => /^(?:nodejs|python|golang|java|ruby)\s+(\S+)/m.exec(text)?.[1]],
];

function versionInFile(tool: string, tree: string, name: string): string | undefined {
  const text = textWithin(tree, name);
  if (text === undefined) return undefined;
  const reader = readers.find(([pattern]) => pattern.test(name))?.[1] ?? firstWord(tool);
  try {
    return reader(text);
  } catch {
    return undefined;
  }
}

/** A file of the project, unless it is a link out of it. */
export function textWithin(tree: string, name: string): string | undefined {
  const file = resolve(tree, name);
  if (!existsSync(file) || !statSync(file).isFile()) return undefined;
  const inside = realpathSync(file).startsWith(`${realpathSync(tree)}${sep}`);
  return inside ? readFileSync(file, 'utf8') : undefined;
}

const firstWord =
  (tool: string): FileReader =>
  (text) =>
    text
      .trim()
      .split(/\s+/)[0]
      ?.replace(new RegExp(`^(?:v|${tool}-?)`), '') || undefined;

function packageVersion(manifest: unknown): string | undefined {
  const read = (...path: string[]): string | undefined => {
    let value: unknown = manifest;
    for (const key of path)
      value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return read('volta', 'node') ?? read('devEngines', 'runtime', 'version') ?? read('engines', 'node');
}

/** Names that stand for whatever is current. */
const anyVersion =
  /^(?:latest|stable|oldstable|current|node|lts(?:\/.*|-latest)?|\*|x|nightly|canary|default)$/i;

export function fitsVersion(version: string, wanted: string | undefined): boolean {
  if (wanted === undefined || anyVersion.test(wanted)) return true;
  const range = asRange(wanted);
  return range !== undefined && satisfies(version, range, { includePrerelease: true });
}

/** The newest installed version that fits. */
export function bestVersion(versions: readonly string[], wanted: string): string | undefined {
  const range = asRange(wanted);
  return range === undefined ? undefined : (maxSatisfying([...versions], range) ?? undefined);
}

export function asRange(wanted: string): string | undefined {
  const text = wanted
    .replace(/^(?:v|go|temurin-|jdk-?|ruby-|cpython-?)/i, '')
    .replace(/-dev$|\+.*$/, '')
    // PEP 440: `>=3.8,<4` and `~=3.9`.
    .replaceAll(',', ' ')
    .replace(/~=\s*/g, '~');
  if (validRange(text) !== null) return text;
  // `1.20rc1`, `3.13.0a4`, `1.8`-style Java: the nearest plain version.
  return coerce(text)?.version;
}

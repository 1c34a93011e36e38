import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

export interface Import {
  /** File that imports, relative to the root that was read. */
  from: string;
  /** File inside the root, a package (`@scope/name`, without a path in it) or `node:…`. */
  to: string;
  /** Is the module loaded at once, later by a call, or not at all (types only)? */
  when: 'static' | 'dynamic' | 'types';
}

const statements = /^\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const calls = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every import of one TypeScript text that stands at `from` of a source tree. */
export function importsOf(from: string, text: string): Import[] {
  const code = withoutComments(text);
  const resolved = (specifier: string): string => {
    if (specifier.startsWith('.'))
      return posix.normalize(posix.join(posix.dirname(from), specifier)).replace(/\.js$/, '.ts');
    if (specifier.startsWith('node:')) return specifier;
    return specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
  };
  return [
    ...[...code.matchAll(statements)].map(
      ([, types, specifier = '']): Import => ({
        from,
        to: resolved(specifier),
        when: types ? 'types' : 'static',
      }),
    ),
    ...[...code.matchAll(calls)].map(
      ([, specifier = '']): Import => ({ from, to: resolved(specifier), when: 'dynamic' }),
    ),
  ];
}

/** Comments that fill lines of their own; a `//` inside a line may belong to a string. */
export const withoutComments = (text: string): string =>
  text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '');

/** Every TypeScript file under `root`, with its text. */
export const readSources = (root: string): Map<string, string> =>
  new Map(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .map((file) => [file, readFileSync(posix.join(root, file), 'utf8')]),
  );

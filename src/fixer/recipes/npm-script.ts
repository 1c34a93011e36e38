import { posix } from 'node:path';
import { z } from 'zod';
import type { Project } from './recipe.js';

export const Manifest = z.looseObject({
  name: z.string().optional(),
  packageManager: z.string().optional(),
  scripts: z.record(z.string(), z.string()).catch({}).default({}),
  dependencies: z.record(z.string(), z.string()).catch({}).default({}),
  devDependencies: z.record(z.string(), z.string()).catch({}).default({}),
  peerDependencies: z.record(z.string(), z.string()).catch({}).default({}),
});
export type Manifest = z.infer<typeof Manifest>;

export async function readManifest(project: Project, directory: string): Promise<Manifest | undefined> {
  const text = await project.readFile(posix.join(directory, 'package.json'));
  if (text === undefined) return undefined;
  try {
    return Manifest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const separators = new Set(['&&', '||', ';', '|', '&']);

/**
 * The words of the command line in which `tool` is called by the failing step: in the step's script
 * itself, or in the package scripts that it runs. Undefined when it is not found.
 */
export async function findInvocation(project: Project, tool: string): Promise<string[] | undefined> {
  const scripts = (await readManifest(project, project.directory))?.scripts ?? {};
  const visited = new Set<string>();
  const search = (text: string): string[] | undefined => {
    for (const words of commandsOf(text)) {
      const at = words.findIndex((word) => word === tool || word.endsWith(`/.bin/${tool}`));
      if (at >= 0) return words.slice(at + 1);
      const script = scriptName(words);
      if (script === undefined || visited.has(script)) continue;
      visited.add(script);
      const found = search(
        [scripts[`pre${script}`], scripts[script], scripts[`post${script}`]].filter(Boolean).join('\n'),
      );
      if (found) return found;
    }
    return undefined;
  };
  return search(project.command);
}

const runners = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const shortcuts = new Set(['test', 'start', 'stop', 'restart', 't']);

/** `npm run lint`, `npm test`, `yarn lint`, `pnpm run -r lint` → the script's name. */
function scriptName(words: readonly string[]): string | undefined {
  const [runner, ...rest] = words;
  if (!runner || !runners.has(runner)) return undefined;
  const [first, second] = rest.filter((word) => !word.startsWith('-'));
  if (first === 'run' || first === 'run-script') return second;
  if (first === 't') return 'test';
  if (runner === 'npm') return first !== undefined && shortcuts.has(first) ? first : undefined;
  return first;
}

/** Splits shell text into commands of words; quotes hold words together and are taken off. */
function commandsOf(text: string): string[][] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const commands: string[][] = [[]];
      for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"';&|])+|&&|\|\||[;&|]/g)) {
        if (separators.has(word)) commands.push([]);
        else commands.at(-1)?.push(word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
      }
      return commands.filter((words) => words.length > 0);
    });
}

/** Options of an invocation that say which configuration is in force; the rest (format, cache, …) is left out. */
export function keepOptions(words: readonly string[], kept: readonly string[]): string[] {
  const options: string[] = [];
  for (const [index, word] of words.entries()) {
    const name = word.split('=')[0] ?? word;
    if (!kept.includes(name)) continue;
    options.push(word);
    const value = words[index + 1];
    if (!word.includes('=') && !flagsWithoutValue.has(name) && value !== undefined && !value.startsWith('-'))
      options.push(value);
  }
  return options;
}

const flagsWithoutValue = new Set([
  '--no-eslintrc',
  '--no-config-lookup',
  '--no-editorconfig',
  '--no-config',
  '-s',
]);

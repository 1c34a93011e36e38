import { posix } from 'node:path';
import { z } from 'zod';
import { nearestWith, parentOf, parseJson, readManifest } from './manifest.js';
import type { Project } from './recipe.js';

/** Text that a command runs, which is written elsewhere in the repository. */
export interface FoundScript {
  /** Unique; keeps scripts that call each other from being read for ever. */
  id: string;
  text: string;
  /** Where it runs, relative to the root. */
  directory: string;
}

interface Place {
  project: Project;
  directory: string;
  /** Files whose packages a script is looked for in when it runs in all packages. */
  near: readonly string[];
}

type Source = (words: readonly string[], place: Place) => Promise<readonly FoundScript[]>;

/** What a command runs: package scripts, make targets, composer scripts, tox environments, shell scripts. */
export async function scriptsBehind(words: readonly string[], place: Place): Promise<FoundScript[]> {
  const found = await Promise.all(sources.map((source) => source(words, place)));
  return found.flat();
}

const runners = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const everywhere = new Set(['turbo', 'lerna', 'nx']);
const shortcuts = new Set(['test', 'start', 'stop', 'restart']);
const directoryOptions = ['--prefix', '--cwd', '-C', '--dir'];
const packageOptions = ['-w', '--workspace', '-F', '--filter'];

/** `npm run lint`, `yarn lint`, `pnpm -r run lint`, `npm test -w packages/a`. */
const packageScript: Source = async (called, { project, directory, near }) => {
  // `npx turbo run lint`, `pnpm turbo lint`.
  const at = called.findIndex((word, index) => index < 3 && everywhere.has(word));
  const words = called.slice(Math.max(at, 0));
  const [runner = ''] = words;
  if (!runners.has(runner) && !everywhere.has(runner)) return [];
  const { rest, given } = splitOptions(words.slice(1), [...directoryOptions, ...packageOptions]);
  const name = scriptName(runner, rest);
  if (name === undefined) return [];
  const places = await packagesOf(given, { project, directory, near });
  const isRecursive =
    everywhere.has(runner) || called.some((w) => ['-r', '--recursive', '-ws', '--workspaces'].includes(w));
  if (isRecursive)
    places.push(...near.flatMap((file) => nearestWith(project, ['package.json'], parentOf(file)) ?? []));
  const found: FoundScript[] = [];
  for (const at of new Set(places)) {
    const scripts = (await readManifest(project, at))?.scripts ?? {};
    const text = [scripts[`pre${name}`], scripts[name], scripts[`post${name}`]].filter(Boolean).join('\n');
    if (text !== '') found.push({ id: `${at} ${name}`, text, directory: at });
  }
  return found;
};

function scriptName(runner: string, rest: readonly string[]): string | undefined {
  const [first, second] = rest;
  if (first === 'run' || first === 'run-script') return second;
  if (first === 't') return 'test';
  if (runner === 'npm') return first !== undefined && shortcuts.has(first) ? first : undefined;
  return first;
}

async function packagesOf(given: ReadonlyMap<string, string>, place: Place): Promise<string[]> {
  const { project, directory } = place;
  for (const [option, value] of given) {
    if (directoryOptions.includes(option)) return [posix.join(directory, value).replace(/\/+$/, '')];
    if (project.files.includes(posix.join(directory, value, 'package.json')))
      return [posix.join(directory, value)];
    for (const file of project.files)
      if (posix.basename(file) === 'package.json') {
        if ((await readManifest(project, parentOf(file)))?.name === value) return [parentOf(file)];
      }
  }
  return [directory];
}

/** Words without options; the values of those that are asked for. */
function splitOptions(words: readonly string[], named: readonly string[]) {
  const given = new Map<string, string>();
  const rest: string[] = [];
  let option: string | undefined;
  for (const word of words) {
    if (word === '--') break;
    const [name = '', value] = word.split('=', 2);
    if (option !== undefined) given.set(option, word);
    else if (!word.startsWith('-')) rest.push(word);
    if (value !== undefined && named.includes(name)) given.set(name, value);
    option = option === undefined && value === undefined && named.includes(name) ? name : undefined;
  }
  return { given, rest };
}

/** `make lint`: the recipe of the target and of those that it needs. */
const makeTarget: Source = async (words, { project, directory }) => {
  if (words[0] !== 'make' && words[0] !== 'gmake') return [];
  if (words.some((word) => /^(?:-C|-f|--directory|--file)/.test(word))) return [];
  const name = ['GNUmakefile', 'makefile', 'Makefile'].find((file) =>
    project.files.includes(posix.join(directory, file)),
  );
  const makefile = name === undefined ? undefined : await project.readFile(posix.join(directory, name));
  if (makefile === undefined) return [];
  const asked = words.slice(1).filter((word) => !word.startsWith('-') && !word.includes('='));
  const targets = asked.length > 0 ? asked : [/^(?!\.)([\w./-]+)\s*:(?!=)/m.exec(makefile)?.[1] ?? ''];
  return targets.flatMap((target) => {
    const text = recipeOf(makefile, target);
    return text === undefined ? [] : [{ id: `make ${directory} ${target}`, text, directory }];
  });
};

function recipeOf(makefile: string, target: string): string | undefined {
  const lines = makefile.replace(/\\\n/g, ' ').split('\n');
  const at = lines.findIndex((line) => {
    const [, targets] = /^([^\s#=:][^#=:]*):(?!=)/.exec(line) ?? [];
    return targets?.trim().split(/\s+/).includes(target);
  });
  if (at < 0) return undefined;
  const needs = (lines[at] ?? '').replace(/^[^:]*::?/, '').replace(/#.*$/, '');
  const end = lines.findIndex((line, index) => index > at && !/^(?:\t|\s*(?:#|$))/.test(line));
  const recipe = lines.slice(at + 1, end < 0 ? undefined : end).map((line) => line.replace(/^\s*[@+-]*/, ''));
  const variables = new Map(
    [...makefile.matchAll(/^(\w+)\s*[:?]?=[ \t]*(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  return [
    ...needs
      .split(/\s+/)
      .filter((need) => /^[\w./-]+$/.test(need))
      .map((need) => `make ${need}`),
    ...recipe,
  ]
    .join('\n')
    .replace(/\$[({](\w+)[)}]/g, (whole, name) => variables.get(name) ?? whole);
}

const ComposerScripts = z.looseObject({
  scripts: z.record(z.string(), z.union([z.string(), z.array(z.string())])).catch({}),
});

/** `composer lint`, `composer run-script lint`; `@other` in a script is another script. */
const composerScript: Source = async (words, { project, directory }) => {
  if (words[0] !== 'composer') return [];
  const [first, second] = words.slice(1).filter((word) => !word.startsWith('-'));
  const name = first === 'run' || first === 'run-script' || first === 'exec' ? second : first;
  const text = await project.readFile(posix.join(directory, 'composer.json'));
  const script = ComposerScripts.safeParse(parseJson(text ?? '')).data?.scripts[name ?? ''];
  if (script === undefined) return [];
  const lines = [script].flat().map((line) => line.replace(/^@php /, '').replace(/^@/, 'composer '));
  return [{ id: `composer ${directory} ${name}`, text: lines.join('\n'), directory }];
};

/** `tox -e lint`: the commands of its environment. */
const toxEnvironment: Source = async (words, { project, directory }) => {
  if (words[0] !== 'tox') return [];
  const ini = await project.readFile(posix.join(directory, 'tox.ini'));
  if (ini === undefined) return [];
  const names = words[words.indexOf('-e') + 1] ?? '';
  const wanted = ['testenv', ...names.split(',').map((name) => `testenv:${name}`)];
  return [...ini.matchAll(/^\[([\w:,{}-]+)\]\s*\n((?:(?!\[).*\n?)*)/gm)]
    .filter(([, section = '']) => wanted.includes(section))
    .map(([, section, body = '']) => ({
      id: `tox ${directory} ${section}`,
      text: /^commands\s*=((?:.*\n?)(?:[ \t]+.*\n?)*)/m.exec(body)?.[1] ?? '',
      directory,
    }));
};

/** `bash ci/lint.sh`, `./ci/lint.sh`. */
const shellScript: Source = async (words, { project, directory }) => {
  const [program = '', ...rest] = words;
  const named = /^(?:ba|da|z)?sh$/.test(program) ? rest.find((word) => !word.startsWith('-')) : program;
  if (named === undefined || !/\.\w+$|\//.test(named) || named.startsWith('/')) return [];
  const file = posix.normalize(posix.join(directory, named));
  if (!project.files.includes(file)) return [];
  const text = await project.readFile(file);
  const isShell = /\.(?:ba|z)?sh$/.test(file) || /^#!.*\b(?:ba|da|z)?sh\b/.test(text ?? '');
  return text !== undefined && isShell ? [{ id: `file ${file}`, text, directory }] : [];
};

const sources: readonly Source[] = [packageScript, makeTarget, composerScript, toxEnvironment, shellScript];

import { posix } from 'node:path';
import type { Project } from './recipe.js';
import { scriptsBehind } from './script-sources.js';
import { commandsOf } from './shell-words.js';

/** A command line in which a tool is called. */
export interface Call {
  /** Words before it that find the right version of it: `uv run`, `bundle exec`, `python -m`. */
  launcher: string[];
  /** The tool as it is written, at times with a path. */
  program: string;
  /** The toolchain that it is called of: `+nightly`. */
  channel: string[];
  /** The words after it. */
  words: string[];
  /** Where it is called, relative to the root. */
  directory: string;
}

/**
 * The first call of one of the tools (`eslint`, or with its verb: `cargo fmt`) by the failing step: in the step's script itself, or in the package
 * scripts, make targets and shell scripts that it runs. `near` are files whose packages are looked into
 * when a script is run in all packages.
 */
export async function findCall(
  project: Project,
  tools: readonly string[],
  near: readonly string[] = [],
): Promise<Call | undefined> {
  const visited = new Set<string>();
  const search = async (text: string, start: string): Promise<Call | undefined> => {
    let directory = start;
    for (const words of commandsOf(text)) {
      const call = callIn(words, tools, directory);
      if (call) return call;
      if (words[0] === 'cd') directory = enter(directory, words[1]);
      for (const script of await scriptsBehind(words, { project, directory, near })) {
        if (visited.has(script.id)) continue;
        visited.add(script.id);
        const found = await search(script.text, script.directory);
        if (found) return found;
      }
    }
    return undefined;
  };
  return search(project.command, project.directory);
}

const launchers =
  /^(?:(?:uv|poetry|pdm|pipenv|hatch|rye|pixi) run\b|uvx\b|pipx run\b|(?:python|py)[\d.]* -m$|bundle exec\b|dotnet tool run\b|mise (?:x|exec)\b)/;
const assignment = /^\w+=/;

function callIn(words: readonly string[], tools: readonly string[], directory: string): Call | undefined {
  const first = words.findIndex((word) => !assignment.test(word));
  for (const tool of tools) {
    const [name = '', verb] = tool.split(' ');
    const at = words.findIndex(
      (word, index) => word === name || (isPlace(word, index === first) && posix.basename(word) === name),
    );
    if (at < 0) continue;
    const rest = words.slice(at + 1);
    const verbAt = verb === undefined ? -1 : rest.findIndex((word) => !/^[-+]/.test(word));
    if (verb !== undefined && rest[verbAt] !== verb) continue;
    const before = words.slice(Math.max(first, 0), at);
    return {
      launcher: launchers.test(before.join(' ')) ? before : [],
      program: words[at] ?? '',
      channel: rest.slice(0, Math.max(verbAt, 0)).filter((word) => word.startsWith('+')),
      words: rest.slice(verbAt + 1),
      directory,
    };
  }
  return undefined;
}

const isPlace = (word: string, isFirst: boolean): boolean => isFirst || /(?:^|\/)\.?bin\//.test(word);

function enter(directory: string, to: string | undefined): string {
  if (to === undefined || /^[/~$-]/.test(to)) return directory;
  const entered = posix.normalize(posix.join(directory, to)).replace(/\/+$/, '');
  return entered === '.' || entered.startsWith('..') ? '' : entered;
}

/** Options that say which configuration is in force; the rest (format, cache, …) is left out. */
export interface KeptOptions {
  /** They take a value, as the next word or behind `=`. */
  values?: readonly string[];
  flags?: readonly string[];
}

export function keepOptions(words: readonly string[], { values = [], flags = [] }: KeptOptions): string[] {
  const kept: string[] = [];
  for (const [index, word] of words.entries()) {
    const name = word.split('=')[0] ?? word;
    if (flags.includes(word)) kept.push(word);
    if (!values.includes(name)) continue;
    kept.push(word);
    const value = words[index + 1];
    if (!word.includes('=') && value !== undefined && !value.startsWith('-')) kept.push(value);
  }
  return kept;
}

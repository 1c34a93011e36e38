import { posix } from 'node:path';
import { lockfileRows } from './lockfile-rows.js';
import { nearestWith } from './manifest.js';
import type { Recipe, RecipeCommand } from './recipe.js';
import { textOf } from './recipe.js';

/** A lockfile that does not match its manifest, and the command that mends just that. */
export interface Lockfile {
  name: string;
  language: string;
  /** The first that is there is the one that is mended. */
  files: readonly string[];
  signal: RegExp;
  /** The tool that the report must be of. */
  reports?: string;
  argv: readonly string[];
  env?: Record<string, string>;
  /** Instead of `argv`: what depends on the lockfile's text or the report's; undefined leaves it alone. */
  argvFor?: (lock: string, reports: string) => string[] | undefined;
  safety?: 'proposal';
  /** It may be told of in a directory below the one it lies in. */
  isAbove?: boolean;
}

export const lockfileRecipes: readonly Recipe[] = lockfileRows.map((lockfile) => ({
  name: lockfile.name,
  title: lockfile.argv.slice(0, 2).join(' '),
  safety: lockfile.safety ?? 'tool',
  tools: [lockfile.argv[0] ?? ''],
  languages: [lockfile.language],
  answers: (report) =>
    (lockfile.reports === undefined || report.tool === lockfile.reports) &&
    lockfile.signal.test(textOf(report)),
  mayTouch: (file) => lockfile.files.some((name) => file === name || file.endsWith(`/${name}`)),
  plan: async (reports, project) => {
    const directory = nearestWith(project, lockfile.files);
    if (directory === undefined || (directory !== project.directory && !lockfile.isAbove)) return undefined;
    const name = lockfile.files.find((file) => project.files.includes(posix.join(directory, file))) ?? '';
    const argv = lockfile.argvFor
      ? lockfile.argvFor(
          (await project.readFile(posix.join(directory, name))) ?? '',
          reports.map(textOf).join('\n'),
        )
      : [...lockfile.argv];
    if (!argv) return undefined;
    const command: RecipeCommand = { argv, directory, network: true };
    return { kind: 'command', ...command, ...(lockfile.env ? { env: lockfile.env } : {}) };
  },
}));

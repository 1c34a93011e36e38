import { lstat, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { BugReport } from '../../domain/index.js';
import { confinePath } from '../edits/index.js';
import { writeWhole } from '../edits/journal.js';
import type { Recipe } from './recipe.js';
import { textOf } from './recipe.js';

const carriage = /\\r(?=['’"]|: )|\^M\b|\$'\\r'|\r/;
/** Newer shells do not show the name that they looked for. */
const missingInterpreter = /cannot execute: required file not found|bad interpreter: No such file/;
const named = /(?:^|[\s:'"`(])((?:\.{1,2}\/)?[\w@+-][\w.@+-]*(?:\/[\w.@+-]+)*)(?::| line \d|['"`)])/g;

/** A script whose lines end as on Windows: the shell takes the carriage return for a part of the command. */
export const unixLineEnds: Recipe = {
  name: 'unix-line-ends',
  title: 'write a script with Unix line ends',
  safety: 'tool',
  tools: [],
  languages: ['shell'],
  answers: (report) =>
    /^(?:bash|shell|sh|generic|process|script|node|python|script|env)$/.test(report.tool) &&
    (carriage.test(textOf(report)) || missingInterpreter.test(textOf(report))),
  mayTouch: () => true,
  plan: async (reports, project) => {
    const files = new Set<string>();
    for (const name of reports.flatMap(namesIn)) {
      const file = [posix.join(project.directory, name), name]
        .map((path) => posix.normalize(path))
        .find((path) => project.files.includes(path));
      const text = file === undefined ? undefined : await project.readFile(file);
      if (file !== undefined && text?.startsWith('#!') && text.includes('\r\n')) files.add(file);
    }
    return files.size > 0 ? { kind: 'unix-line-ends', files: [...files] } : undefined;
  },
};

const namesIn = (report: BugReport): string[] => [
  ...(report.file === undefined ? [] : [report.file]),
  ...[...textOf(report).matchAll(named)].flatMap(([, name]) => name ?? []),
];

/** Only the pairs go: a lone carriage return may be meant. Content and mode change together or not at all. */
export async function toUnixLineEnds(tree: string, file: string): Promise<void> {
  const path = await confinePath(tree, file);
  if (typeof path !== 'string') return;
  const bytes = await readFile(path, 'latin1');
  const { mode } = await lstat(path);
  await writeWhole(path, Buffer.from(bytes.replaceAll('\r\n', '\n'), 'latin1'), mode & 0o7777);
}

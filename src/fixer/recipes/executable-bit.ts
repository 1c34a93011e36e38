import { posix } from 'node:path';
import type { BugReport } from '../../domain/index.js';
import type { Recipe } from './recipe.js';

const denied =
  /(?:^|[\s:'"`])((?:\.{1,2}\/)?[\w.@+-]+(?:\/[\w.@+-]+)*)['"`]?: Permission denied|EACCES[^\n]*?['"`]([^'"`\n]+)['"`]/;

/** A script of the repository that is called but may not be executed: its mode was lost. */
export const executableBit: Recipe = {
  name: 'executable-bit',
  title: 'make a script executable',
  safety: 'tool',
  tools: [],
  languages: ['shell'],
  answers: (report) => scriptOf(report) !== undefined,
  mayTouch: () => true,
  plan: async (reports, project) => {
    const files: string[] = [];
    for (const report of reports) {
      const called = scriptOf(report);
      const file = called === undefined ? undefined : posix.normalize(posix.join(project.directory, called));
      if (file === undefined || !project.files.includes(file)) continue;
      // Only what says how it wants to be run: anything else was not meant to be executed.
      if ((await project.readFile(file))?.startsWith('#!')) files.push(file);
    }
    return files.length > 0 ? { kind: 'make-executable', files: [...new Set(files)] } : undefined;
  },
};

function scriptOf({ message, evidence }: BugReport): string | undefined {
  const found = denied.exec(message) ?? denied.exec(evidence.excerpt);
  return found?.[1] ?? found?.[2];
}

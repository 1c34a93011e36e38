import { findCall } from './find-call.js';
import { parentOf } from './manifest.js';
import type { Recipe } from './recipe.js';
import { filesOf, fromDirectory } from './recipe.js';
import { programText } from './typescript-program.js';

/** Errors for which the compiler itself knows the change, and its name for it. */
interface TypeFix {
  name: string;
  title: string;
  fixes: Readonly<Record<string, string>>;
  /** What the message must say besides. */
  says?: RegExp;
}

const typeFixes: readonly TypeFix[] = [
  {
    name: 'ts-missing-import',
    title: 'import what is used, from the only place that exports it',
    fixes: { TS2304: 'import', TS2552: 'import', TS2503: 'import', TS2686: 'import' },
  },
  {
    name: 'ts-unused-import',
    title: 'remove an unused import',
    // A variable may be kept for what its value does; an import of a name has no other use.
    fixes: { TS6133: 'unusedIdentifier', TS6192: 'unusedIdentifier', TS6196: 'unusedIdentifier' },
  },
  {
    name: 'ts-await-in-function',
    title: 'make a function with await in it async',
    fixes: { TS1308: 'fixAwaitInSyncFunction' },
  },
];

export const typescriptRecipes: readonly Recipe[] = typeFixes.map(({ name, title, fixes }) => ({
  name,
  title,
  safety: 'tool',
  tools: ['typescript'],
  languages: ['typescript'],
  answers: ({ tool, code, file, line, column }) =>
    (tool === 'tsc' || tool === 'eslint') &&
    code !== undefined &&
    code in fixes &&
    file !== undefined &&
    line !== undefined &&
    column !== undefined,
  mayTouch: (file, reported) => reported.has(file),
  plan: async (reports, project) => {
    const known = new Set(project.files);
    const isImport = name === 'ts-unused-import' ? await importLines(reports, project.readFile) : undefined;
    const call = await findCall(project, ['tsc', 'vue-tsc'], filesOf(reports));
    const directory = call?.directory ?? parentOf(filesOf(reports)[0] ?? '');
    const errors = reports.flatMap(({ file, line, column, code }) =>
      file !== undefined && known.has(file) && line !== undefined && (isImport?.(file, line) ?? true)
        ? [{ file: fromDirectory(directory, file), line, column: column ?? 1, code: Number(code?.slice(2)) }]
        : [],
    );
    if (errors.length === 0) return undefined;
    const at = call?.words.findIndex((word) => word === '-p' || word === '--project') ?? -1;
    const config = at < 0 ? undefined : call?.words[at + 1];
    return {
      kind: 'command',
      argv: [
        'node',
        '--input-type=commonjs',
        '-e',
        programText({
          ...(config?.endsWith('.json') ? { config } : {}),
          errors,
          fixes: Object.fromEntries(Object.entries(fixes).map(([code, fix]) => [code.slice(2), fix])),
        }),
      ],
      directory,
      network: false,
    };
  },
}));

/** Does a line of a file belong to an import? */
async function importLines(
  reports: Parameters<Recipe['plan']>[0],
  readFile: (path: string) => Promise<string | undefined>,
): Promise<(file: string, line: number) => boolean> {
  const starts = new Map<string, string[]>();
  for (const file of filesOf(reports)) starts.set(file, ((await readFile(file)) ?? '').split('\n'));
  return (file, line) => {
    const lines = starts.get(file) ?? [];
    for (let at = line - 1; at >= 0 && at > line - 60; at -= 1) {
      const text = lines[at] ?? '';
      if (/^\s*import\b(?!\s*\()/.test(text)) return true;
      // The middle of an import of several lines holds names only.
      if (!/^\s*(?:type\s+)?[\w$]+(?:\s+as\s+[\w$]+)?\s*,?\s*(?:\/\/.*)?$/.test(text) && at < line - 1)
        return false;
      if (at === line - 1 && /[=(]|\b(?:const|let|var|function|class)\b/.test(text)) return false;
    }
    return false;
  };
}

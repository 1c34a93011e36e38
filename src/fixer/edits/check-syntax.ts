import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** Runs a program on the tree; an exit code of 126 or 127 says that it is not there. */
export type RunChecker = (argv: string[]) => Promise<{ exitCode: number; output: string }>;

/** Programs that parse a file and do nothing else with it, by the ending of its name. */
const checkers: readonly { endings: RegExp; argv(file: string): string[] }[] = [
  { endings: /\.[cm]?js$/, argv: (file) => ['node', '--check', file] },
  { endings: /\.pyi?$/, argv: (file) => ['python3', '-c', parsePython, file] },
  { endings: /\.go$/, argv: (file) => ['gofmt', '-e', '-l', file] },
  { endings: /\.rb$/, argv: (file) => ['ruby', '-c', file] },
  { endings: /\.php$/, argv: (file) => ['php', '-l', file] },
  { endings: /\.(?:ba)?sh$/, argv: (file) => ['bash', '-n', file] },
  { endings: /\.json$/, argv: (file) => ['node', '-e', parseJson, file] },
];

const parsePython = [
  'import ast, sys',
  'try: ast.parse(open(sys.argv[1], encoding="utf-8").read())',
  'except SyntaxError as e: sys.exit(f"{sys.argv[1]}:{e.lineno}: {type(e).__name__}: {e.msg}")',
].join('\n');
const parseJson = 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))';

const shownLines = 6;

interface Edited {
  file: string;
  /** The text before the edit; undefined for a new file. */
  before?: string;
}

/**
 * Says which edited file can no longer be parsed, and what its parser says. A file that could not be parsed before
 * either (a dialect that the program does not know) is let through, as is one for which no program is here.
 */
export async function findSyntaxFault(
  tree: string,
  edited: readonly Edited[],
  run: RunChecker,
): Promise<{ file: string; says: string } | undefined> {
  for (const { file, before } of edited) {
    const checker = checkers.find(({ endings }) => endings.test(file));
    if (!checker) continue;
    const after = await run(checker.argv(`./${file}`));
    if (after.exitCode === 0 || isMissing(after.exitCode)) continue;
    if (before !== undefined && !(await isSound(tree, { file, before }, checker, run))) continue;
    const lines = after.output.split('\n').filter((line) => line.trim() !== '');
    return { file, says: lines.slice(0, shownLines).join('\n') };
  }
  return undefined;
}

const isMissing = (exitCode: number): boolean => exitCode === 126 || exitCode === 127;

/** Was it sound before? Beside the file, because a parser may ask its folder for the dialect. */
async function isSound(
  tree: string,
  { file, before }: Required<Edited>,
  { argv }: (typeof checkers)[number],
  run: RunChecker,
): Promise<boolean> {
  const beside = posix.join(posix.dirname(file), `cifix-${randomUUID()}${posix.extname(file)}`);
  try {
    await writeFile(join(tree, beside), before, { flag: 'wx' });
    return (await run(argv(`./${beside}`))).exitCode === 0;
  } finally {
    await rm(join(tree, beside), { force: true });
  }
}

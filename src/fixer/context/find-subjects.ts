import { posix } from 'node:path';

const testMark = /(?:^|[._-])(?:test|tests|spec|e2e)(?=[._-]|$)|^test_|_test$|Tests?$|Spec$/;
const testDirectory = /(^|\/)(__tests__|tests?|spec|testing|fixtures?|testdata|mocks?|__mocks__)\//i;

/** Does a path belong to tests, by the customs of the languages? */
export const isTestPath = (path: string): boolean => testDirectory.test(path) || testMark.test(stemOf(path));

const stemOf = (path: string): string => posix.basename(path).replace(/\.[^.]+$/, '');

/** `types_test.go` → `types`, `sum.test.ts` → `sum`, `test_sum.py` → `sum`, `SumTest.java` → `Sum`. */
const subjectStem = (path: string): string =>
  stemOf(path)
    .replace(/^tests?[._-]|[._-](tests?|spec|e2e)\b.*$/gi, '')
    .replace(/(Tests?|Spec)$/, '')
    .toLowerCase();

/** Files that are named like a test, without being one; the nearest first. */
export function namesakesOf(test: string, files: readonly string[]): string[] {
  const stem = subjectStem(test);
  const extension = posix.extname(test).slice(1, 3);
  const same = files.filter(
    (f) =>
      stemOf(f).toLowerCase() === stem &&
      posix.extname(f).slice(1, 3) === extension &&
      // Declarations without code say nothing that the code does not.
      !/\.pyi$|\.d\.[cm]?ts$/.test(f),
  );
  return nearestFirst(same, test).slice(0, 2);
}

/** Files of the same kind, those that share the longest path with a file first. */
export function nearestFirst(files: readonly string[], file: string): string[] {
  const own = posix.dirname(file).split('/');
  const shared = (path: string): number => {
    const parts = posix.dirname(path).split('/');
    const differs = parts.findIndex((part, i) => part !== own[i]);
    return differs < 0 ? parts.length : differs;
  };
  const distance = (path: string): number =>
    posix.dirname(path).split('/').length + own.length - 2 * shared(path);
  return [...files].sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1));
}

const noNames =
  /^(?:import|export|from|const|let|var|function|return|await|async|new|class|func|def|self|this|assert\w*|expect|should|test|it|describe|beforeEach|afterEach|to\w+|not|true|false|null|nil|None|True|False|undefined|string|String|int|number|require|if|else|for|range|with|raise|raises|throw|throws|err|error|Error|got|want|actual|expected|result|fmt|Errorf|Fatal|Fatalf|Println|vi|jest|mock|public|void|static|private|fn|let|mut|use|mod|assert_eq|unwrap|println|len|print|eq|equal|equals|strictEqual|deepEqual|deepStrictEqual|name|value|data|and|the)$/;

/** `zip_broadcast`, `zipBroadcast` and `ZipBroadcast` are one name to whoever named the test. */
const flat = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Names that the failing lines of a test use, the most telling first: those in the name of the test, then those
 * that are called, then the others.
 */
export function usedNames(
  lines: readonly string[],
  focus: readonly number[],
  testName: string,
  reach = 12,
): string[] {
  const near = focus.flatMap((line) => lines.slice(Math.max(0, line - reach), line + 3)).join('\n');
  const code = near.replace(/(["'`])(?:\\.|(?!\1)[^\\\n])*\1/g, "''");
  const title = flat(testName);
  const scores = new Map<string, number>();
  for (const match of code.matchAll(/([A-Za-z_$][\w$]{2,})(\s*\()?/g)) {
    const [, name = '', call] = match;
    if (noNames.test(name)) continue;
    const inTitle = title.includes(flat(name)) ? 8 : 0;
    const score = inTitle + (call === undefined ? 1 : 3) + (/^[A-Z]/.test(name) ? 1 : 0);
    scores.set(name, Math.max(scores.get(name) ?? 0, score));
  }
  for (const part of testName.split(/[^A-Za-z0-9]+/)) {
    const name = part.replace(/^test(?=[A-Z_])/i, '');
    if (/^[A-Z]\w{3,}$/.test(name) && !noNames.test(name))
      scores.set(name, Math.max(scores.get(name) ?? 0, 7));
  }
  return [...scores].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

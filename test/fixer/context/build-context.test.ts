import { describe, expect, test } from 'vitest';
import type { BugReport } from '../../../src/domain/index.js';
import { buildContext, type ContextRequest } from '../../../src/fixer/context/index.js';

const report = (over: Partial<BugReport>): BugReport => ({
  fingerprint: 'f',
  tool: 'tsc',
  category: 'type',
  severity: 'error',
  message: 'it fails',
  evidence: { startLine: 1, endLine: 1, excerpt: '' },
  rootCause: true,
  score: 1,
  ...over,
});

const numbered = (count: number, word = 'line') =>
  `${Array.from({ length: count }, (_, i) => `${word} ${i + 1}`).join('\n')}\n`;

const build = (files: Record<string, string>, over: Partial<ContextRequest>) =>
  buildContext({
    level: 1,
    reports: [],
    readFile: async (path) => files[path],
    listFiles: async () => Object.keys(files),
    countTokens: (text) => Math.ceil(text.length / 4),
    ...over,
  });
const shown = async (...args: Parameters<typeof build>) =>
  (await build(...args)).windows.map(
    (w) => `${w.file}:${w.startLine}-${w.startLine + w.lines.length - 1} ${w.why}`,
  );

describe('level 1', () => {
  test('shows twelve lines on both sides of an error and marks three', async () => {
    const { windows } = await build(
      { 'a.txt': numbered(100) },
      { reports: [report({ file: 'a.txt', line: 50 })] },
    );
    expect(windows).toHaveLength(1);
    expect(windows[0]).toMatchObject({
      startLine: 38,
      totalLines: 100,
      marked: [47, 48, 49, 50, 51, 52, 53],
    });
    expect(windows[0]?.lines.at(-1)).toBe('line 62');
  });

  test('joins windows that touch and keeps those that do not apart', async () => {
    const files = { 'a.txt': numbered(200) };
    const at = (...lines: number[]) => ({ reports: lines.map((line) => report({ file: 'a.txt', line })) });
    expect(await shown(files, at(50, 70))).toEqual(['a.txt:38-82 error']);
    expect(await shown(files, at(150, 20))).toEqual(['a.txt:8-32 error', 'a.txt:138-162 error']);
  });

  test('adds the imports and the head of the function that the window does not show', async () => {
    const body = Array.from({ length: 60 }, (_, i) => `  step(${i});`).join('\n');
    const text = `import { step } from './step.js';\n\n// notes\n\nexport function run(): void {\n${body}\n}\n`;
    expect(await shown({ 'src/a.ts': text }, { reports: [report({ file: 'src/a.ts', line: 50 })] })).toEqual([
      'src/a.ts:1-1 imports',
      'src/a.ts:5-5 signature',
      'src/a.ts:38-62 error',
    ]);
  });

  test('shows the head of a function up to where its body opens', async () => {
    const body = Array.from({ length: 60 }, (_, i) => `  step(${i});`).join('\n');
    const text = `// notes\n\nexport const run = async (\n  url: string,\n  size: number,\n): Promise<void> => {\n${body}\n};\n`;
    expect(await shown({ 'src/a.ts': text }, { reports: [report({ file: 'src/a.ts', line: 50 })] })).toEqual([
      'src/a.ts:3-6 signature',
      'src/a.ts:38-62 error',
    ]);
  });

  test('brings the code under test along with a failing test', async () => {
    const files = {
      'test/sum.test.ts':
        "import { sum } from '../src/sum.js';\n\ntest('adds', () => {\n  expect(sum([1])).toBe(1);\n});\n",
      'src/sum.ts': `${numbered(200, '//')}export function sum(list: number[]): number {\n  return list.length;\n}\n`,
    };
    const reports = [report({ tool: 'vitest', category: 'test', file: 'test/sum.test.ts', line: 4 })];
    expect(await shown(files, { reports })).toEqual([
      'test/sum.test.ts:1-5 error',
      'src/sum.ts:198-203 subject',
    ]);
  });

  test('follows the stack into files of the project only', async () => {
    const frames = [
      { file: 'src/a.py', line: 2, project: true },
      { file: 'lib/python/site.py', line: 9, project: false },
    ];
    const files = { 'src/a.py': numbered(5), 'lib/python/site.py': numbered(20) };
    expect(await shown(files, { reports: [report({ frames })] })).toContain('src/a.py:1-5 frame');
  });

  test('finds the code under test by the name of the test file and the names that the test uses', async () => {
    const filler = numbered(200, '//');
    const files = {
      'pkg/date_test.go':
        'package pkg\n\nfunc TestNumericDate_Parse(t *testing.T) {\n\tgot := NewNumericDate(1)\n\tif got != 1 {\n\t\tt.Fatal()\n\t}\n}\n',
      'pkg/date.go': `package pkg\n\n${filler}func NewNumericDate(n int) int {\n\treturn n + helper()\n}\n`,
      'other/date.go': `package other\n\n${filler}`,
    };
    const reports = [
      report({
        tool: 'go test',
        category: 'test',
        file: 'pkg/date_test.go',
        line: 6,
        test: { name: 'TestNumericDate_Parse' },
      }),
    ];
    const windows = await shown(files, { reports });
    expect(windows[0]).toBe('pkg/date_test.go:1-8 error');
    expect(windows).toContain('pkg/date.go:200-205 subject');
  });

  test('follows the helpers of a test to the code under test', async () => {
    const files = {
      'test/a-test.js':
        'const { lib } = require("./helpers/setup");\nit("adds", function () {\n  assert(lib.addAll([1]) === 1);\n});\n',
      'test/helpers/setup.js': 'const lib = require("../../src/lib");\nmodule.exports = { lib };\n',
      'src/lib.js': 'function addAll(list) {\n  return 0;\n}\n',
    };
    const reports = [report({ tool: 'mocha', category: 'test', file: 'test/a-test.js', line: 3 })];
    expect(await shown(files, { reports })).toContain('src/lib.js:1-3 subject');
  });

  test('takes places out of the message when the parser found none, whatever the root of the other machine', async () => {
    const files = { 'src/github.ts': numbered(60) };
    const message =
      'Error: [tsl] ERROR in /home/runner/work/o/r/src/github.ts(30,34) and /x/node_modules/y/z.js:3:1';
    expect(await shown(files, { reports: [report({ message })] })).toEqual(['src/github.ts:18-42 error']);
  });

  test('shows manifest and workflow when a dependency or the set-up is at fault', async () => {
    const files = {
      'package.json': '{}\n',
      '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - name: Build\n        run: x\n',
    };
    const workflow = { file: '.github/workflows/ci.yml', step: 'Build' };
    expect(await shown(files, { reports: [report({ category: 'config' })], workflow })).toEqual([
      'package.json:1-1 manifest',
      '.github/workflows/ci.yml:1-5 workflow',
    ]);
  });
});

describe('level 2 and 3', () => {
  test('level 2 shows the whole of a file of up to 400 lines, else the function', async () => {
    const long = `${numbered(450, '//')}def run():\n    a = 1\n    return a\n\nprint(1)\n`;
    const files = { 'a.py': numbered(300, '#'), 'b.py': long };
    const reports = [report({ file: 'a.py', line: 5 }), report({ file: 'b.py', line: 452 })];
    expect(await shown(files, { level: 2, reports })).toEqual(['a.py:1-300 error', 'b.py:440-455 error']);
  });

  test('level 3 adds what is imported and where the names of the error are defined', async () => {
    const files = {
      'pkg/main.py': 'from .part import make\n\nmake()\n',
      'pkg/part.py': 'def make():\n    pass\n',
      'pkg/other.py': 'x = 1\n\nclass Widget:\n    size = 1\n',
    };
    const reports = [report({ file: 'pkg/main.py', line: 3, message: "name 'Widget' is not defined" })];
    expect(await shown(files, { level: 3, reports })).toEqual([
      'pkg/main.py:1-3 error',
      'pkg/other.py:1-4 definition',
      'pkg/part.py:1-2 import',
    ]);
  });

  test('shows first what the model asked for, a path or a name', async () => {
    const files = {
      'a.ts': 'const a = 1;\n',
      'x/y.ts': 'export const y = 2;\n',
      'z.ts': 'export class Zed {\n  a = 1;\n}\n',
    };
    const reports = [report({ file: 'a.ts', line: 1 })];
    expect((await shown(files, { level: 2, reports, needs: ['./x/y.ts', 'Zed'] })).slice(0, 2)).toEqual([
      'x/y.ts:1-1 requested',
      'z.ts:1-3 definition',
    ]);
  });
});

describe('what the model asked for', () => {
  const functions = (names: readonly string[], each: number) =>
    names.map((name) => `function ${name}() {\n${numbered(each, '  //')}}\n`).join('\n');
  const names = Array.from({ length: 60 }, (_, i) => `part${i}`);

  test('lines of a file are shown as they were asked for, of one line what stands around it', async () => {
    const files = { 'a.txt': numbered(2_000) };
    const over = { level: 2 as const, budgetTokens: 4_000 };
    expect(await shown(files, { ...over, needs: ['a.txt:100-180'] })).toEqual(['a.txt:100-180 requested']);
    expect(await shown(files, { ...over, needs: ['a.txt:100'] })).toEqual(['a.txt:88-112 requested']);
    expect(await shown(files, { ...over, needs: ['a.txt:100-9000'] })).toEqual(['a.txt:100-349 requested']);
  });

  test('a file that is too long is shown as an outline, from which parts can be asked for', async () => {
    const files = { 'src/long.js': functions(names, 20) };
    const { windows } = await build(files, { level: 2, needs: ['src/long.js'], budgetTokens: 2_000 });
    expect(windows[0]).toMatchObject({ file: 'src/long.js', why: 'requested' });
    expect(windows[0]?.lines).toEqual(names.map((name) => `function ${name}() {`));
    expect(windows[0]?.numbers?.slice(0, 3)).toEqual([1, 24, 47]);
  });

  test('one file leaves room for what it is to be seen beside', async () => {
    const files = { 'big.txt': numbered(300, 'words of some length'), 'a.txt': numbered(100) };
    const windows = await shown(files, {
      level: 2,
      reports: [report({ file: 'a.txt', line: 50 })],
      needs: ['big.txt'],
      budgetTokens: 1_000,
    });
    expect(windows).toContain('a.txt:1-100 error');
  });
});

test('a name is followed through the file that only hands it on', async () => {
  const files = {
    'test/job.test.js':
      "const lib = require('../lib/index');\ntest('runs', () => {\n  expect(new lib.Job().run()).toBe(1);\n});\n",
    'lib/index.js':
      "const Job = require('./job')(1);\nconst Other = require('./other')(Job);\nmodule.exports = { Job };\n",
    'lib/job.js': 'function Job() {\n  return 2;\n}\nmodule.exports = () => Job;\n',
    'lib/other.js': 'module.exports = () => 1;\n',
  };
  const reports = [report({ tool: 'jest', category: 'test', file: 'test/job.test.js', line: 3 })];
  const windows = await shown(files, { reports });
  expect(windows).toContain('lib/job.js:1-4 subject');
  expect(windows.filter((w) => w.startsWith('lib/other.js'))).toEqual([]);
});

test('what the code under test calls is followed two calls deep, also where it is made by one long function', async () => {
  const filler = numbered(90, '\t//');
  const lib = `function make() {\n\tfunction Time(text) {\n\t\tthis._parse(text);\n\t}\n${filler}\tTime.prototype = {\n\t\t_parse: function (text) {\n\t\t\treturn this._field(text);\n\t\t},\n${filler}\t\t_field: function (text) {\n\t\t\treturn text.length;\n\t\t},\n\t};\n\treturn Time;\n}\n`;
  const files = {
    'test/time.test.js': "const make = require('../lib/time');\ntest('fields', () => {\n  make();\n});\n",
    'lib/time.js': lib,
  };
  const reports = [report({ tool: 'jest', category: 'test', file: 'test/time.test.js', line: 3 })];
  const { windows } = await build(files, { reports });
  const lines = windows.filter((w) => w.file === 'lib/time.js').flatMap((w) => w.lines);
  for (const wanted of ['\t\t_parse: function (text) {', '\t\t_field: function (text) {'])
    expect(lines).toContain(wanted);
});

test('a script that the failing step runs is shown where no error names a place, and only then', async () => {
  const files = { 'scripts/check.sh': 'test -f dist/a\n', 'tools/gen.py': 'print(1)\n', 'a.ts': 'x\n' };
  const command = './scripts/check.sh --all && python tools/gen.py "$x"';
  expect(await shown(files, { command, reports: [report({})] })).toEqual([
    'scripts/check.sh:1-1 command',
    'tools/gen.py:1-1 command',
  ]);
  expect(await shown(files, { command, reports: [report({ file: 'a.ts', line: 1 })] })).toEqual([
    'a.ts:1-1 error',
  ]);
  expect(await shown(files, { command: 'cat /etc/check.sh ../check.sh', reports: [report({})] })).toEqual([]);
});

test('of a long workflow only the surroundings of the failing step are shown', async () => {
  const other = numbered(80, '      # ');
  const file = '.github/workflows/ci.yml';
  const files = {
    [file]: `jobs:\n  a:\n    steps:\n${other}      - name: Build it\n        run: x\n${other}`,
  };
  const windows = await shown(files, {
    reports: [report({ category: 'config' })],
    workflow: { file, step: 'Build it' },
  });
  expect(windows).toEqual([`${file}:72-96 workflow`]);
});

test('a budget narrows windows before it drops them, and names what was dropped', async () => {
  const files = {
    'a.txt': numbered(300, 'words of some length'),
    'b.txt': numbered(300, 'words of some length'),
    'c.txt': numbered(300, 'words of some length'),
  };
  const reports = [
    report({ file: 'a.txt', line: 100 }),
    report({ file: 'b.txt', line: 100 }),
    report({ file: 'c.txt', line: 100 }),
  ];
  const tight = await build(files, { level: 2, reports, budgetTokens: 310 });
  expect(tight.windows.map((w) => [w.file, w.lines.length])).toEqual([
    ['a.txt', 25],
    ['b.txt', 7],
  ]);
  expect(tight.left).toEqual(['c.txt']);
  expect(tight.tokens).toBeLessThanOrEqual(310);
});

test.each([
  '.env',
  'config/.env.production',
  '.npmrc',
  'certs/server.key',
  'id_rsa',
  '../outside.ts',
  '/etc/passwd',
  '.git/config',
  'node_modules/x/index.js',
  'package-lock.json',
])('never shows %s, also when the model asks for it', async (path) => {
  const { windows } = await build(
    { [path]: 'x\n' },
    { reports: [report({ file: path, line: 1 })], needs: [path] },
  );
  expect(windows).toEqual([]);
});

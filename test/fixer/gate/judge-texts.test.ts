import { describe, expect, test } from 'vitest';
import type { ChangedFile } from '../../../src/domain/index.js';
import { judgeChange } from '../../../src/fixer/gate/index.js';

const policy = { maxFiles: 1e9, maxLines: 1e9, protectedPaths: [] };
const judge = (
  files: ChangedFile[],
  given: { patch?: string; kind?: 'modified' | 'renamed'; secrets?: string } = {},
) =>
  judgeChange(
    {
      changes: files.map(({ file, from }) => ({
        file,
        ...(from !== undefined && { from }),
        kind: given.kind ?? 'modified',
        added: 1,
        removed: 1,
      })),
      patch: given.patch ?? '',
      files,
      byRecipe: true,
      touchesTests: true,
    },
    policy,
    (text) => (given.secrets && text.includes(given.secrets) ? ['token'] : []),
  );
const rules = (...given: Parameters<typeof judge>) =>
  (judge(...given).findings ?? []).map(({ rule }) => rule);

describe('honest work is let pass:', () => {
  test.each<[string, string, string, string]>([
    [
      'the layout of a test',
      'test/a.test.ts',
      "it('a', () => {\n  expect(f('x')).toBe(1)\n})\n",
      'it("a", () => {\n  expect(\n    f("x"),\n  ).toBe(1);\n});\n',
    ],
    [
      'words about skipping in a text',
      'test/a.test.ts',
      "it('a', () => {});\n",
      "it('a', () => {});\nconst text = 'it.skip is not allowed';\n",
    ],
    [
      'words about skipping in a comment',
      'test/a.test.ts',
      "it('a', () => {});\n",
      "// never use it.skip here\nit('a', () => {});\n",
    ],
    [
      'a new test',
      'test/a.test.ts',
      "it('a', () => {\n  expect(f()).toBe(1);\n});\n",
      "it('a', () => {\n  expect(f()).toBe(1);\n});\n\nit('b', () => {\n  expect(g()).toBe(2);\n});\n",
    ],
    ['a silence that is taken away', 'src/a.ts', '// @ts-ignore\nf(a);\n', 'f(a);\n'],
    [
      'a stricter configuration',
      'tsconfig.json',
      '{ "compilerOptions": { "strict": false } }\n',
      '{ "compilerOptions": { "strict": true } }\n',
    ],
    [
      'a version of a package',
      'package.json',
      '{ "dependencies": { "zod": "^3.0.0" } }\n',
      '{ "dependencies": { "zod": "^4.0.0" } }\n',
    ],
    ['an environment variable that names no runner', 'src/a.ts', 'f();\n', 'f(process.env.PORT);\n'],
    ['an address in a comment', 'src/a.ts', 'f();\n', '// see https://example.org/x\nf();\n'],
    ['emoji made of several characters', 'README.md', 'a\n', 'a 👩‍👩‍👧\n'],
    ['words in a script that joins its letters', 'src/a.ts', "const a = 'x';\n", "const a = 'می‌خواهم';\n"],
    ['a division', 'src/a.ts', 'const a = b;\n', "const a = b / c; // it's half\nconst d = e / f;\n"],
    [
      'more coverage',
      'vitest.config.ts',
      'export default { test: { coverage: { thresholds: { lines: 80 } } } };\n',
      'export default { test: { coverage: { thresholds: { lines: 90 } } } };\n',
    ],
  ])('%s', (_what, file, before, after) => {
    expect(rules([{ file, before, after }])).toEqual([]);
  });

  test('tests that move to another file', () => {
    const text = "it('a', () => {\n  expect(f()).toBe(1);\n});\n";
    const other = "it('b', () => {\n  expect(g()).toBe(2);\n});\n";
    expect(
      rules([
        { file: 'test/a.test.ts', before: `${text}\n${other}`, after: text },
        { file: 'test/b.test.ts', before: '', after: other },
      ]),
    ).toEqual([]);
  });

  test('a test file with another name that runners look for', () => {
    const text = "it('a', () => {});\n";
    expect(
      rules([{ file: 'test/b.test.ts', from: 'test/a.test.ts', before: text, after: text }], {
        kind: 'renamed',
      }),
    ).toEqual([]);
  });
});

describe('a reason', () => {
  test('names the file, the line and the words, and shows no control characters', () => {
    const { reasons } = judge([
      { file: 'test/a.test.ts', before: "\nit('a', f);\n", after: "\nit.skip('a\u001b[2J', f);\n" },
    ]);
    expect(reasons).toContain('test/a.test.ts:2: a test is skipped ("it.skip").');
    expect(reasons.join()).not.toMatch(/[\u0000-\u001f]/);
  });

  test('stands for each thing that is wrong, the worst first, each once', () => {
    const { findings = [] } = judge([
      {
        file: 'test/a.test.ts',
        before: "it('a', () => {\n  expect(f()).toBe(1);\n});\n",
        after: "it.skip('a', () => {\n  // eslint-disable-next-line x/y\n  expect(f()).toBe(2);\n});\n",
      },
    ]);
    expect(findings.map(({ rule, severity, line }) => [rule, severity, line])).toEqual([
      ['test-skipped', 9, 1],
      ['finding-suppressed', 5, 2],
      ['expectation-edited', 4, 3],
    ]);
  });
});

describe('what nobody has as a whole text', () => {
  const patch =
    "diff --git a/test/a.test.ts b/test/a.test.ts\n--- a/test/a.test.ts\n+++ b/test/a.test.ts\n@@ -7,2 +7,2 @@\n keep();\n-it('a', f);\n+it.skip('a', f);\n";
  test('is judged by the patch', () => {
    expect(judge([{ file: 'test/a.test.ts' }], { patch }).reasons).toContain(
      'test/a.test.ts:8: a test is skipped ("it.skip").',
    );
  });

  test('and a secret is found in the patch and in the texts', () => {
    expect(judge([{ file: 'src/a.ts' }], { patch: '+sesame\n', secrets: 'sesame' }).band).toBe('refused');
    expect(
      judge([{ file: 'src/a.ts', before: 'a\n', after: 'a\nsesame\n' }], { secrets: 'sesame' }).band,
    ).toBe('refused');
    expect(
      judge([{ file: 'src/a.ts', before: 'sesame\n', after: 'sesame\na\n' }], { secrets: 'sesame' }).band,
    ).toBe('ask');
  });
});

describe('a change that is made to hold up the gate', () => {
  test('with patterns that backtrack, or that are none, is judged all the same', () => {
    const config = (pattern: string) =>
      `export default { test: { include: [${JSON.stringify(pattern)}] } };\n`;
    const hostile = [
      '',
      './',
      '!',
      '['.repeat(300),
      '+(+(+(a)))'.repeat(20),
      '{'.repeat(2000),
      '*a'.repeat(90),
      '*a'.repeat(4),
      'a'.repeat(70_000),
    ];
    const started = performance.now();
    for (const pattern of hostile)
      expect(
        rules([
          {
            file: 'vitest.config.ts',
            before: config(`${'a'.repeat(99)}b`),
            after: config(pattern),
          },
        ]),
      ).toBeDefined();
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  const long = 4_000;
  const traps = [
    ' ',
    '(',
    'npm ',
    'expect(',
    '|',
    '"',
    '/*',
    'except ',
    '#[test]',
    'catch(',
    '[',
    'key: ',
    '\\x41',
    'a.b.',
  ];
  test.each([
    'src/a.ts',
    'tests/test_a.py',
    'src/a.rs',
    'package.json',
    'setup.cfg',
    'Makefile',
    '.github/workflows/a.yml',
  ])('in %s is judged in little time', (file) => {
    const started = performance.now();
    for (const trap of traps) {
      const line = trap.repeat(Math.ceil(long / trap.length));
      judge([{ file, before: 'x\n', after: `${line}\n${line}\n${line}\n` }]);
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

import { describe, expect, test } from 'vitest';
import type { FileChange } from '../../../src/domain/index.js';
import { classOf, type GatePolicy, judgeChange, type ProposedChange } from '../../../src/fixer/gate/index.js';
import { createRedactor } from '../../../src/redaction/index.js';

const policy: GatePolicy = { maxFiles: 50, maxLines: 600, protectedPaths: [] };
const file = (path: string, given: Partial<FileChange> = {}): FileChange => ({
  file: path,
  kind: 'modified',
  added: 1,
  removed: 1,
  ...given,
});
const change = ({
  paths,
  ...given
}: Partial<ProposedChange> & { paths?: (string | FileChange)[] } = {}): ProposedChange => ({
  changes: (paths ?? ['src/a.ts']).map((entry) => (typeof entry === 'string' ? file(entry) : entry)),
  patch: '',
  byRecipe: false,
  touchesTests: false,
  ...given,
});
const noSecrets = () => [];
const judge = (given: Parameters<typeof change>[0], own: Partial<GatePolicy> = {}) =>
  judgeChange(change(given), { ...policy, ...own }, noSecrets);

describe('the class of a path', () => {
  const table: Record<string, string[]> = {
    git: ['.gitattributes', '.gitmodules', 'sub/.git/config', '.git/hooks/pre-push', '.husky/pre-commit'],
    workflow: [
      '.github/workflows/ci.yml',
      '.github/actions/x/action.yml',
      '.github/CODEOWNERS',
      '.circleci/config.yml',
      '.gitlab-ci.yml',
      'azure-pipelines.yml',
      '.travis.yml',
      'Jenkinsfile',
    ],
    executes: [
      '.npmrc',
      'web/.npmrc',
      '.yarnrc.yml',
      'Dockerfile.dev',
      'Makefile',
      'tests/conftest.py',
      'setup.py',
      'build.rs',
    ],
    snapshot: ['src/__snapshots__/a.test.ts.snap', 'a.snap'],
    test: [
      'test/a.ts',
      'src/tests/x.py',
      'src/__tests__/x.js',
      'spec/a_spec.rb',
      'src/a.test.ts',
      'src/a.spec.tsx',
      'pkg/a_test.go',
      'pkg/test_a.py',
      'src/FooTest.java',
      'src/FooIT.kt',
      'Foo.Tests/Helpers.cs',
      'test/run.bats',
      'cypress/support/commands.js',
    ],
    secret: ['.env', 'deploy/.env.production', 'certs/site.pem', '.ssh/config'],
    vendored: ['vendor/a/a.go', 'third_party/x.c'],
    generated: ['dist/index.js', 'api/a.pb.go', 'web/app.min.js'],
    sensitive: ['src/auth/login.ts', 'db/migrations/1.sql', 'src/password.py', 'src/user-auth.ts'],
    lockfile: [
      'package-lock.json',
      'web/yarn.lock',
      'pnpm-lock.yaml',
      'Cargo.lock',
      'go.sum',
      'bun.lockb',
      'uv.lock',
    ],
    manifest: ['package.json', 'crates/a/Cargo.toml', 'go.mod', 'pyproject.toml', 'app/build.gradle.kts'],
    config: [
      'tsconfig.json',
      'tsconfig.build.json',
      'eslint.config.mjs',
      '.eslintrc.cjs',
      '.prettierrc',
      'vitest.config.ts',
      'tox.ini',
    ],
    source: [
      'src/Latest.java',
      'src/Audit.kt',
      'src/author.ts',
      '.env.example',
      'src/a.ts',
      'README.md',
      'github/x.ts',
      'src/contest.ts',
      'src/latest.js',
      'docs/testing.md',
    ],
  };
  test.each(Object.entries(table).flatMap(([is, paths]) => paths.map((path) => [path, is] as const)))(
    'of %s is %s',
    (path, is) => {
      expect(classOf(path)).toBe(is);
    },
  );

  test.each(['.GitHub/Workflows/ci.yml', '.GIT/config', 'SRC/A.TEST.TS', 'PACKAGE.JSON'])(
    'of %s is not hidden by its case',
    (path) => {
      expect(classOf(path)).not.toBe('source');
    },
  );
});

describe('the gate refuses', () => {
  test.each<[string, Parameters<typeof change>[0], RegExp]>([
    [
      'a workflow, also from a recipe',
      { paths: ['.github/workflows/ci.yml'], byRecipe: true, touchesTests: true },
      /belongs to git or to the workflows/,
    ],
    [
      'what git runs, also from a recipe',
      { paths: ['.gitattributes'], byRecipe: true, touchesTests: true },
      /belongs to git/,
    ],
    ['a test by a model', { paths: ['src/a.test.ts'] }, /is a test/],
    ['a snapshot by a model', { paths: ['src/__snapshots__/a.snap'] }, /is a test/],
    ['a test by a recipe that is not for layout', { paths: ['test/a.ts'], byRecipe: true }, /is a test/],
    ['the rules of a tool by a model', { paths: ['eslint.config.js'] }, /sets the rules/],
    ['credentials, also from a recipe', { paths: ['.env'], byRecipe: true }, /place for credentials/],
    ['what is not written by hand by a model', { paths: ['dist/index.js'] }, /not written by hand/],
    ['what runs at install by a model', { paths: ['.npmrc'] }, /runs code at install time/],
    [
      'a file that comes from a protected place',
      { paths: [file('src/b.ts', { kind: 'renamed', from: 'test/b.ts' })] },
      /test\/b\.ts is a test/,
    ],
    [
      'a file that goes to a protected place',
      { paths: [file('.github/workflows/x.yml', { kind: 'renamed', from: 'src/x.yml' })] },
      /belongs to git/,
    ],
    [
      'more files than are allowed',
      { paths: Array.from({ length: 51 }, (_, n) => `src/${n}.ts`) },
      /51 files change; at most 50/,
    ],
    [
      'more lines than are allowed',
      { paths: [file('src/a.ts', { added: 400, removed: 201 })] },
      /601 lines change; at most 600/,
    ],
  ])('%s', (_case, given, words) => {
    const verdict = judge(given);
    expect(verdict.band).toBe('refused');
    expect(verdict.risk).toBeGreaterThanOrEqual(7);
    expect(verdict.reasons.join(' ')).toMatch(words);
  });

  test('all that is wrong at once, one sentence each', () => {
    const { reasons } = judge({ paths: ['.github/workflows/ci.yml', 'test/a.ts', 'eslint.config.js'] });
    expect(reasons).toHaveLength(3);
  });

  test('paths that the configuration protects, hidden ones too', () => {
    const protectedPaths = ['migrations/**', '*.sql'];
    for (const path of ['migrations/.keep', 'migrations/a/b.ts', 'dump.sql'])
      expect(judge({ paths: [path] }, { protectedPaths }).reasons).toEqual([
        `${path} is protected by the configuration.`,
      ]);
    expect(judge({ paths: ['src/a.ts'] }, { protectedPaths }).band).toBe('ask');
  });

  test('a secret in what is added, and names its kind but not itself', () => {
    const secret = `gh${'p'}_${'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'}`;
    const { find } = createRedactor({ env: {}, secrets: [] });
    const findSecrets = (text: string) => find(text).map(({ kind }) => kind);
    const patch = (sign: string) =>
      `--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n${sign}const token = '${secret}';\n`;
    const verdict = judgeChange(
      change({ patch: patch('+'), byRecipe: true, touchesTests: true }),
      policy,
      findSecrets,
    );
    expect(verdict.band).toBe('refused');
    expect(verdict.reasons.join()).toContain('looks like a secret');
    expect(verdict.reasons.join()).not.toContain(secret);
    for (const sign of ['-', ' '])
      expect(judgeChange(change({ patch: patch(sign) }), policy, findSecrets).band).toBe('ask');
  });
});

describe('the gate lets pass to a person', () => {
  test.each<[string, Parameters<typeof change>[0]]>([
    ['source by a model', { paths: ['src/a.ts'] }],
    ['manifest and lockfile by a model', { paths: ['package.json', 'package-lock.json'] }],
    ['layout of tests by a formatter', { paths: ['test/a.ts'], byRecipe: true, touchesTests: true }],
    [
      'layout of a tool’s configuration by a formatter',
      { paths: ['eslint.config.js'], byRecipe: true, touchesTests: true },
    ],
    [
      'a lockfile of any length',
      { paths: [file('package-lock.json', { added: 9000, removed: 9000 })], byRecipe: true },
    ],
  ])('%s', (_case, given) => {
    expect(judge(given).band).toBe('ask');
  });

  test('and to nobody up to the risk that the configuration allows', () => {
    const given = { paths: ['src/a.ts'], byRecipe: true };
    const { risk } = judge(given);
    expect(judge(given, { automaticUpToRisk: risk }).band).toBe('automatic');
    expect(judge({ paths: ['package.json'] }, { automaticUpToRisk: 0.5 }).band).toBe('ask');
    expect(judge({ paths: ['test/a.ts'] }, { automaticUpToRisk: 10 }).band).toBe('refused');
  });
});

describe('the risk', () => {
  const risk = (given: Parameters<typeof change>[0]) => judge(given).risk;

  test.each<[string, Parameters<typeof change>[0], number]>([
    ['two lines of source by a model', {}, 0],
    ['two lines of source by a recipe', { byRecipe: true }, 0],
    ['sixteen lines', { paths: [file('src/a.ts', { added: 8, removed: 8 })] }, 1],
    ['a hundred lines', { paths: [file('src/a.ts', { added: 100, removed: 0 })] }, 2],
    ['three files', { paths: ['a.ts', 'b.ts', 'c.ts'] }, 1.5],
    ['a manifest', { paths: ['package.json'] }, 1.5],
    ['a deleted file', { paths: [file('src/a.ts', { kind: 'deleted', added: 0, removed: 2 })] }, 1],
  ])('of %s', (_case, given, wanted) => {
    expect(risk(given)).toBe(wanted);
  });

  test('grows with lines and with files, and is never below 0 or above 10', () => {
    const byLines = [1, 10, 30, 100, 500].map((added) =>
      risk({ paths: [file('src/a.ts', { added, removed: 0 })] }),
    );
    expect(byLines).toEqual([...byLines].sort((a, b) => a - b));
    expect(new Set(byLines).size).toBe(5);
    const worst = Array.from({ length: 60 }, (_, n) => file(`.git/${n}`, { kind: 'deleted', added: 500 }));
    expect(risk({ paths: worst })).toBe(10);
    expect(risk({ paths: [], byRecipe: true })).toBe(0);
  });

  test('is explained term by term', () => {
    expect(judge({ paths: ['package.json', 'src/a.ts'] }).reasons).toEqual([
      '4 changed lines in 2 files (+0.5).',
      'Kinds of files: manifest, source (+1.5).',
      'Made by a model (+0).',
    ]);
  });
});

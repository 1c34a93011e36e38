import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aReport } from '../../support/samples.js';
import { apply, changed, clean, onPath, open, runTool, text } from './apply-support.js';

afterAll(clean);

describe('with the real tool', () => {
  beforeAll(() => {
    for (const tool of ['eslint', 'prettier'])
      expect(existsSync(join('node_modules', '.bin', tool)), `${tool} is installed (npm ci)`).toBe(true);
  });

  test('eslint --fix mends what it can in the reported file, with the configuration of the failing call', async () => {
    const workspace = await open({
      'package.json': '{"type":"module","scripts":{"lint":"eslint -c conf/lint.js src"}}',
      'conf/lint.js': "export default [{ rules: { semi: ['error', 'always'], 'no-var': 'error' } }];\n",
      'src/a.js': 'var a = 1\nexport default a\n',
      'src/b.js': 'var b = 1\nexport default b\n',
    });
    const applied = await apply(workspace, [aReport({ file: 'src/a.js' })], 'npm run lint');
    expect(applied).toEqual([
      { name: 'eslint-fix', summary: 'eslint --fix on src/a.js', touchesTests: true, safety: 'formatter' },
    ]);
    expect(text(workspace, 'src/a.js')).toBe('let a = 1;\nexport default a;\n');
    expect(await changed(workspace)).toEqual(['modified src/a.js']);
  });

  test('prettier --write lays out the reported files, tests among them', async () => {
    const workspace = await open({
      'package.json': '{}',
      '.prettierrc': '{"singleQuote":true}',
      'src/a.js': 'export  const a = "x"',
      'test/a.test.js': 'test( "a",()=>{} )',
    });
    const reports = ['src/a.js', 'test/a.test.js'].map((file) => aReport({ tool: 'prettier', file }));
    const [applied] = await apply(workspace, reports, 'npx prettier --check .');
    expect(applied).toMatchObject({ name: 'prettier-write', touchesTests: true });
    expect([text(workspace, 'src/a.js'), text(workspace, 'test/a.test.js')]).toEqual([
      "export const a = 'x';\n",
      "test('a', () => {});\n",
    ]);
  });

  test('npm brings a lockfile in line with its manifest, offline, and nothing else changes', async () => {
    const library = '{"name":"library","version":"1.2.3"}';
    const workspace = await open(
      {
        'web/package.json': '{"name":"web","version":"1.0.0","dependencies":{"library":"file:../library"}}',
        'web/package-lock.json':
          '{"name":"web","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"web","version":"1.0.0"}}}',
        'library/package.json': library,
      },
      'node_modules',
    );
    const report = aReport({
      tool: 'npm',
      file: undefined,
      message: 'npm error Missing: library@1.2.3 from lock file',
    });
    const [applied] = await apply(workspace, [report], 'npm ci', { directory: 'web' });
    expect(applied).toEqual({
      name: 'npm-lockfile',
      summary: 'npm install',
      touchesTests: false,
      safety: 'tool',
    });
    expect(JSON.parse(text(workspace, 'web/package-lock.json')).packages).toMatchObject({
      '': { dependencies: { library: 'file:../library' } },
      '../library': { version: '1.2.3' },
    });
    expect(await changed(workspace)).toEqual(['modified web/package-lock.json']);
  });

  test('npm declares a package that another workspace of the repository declares', async () => {
    const workspace = await open(
      {
        'package.json': '{"name":"root","private":true,"workspaces":["packages/*"]}',
        'packages/library/package.json': '{"name":"library","version":"1.2.3"}',
        'packages/one/package.json': '{"name":"one","version":"1.0.0","dependencies":{"library":"^1.2.0"}}',
        'packages/two/package.json': '{"name":"two","version":"1.0.0"}',
        'packages/two/index.js': "import 'library';\n",
      },
      'unused',
    );
    const report = aReport({
      tool: 'node',
      file: 'packages/two/index.js',
      message: "Cannot find package 'library' imported from index.js",
    });
    writeFileSync(join(workspace.tree, '.gitignore'), 'node_modules\nunused\n');
    await runTool(['npm', 'install', '--package-lock-only'], {
      workspace,
      directory: '',
      network: false,
      session: undefined,
    });
    const [applied] = await apply(workspace, [report], 'node index.js', { directory: 'packages/two' });
    expect(applied?.name).toBe('undeclared-package');
    // npm writes the version that the range of the other workspace leads to.
    expect(JSON.parse(text(workspace, 'packages/two/package.json')).dependencies).toEqual({
      library: '^1.2.3',
    });
  });

  test('a script gets back its executable bit, whatever the umask', async () => {
    const workspace = await open({ 'scripts/build.sh': '#!/bin/sh\ntrue\n' });
    const report = aReport({
      tool: 'shell',
      file: undefined,
      message: './scripts/build.sh: Permission denied',
    });
    const [applied] = await apply(workspace, [report], './scripts/build.sh');
    expect(applied?.name).toBe('executable-bit');
    expect(statSync(join(workspace.tree, 'scripts/build.sh')).mode & 0o111).toBe(0o111);
    expect(await changed(workspace)).toEqual(['mode scripts/build.sh']);
  });
});

describe.skipIf(!onPath('gofmt'))('with gofmt (skipped where Go is not installed)', () => {
  test('gofmt -w lays out the reported file', async () => {
    const workspace = await open({ 'main.go': 'package main\nfunc  main( ){}\n', 'go.mod': 'module x\n' });
    await apply(workspace, [aReport({ tool: 'gofmt', file: 'main.go' })], 'test -z "$(gofmt -l .)"');
    expect(text(workspace, 'main.go')).toBe('package main\n\nfunc main() {}\n');
  });
});

describe.skipIf(!onPath('rustfmt') || !onPath('cargo'))(
  'with cargo fmt (skipped where Rust is not installed)',
  () => {
    test('cargo fmt lays out the whole crate', async () => {
      const workspace = await open({
        'Cargo.toml': '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n',
        'src/main.rs': 'mod a;\nfn main( ) { }\n',
        'src/a.rs': 'pub fn a( ) { }\n',
      });
      await apply(workspace, [aReport({ tool: 'rustfmt', file: 'src/main.rs' })], 'cargo fmt -- --check');
      expect([text(workspace, 'src/main.rs'), text(workspace, 'src/a.rs')]).toEqual([
        'mod a;\nfn main() {}\n',
        'pub fn a() {}\n',
      ]);
    });
  },
);

/** Recipes whose program may be absent, each red before and right after. */
const trials: readonly {
  tool: string;
  recipe: string;
  files: Record<string, string>;
  command: string;
  report: Parameters<typeof aReport>[0];
  after: Record<string, string>;
}[] = [
  {
    tool: 'shfmt',
    recipe: 'shfmt-write',
    files: { 'ci/run.sh': 'if true\nthen\necho\nfi\n', 'ci/other.sh': 'if true\nthen\necho\nfi\n' },
    command: 'shfmt -i 2 -d ci',
    report: { tool: 'diff', category: 'format', file: 'ci/run.sh' },
    after: { 'ci/run.sh': 'if true; then\n  echo\nfi\n' },
  },
  {
    tool: 'shellcheck',
    recipe: 'shellcheck-fix',
    files: { 'ci/run.sh': '#!/bin/sh\nrm $1\ncd $2 || exit\n' },
    command: 'shellcheck ci/run.sh',
    report: { tool: 'shellcheck', file: 'ci/run.sh', code: 'SC2086', message: 'Double quote' },
    after: { 'ci/run.sh': '#!/bin/sh\nrm "$1"\ncd "$2" || exit\n' },
  },
  {
    tool: 'clang-format',
    recipe: 'clang-format',
    files: { 'src/a.c': 'int main( ){return 0;}\n' },
    command: 'clang-format --dry-run -Werror --style=LLVM src/a.c',
    report: { tool: 'clang-format', category: 'format', file: 'src/a.c' },
    after: { 'src/a.c': 'int main() { return 0; }\n' },
  },
  {
    tool: 'black',
    recipe: 'black-write',
    files: { 'a.py': "x = {'a':1}\n" },
    command: 'black --check --skip-string-normalization .',
    report: { tool: 'black', category: 'format', file: 'a.py' },
    after: { 'a.py': "x = {'a': 1}\n" },
  },
  {
    tool: 'goimports',
    recipe: 'goimports-write',
    files: { 'a.go': 'package a\n\nfunc F() { fmt.Println() }\n', 'go.mod': 'module x\n' },
    command: 'test -z "$(goimports -l .)"',
    report: { tool: 'goimports', file: 'a.go' },
    after: { 'a.go': 'package a\n\nimport "fmt"\n\nfunc F() { fmt.Println() }\n' },
  },
];

describe.each(trials)('with $tool (skipped where it is not installed)', (trial) => {
  test.skipIf(!onPath(trial.tool))(`${trial.recipe} mends the reported file`, async () => {
    const workspace = await open(trial.files);
    const applied = await apply(workspace, [aReport(trial.report)], trial.command);
    expect(applied.map(({ name }) => name)).toEqual([trial.recipe]);
    for (const [file, content] of Object.entries(trial.after)) expect(text(workspace, file)).toBe(content);
    expect(await changed(workspace)).toEqual(Object.keys(trial.after).map((file) => `modified ${file}`));
  });
});

describe.skipIf(!onPath('go'))('with go (skipped where it is not installed)', () => {
  const report = aReport({ tool: 'go', file: undefined, message: 'go: updates to go.mod needed' });
  const files = {
    'go.mod':
      'module example.com/a\n\ngo 1.19\n\nrequire example.com/b v0.0.0\n\nreplace example.com/b => ./b\n\nreplace example.com/c => ./c\n',
    'a.go': 'package a\n\nimport _ "example.com/b"\n',
    'b/b.go': 'package b\n\nimport _ "example.com/c"\n',
    'c/go.mod': 'module example.com/c\n\ngo 1.19\n',
    'c/c.go': 'package c\n',
  };

  test('go mod tidy writes the requirement that another go.mod of the repository has', async () => {
    const workspace = await open({
      ...files,
      'b/go.mod': 'module example.com/b\n\ngo 1.19\n\nrequire example.com/c v0.0.0\n',
    });
    const [applied] = await apply(workspace, [report], 'go build ./...');
    expect(applied?.name).toBe('go-mod-tidy');
    expect(text(workspace, 'go.mod')).toContain('example.com/c v0.0.0 // indirect');
  });

  test('go mod tidy is taken back when it took in a module that nobody had named', async () => {
    const workspace = await open({
      ...files,
      'b/go.mod': 'module example.com/b\n\ngo 1.19\n',
      'a.go': 'package a\n\nimport (\n\t_ "example.com/b"\n\t_ "example.com/c"\n)\n',
    });
    expect(await apply(workspace, [report], 'go build ./...')).toEqual([]);
    expect(await changed(workspace)).toEqual([]);
  });
});

import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BugReport, RunGit, Workspace } from '../../../src/domain/index.js';
import { createFixer, type FixerDeps } from '../../../src/fixer/index.js';
import { createRunGit } from '../../../src/git/index.js';
import {
  createWorkspace,
  diffTrees,
  fetchCommit,
  listWorkspaceFiles,
  readWorkspaceFile,
  resetTree,
  writeTree,
} from '../../../src/workspace/index.js';
import { createRepository, type Entry, makeScratch, writeFiles } from '../../support/git-repository.js';
import { aFailure, aPlan, aReport } from '../../support/samples.js';

const { scratch, clean } = makeScratch('recipes');
afterAll(clean);
const runGit: RunGit = createRunGit(process.env);
let count = 0;

/** A workspace with these files at its commit, and the packages of this repository installed in it. */
async function open(files: Record<string, Entry>, modules = 'node_modules'): Promise<Workspace> {
  count += 1;
  const origin = join(scratch, `origin-${count}`);
  const commit = createRepository(origin, { '.gitignore': 'node_modules\n', ...files });
  const gitDir = join(scratch, `mirror-${count}.git`);
  await fetchCommit(runGit, gitDir, {
    url: `file://${origin}`,
    repo: 'octo/project',
    commit,
    branch: 'main',
  });
  const workspace = await createWorkspace(runGit, { cacheDir: scratch, id: `heal/${count}`, gitDir, commit });
  symlinkSync(resolve('node_modules'), join(workspace.tree, modules));
  return workspace;
}

/** Runs a tool as the sandbox of the replay would, without the sandbox; npm may not use the network. */
const runTool: FixerDeps['runTool'] = (argv, { workspace, directory, env }) =>
  new Promise((done) => {
    const [program = '', ...args] = argv;
    execFile(
      program,
      args,
      {
        cwd: join(workspace.tree, directory),
        env: {
          PATH: process.env.PATH,
          HOME: workspace.scratch,
          npm_config_offline: 'true',
          npm_config_update_notifier: 'false',
          CARGO_HOME: process.env.CARGO_HOME ?? `${process.env.HOME}/.cargo`,
          RUSTUP_HOME: process.env.RUSTUP_HOME ?? `${process.env.HOME}/.rustup`,
          ...env,
        },
      },
      (error, stdout, stderr) => done({ exitCode: error ? 1 : 0, output: stdout + stderr }),
    );
  });

const fixer = (tool = runTool) =>
  createFixer({
    listFiles: (workspace) => listWorkspaceFiles(runGit, workspace),
    readFile: (workspace, path) => readWorkspaceFile(runGit, workspace, path),
    writeTree: (workspace) => writeTree(runGit, workspace),
    diff: (gitDir, from, to) => diffTrees(runGit, gitDir, from, to),
    reset: (workspace, treeish, keep) => resetTree(runGit, workspace, treeish, { keep }),
    runTool: tool,
    policy: { maxFiles: 50, maxLines: 600, protectedPaths: [] },
    findSecrets: () => [],
    redact: (text) => text,
    costUsd: () => 0,
    countTokens: (words) => words.length,
    signal: new AbortController().signal,
  });

async function apply(
  workspace: Workspace,
  reports: BugReport[],
  command: string,
  options: { only?: string[]; tried?: Set<string>; tool?: typeof runTool; directory?: string } = {},
) {
  const plan = aPlan();
  const step = plan.steps.find(({ number }) => number === 3);
  if (options.directory && step?.action.kind === 'run') step.action.workingDirectory = options.directory;
  return fixer(options.tool).applyRecipes(
    {
      workspace,
      plan,
      failure: aFailure({ reports }),
      reports,
      command,
      step: { number: 3, name: '', treatment: 'replayed', conclusion: 'failure', durationMs: 1 },
      session: undefined,
    },
    { tried: options.tried ?? new Set(), ...(options.only ? { only: options.only } : {}) },
  );
}

const text = (workspace: Workspace, file: string) => readFileSync(join(workspace.tree, file), 'utf8');
const changed = async (workspace: Workspace) =>
  (
    await diffTrees(runGit, workspace.gitDir, workspace.commit, await writeTree(runGit, workspace))
  ).changes.map(({ file, kind }) => `${kind} ${file}`);

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
      { name: 'eslint-fix', summary: 'eslint --fix on src/a.js', touchesTests: true },
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
    expect(applied).toEqual({ name: 'npm-lockfile', summary: 'npm install', touchesTests: false });
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

const onPath = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
};

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

describe('a recipe', () => {
  const files = {
    'package.json': '{}',
    'src/a.js': 'a\n',
    'src/b.js': 'b\n',
    'run.sh': { executable: '#!/bin/sh\n' },
  };
  /** A tool that leaves these files behind, in the place of the real one. */
  const leaving =
    (left: Record<string, Entry | null>): typeof runTool =>
    async (_argv, { workspace }) => {
      writeFiles(workspace.tree, left);
      return { exitCode: 0, output: '' };
    };
  const reports = [aReport({ file: 'src/a.js' })];

  test.each<[string, Record<string, Entry | null>]>([
    ['another file', { 'src/a.js': 'fixed\n', 'src/b.js': 'strayed\n' }],
    ['a new file', { 'src/a.js': 'fixed\n', 'src/new.js': 'strayed\n' }],
    ['its own file, by deleting it', { 'src/a.js': null }],
    ['a mode', { 'src/a.js': 'fixed\n', 'src/b.js': { executable: 'b\n' } }],
    ['the workflow', { 'src/a.js': 'fixed\n', '.github/workflows/ci.yml': 'strayed\n' }],
  ])('that strays to %s is taken back whole', async (_case, left) => {
    const workspace = await open(files);
    expect(await apply(workspace, reports, '', { tool: leaving(left) })).toEqual([]);
    expect(await changed(workspace)).toEqual([]);
    expect(text(workspace, 'src/a.js')).toBe('a\n');
    expect(existsSync(join(workspace.tree, 'src/new.js'))).toBe(false);
  });

  test('that changes nothing is not told', async () => {
    const workspace = await open(files);
    expect(await apply(workspace, reports, '', { tool: leaving({ 'src/a.js': 'a\n' }) })).toEqual([]);
  });

  test('that leaves behind what git ignores did not stray', async () => {
    const workspace = await open({ ...files, '.gitignore': '.cache\nnode_modules\n' });
    const tool = leaving({ 'src/a.js': 'fixed\n', '.cache/x': 'x' });
    expect(await apply(workspace, reports, '', { tool })).toHaveLength(1);
  });

  test('is run once for the same reports, and again when others are left', async () => {
    const workspace = await open(files);
    const tried = new Set<string>();
    let runs = 0;
    const tool: typeof runTool = async () => {
      runs += 1;
      return { exitCode: 1, output: '' };
    };
    await apply(workspace, reports, '', { tool, tried });
    await apply(workspace, reports, '', { tool, tried });
    expect(runs).toBe(1);
    await apply(workspace, [aReport({ file: 'src/a.js', fingerprint: 'other' })], '', { tool, tried });
    expect(runs).toBe(2);
  });

  test('is not run when --only names others, or when it needs all and something else is red too', async () => {
    const workspace = await open({ ...files, 'package.json': '{"scripts":{"test":"jest"}}' });
    const never: typeof runTool = () => Promise.reject(new Error('was run'));
    const snapshot = aReport({
      tool: 'jest',
      file: 'src/a.js',
      message: 'Snapshot name: `a 1`',
      test: { name: 'a' },
    });
    expect(await apply(workspace, reports, '', { tool: never, only: ['prettier-write'] })).toEqual([]);
    expect(
      await apply(workspace, [snapshot, aReport({ tool: 'jest' })], 'npm test', { tool: never }),
    ).toEqual([]);
    await expect(apply(workspace, [snapshot], 'npm test', { tool: never })).rejects.toThrow('was run');
  });

  test('stacks on what another did before it', async () => {
    const workspace = await open(files);
    const tool: typeof runTool = async (argv, { workspace: at }) => {
      const before = text(at, 'src/a.js');
      writeFiles(at.tree, { 'src/a.js': `${before}${argv.includes('eslint') ? 'linted' : 'laid out'}\n` });
      return { exitCode: 0, output: '' };
    };
    const both = [
      aReport({ file: 'src/a.js' }),
      aReport({ file: 'src/a.js', tool: 'prettier', fingerprint: 'p' }),
    ];
    expect((await apply(workspace, both, '', { tool })).map(({ name }) => name)).toEqual([
      'eslint-fix',
      'prettier-write',
    ]);
    expect(text(workspace, 'src/a.js')).toBe('a\nlinted\nlaid out\n');
  });

  test('makes nothing executable outside of the tree', async () => {
    const outside = join(scratch, 'outside.sh');
    writeFileSync(outside, '#!/bin/sh\n', { mode: 0o600 });
    const workspace = await open({ ...files, 'tool.sh': { link: outside } });
    const report = aReport({ tool: 'shell', file: undefined, message: './tool.sh: Permission denied' });
    expect(await apply(workspace, [report], './tool.sh')).toEqual([]);
    expect(statSync(outside).mode & 0o111).toBe(0);
  });
});

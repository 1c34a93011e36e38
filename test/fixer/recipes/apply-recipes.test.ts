import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type Entry, writeFiles } from '../../support/git-repository.js';
import { aReport } from '../../support/samples.js';
import { apply, changed, clean, open, type runTool, scratch, text } from './apply-support.js';

afterAll(clean);

describe('a recipe', () => {
  const files = {
    'package.json': '{}',
    'eslint.config.js': '',
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
    const tool = vi.fn(leaving(left));
    expect(await apply(workspace, reports, '', { tool })).toEqual([]);
    expect(tool).toHaveBeenCalledOnce();
    expect(await changed(workspace)).toEqual([]);
    expect(text(workspace, 'src/a.js')).toBe('a\n');
    expect(existsSync(join(workspace.tree, 'src/new.js'))).toBe(false);
  });

  test('that changes nothing is not told', async () => {
    const workspace = await open(files);
    const tool = vi.fn(leaving({ 'src/a.js': 'a\n' }));
    expect(await apply(workspace, reports, '', { tool })).toEqual([]);
    expect(tool).toHaveBeenCalledOnce();
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

  test('finds the file that a tool told from where it ran', async () => {
    const workspace = await open({ 'package.json': '{}', 'pkg/src/c.js': 'c\n', 'pkg/package.json': '{}' });
    const tool = leaving({ 'pkg/src/c.js': 'fixed\n' });
    const report = aReport({ tool: 'prettier', file: 'src/c.js' });
    const [applied] = await apply(workspace, [report], 'cd pkg && prettier -c .', { tool });
    expect(applied?.summary).toBe('prettier --write on pkg/src/c.js');
  });

  test('edits by itself what it can work out from the texts', async () => {
    const workspace = await open({ 'src/Util.js': '\n', 'src/a.js': "import './util.js';\r\nb;\r\n" });
    const report = aReport({ tool: 'node', file: 'src/a.js', message: "Cannot find module './util.js'" });
    const [applied] = await apply(workspace, [report], 'node src/a.js');
    expect(applied).toEqual({
      name: 'import-path',
      summary: 'correct the path of an import on src/a.js',
      touchesTests: false,
      safety: 'tool',
    });
    expect(text(workspace, 'src/a.js')).toBe("import './Util.js';\r\nb;\r\n");
  });

  test('gives a script the line ends of Unix and leaves its mode and other bytes', async () => {
    const workspace = await open({ 'ci/run.sh': { executable: '#!/bin/sh\r\n# \u00e4\r.\r\n' } });
    const report = aReport({ tool: 'bash', file: 'ci/run.sh', message: "$'\\r': command not found" });
    const [applied] = await apply(workspace, [report], './ci/run.sh');
    expect(applied?.name).toBe('unix-line-ends');
    expect(text(workspace, 'ci/run.sh')).toBe('#!/bin/sh\n# \u00e4\r.\n');
    expect(await changed(workspace)).toEqual(['modified ci/run.sh']);
  });

  describe('that may only be proposed', () => {
    const workflow =
      'jobs:\n  a:\n    steps:\n      - uses: actions/setup-node@v4\n        with:\n          node-version: 18\n';
    const tree = {
      ...files,
      '.github/workflows/ci.yml': workflow,
      'package.json': '{"engines":{"node":">=20"}}',
    };
    const engine = aReport({
      tool: 'npm',
      file: undefined,
      code: 'EBADENGINE',
      message: 'EBADENGINE',
      fingerprint: 'e',
    });

    test('is, when nothing else helps', async () => {
      const workspace = await open(tree);
      const applied = await apply(workspace, [engine], 'npm ci');
      expect(applied).toMatchObject([
        { name: 'setup-node-version', safety: 'proposal', touchesTests: false },
      ]);
      expect(text(workspace, '.github/workflows/ci.yml')).toContain('node-version: 20\n');
    });

    test('waits while another recipe helps, unless it is asked for', async () => {
      const workspace = await open(tree);
      const options = { tool: leaving({ 'src/a.js': 'fixed\n' }), tried: new Set<string>() };
      const both = [aReport({ tool: 'prettier', file: 'src/a.js' }), engine];
      const namesOf = async (only?: string[]) =>
        (await apply(workspace, both, 'npm ci', { ...options, ...(only ? { only } : {}) })).map(
          ({ name }) => name,
        );
      expect(await namesOf()).toEqual(['prettier-write']);
      expect(await namesOf(['setup-node-version'])).toEqual(['setup-node-version']);
    });
  });
});

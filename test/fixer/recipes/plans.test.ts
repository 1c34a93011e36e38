import { describe, expect, test } from 'vitest';
import type { BugReport } from '../../../src/domain/index.js';
import { safetyClasses } from '../../../src/fixer/recipes/recipe.js';
import { listRecipes, recipes } from '../../../src/fixer/recipes/recipe-list.js';
import { aReport } from '../../support/samples.js';
import { named, project, said } from './plan-support.js';

/** The names of the recipes that would answer a report. */
const answering = (report: BugReport) =>
  recipes.filter((recipe) => recipe.answers(report)).map(({ name }) => name);

test('names of recipes are unique, and each has a title and a safety class', () => {
  expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
  for (const { name, title, safety } of recipes) {
    expect(name).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(title).not.toBe('');
    expect(safetyClasses).toContain(safety);
  }
});

test('the list for people has what each recipe runs and for which languages, in the order of trial', () => {
  expect(listRecipes().find(({ name }) => name === 'eslint-fix')).toEqual({
    name: 'eslint-fix',
    title: 'eslint --fix',
    safety: 'formatter',
    tools: ['eslint'],
    languages: ['javascript', 'typescript'],
  });
  expect(listRecipes().map(({ name }) => name)).toEqual(recipes.map(({ name }) => name));
});

describe('a report is answered by', () => {
  test.each<[BugReport, string[]]>([
    [aReport({ tool: 'eslint' }), ['eslint-fix', 'oxlint-fix', 'textlint-fix']],
    [aReport({ tool: 'eslint', file: undefined }), []],
    [aReport({ tool: 'prettier' }), ['prettier-write']],
    [aReport({ tool: 'biome' }), ['biome-write']],
    [aReport({ tool: 'black' }), ['black-write']],
    [aReport({ tool: 'rustfmt', file: undefined }), ['rustfmt']],
    [aReport({ tool: 'tsc', message: 'Type error' }), []],
    [said('/x/run.sh: 3: ./scripts/build.sh: Permission denied'), ['executable-bit']],
    [said("Error: spawn EACCES '/w/scripts/build.sh'"), ['executable-bit']],
    [
      said(
        'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.',
      ),
      ['npm-lockfile'],
    ],
    [said('npm ERR! Missing: left-pad@1.3.0 from lock file'), ['npm-lockfile']],
    [said('ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"'), ['pnpm-lockfile']],
    [
      said('error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.'),
      ['yarn-lockfile'],
    ],
    [
      said('YN0028: The lockfile would have been modified by this install, which is explicitly forbidden.'),
      ['yarn-berry-lockfile'],
    ],
    [said("Cannot find module 'lodash/fp'"), ['undeclared-package']],
    [said("Cannot find package '@scope/name' imported from /w/a.js"), ['undeclared-package']],
    [said('Failed to resolve import "vue" from "src/a.ts"'), ['undeclared-package']],
    [said("Cannot find module './local.js'"), ['import-path']],
    [said("Cannot find module 'node:nope'"), []],
    [said("Cannot find module '/w/abs.js'"), []],
    [said("Cannot find module '../up'"), ['import-path']],
    [said('Snapshot name: `a 1`', { tool: 'jest', test: { name: 'a' } }), ['jest-snapshots']],
    [said('expect(x).toMatchSnapshot()', { tool: 'vitest', test: { name: 'a' } }), ['vitest-snapshots']],
    [said('Snapshot name: `a 1`', { tool: 'jest' }), []],
    [said('expected 1 to be 2', { tool: 'vitest', test: { name: 'a' } }), []],
  ])('%# %j', (report, names) => {
    expect(answering(report)).toEqual(names);
  });
});

describe('tools that rewrite what they complained about', () => {
  const files = {
    'src/a.js': '',
    'src/b.js': '',
    'package.json': '{"scripts":{"lint":"eslint -c conf/e.js --cache ."}}',
  };

  test('get the reported files that git knows, and the configuration of the failing call', async () => {
    const reports = [
      aReport(),
      aReport({ line: 9 }),
      aReport({ file: 'src/generated.js' }),
      aReport({ file: 'src/b.js' }),
    ];
    expect(await named('eslint-fix').plan(reports, project(files, 'npm run lint'))).toEqual({
      kind: 'command',
      argv: ['npx', '--no-install', 'eslint', '--fix', '-c', 'conf/e.js', './src/a.js', './src/b.js'],
      directory: '',
      network: false,
    });
  });

  test('are told paths as they are seen from the step’s directory', async () => {
    const tree = { 'web/src/a.js': '', 'shared/b.js': '' };
    const reports = [aReport({ file: 'web/src/a.js' }), aReport({ file: 'shared/b.js' })];
    const action = await named('prettier-write').plan(reports, project(tree, '', 'web/src'));
    expect(action).toMatchObject({
      argv: expect.arrayContaining(['./a.js', '../../shared/b.js']),
      directory: 'web/src',
    });
  });

  test('never take a file’s name for an option', async () => {
    const reports = [aReport({ file: '--config=evil.js' })];
    const action = await named('prettier-write').plan(reports, project({ '--config=evil.js': '' }));
    expect(action).toMatchObject({
      argv: ['npx', '--no-install', 'prettier', '--write', './--config=evil.js'],
    });
  });

  test('leave workflows to a person, whatever is wrong with their layout', async () => {
    const workflow = '.github/workflows/ci.yml';
    const tree = { 'src/a.js': '', [workflow]: '' };
    const reports = [aReport(), aReport({ file: workflow })];
    const action = await named('prettier-write').plan(reports, project(tree));
    expect(action).toMatchObject({ argv: ['npx', '--no-install', 'prettier', '--write', './src/a.js'] });
  });

  test('have nothing to do when git knows none of the files', async () => {
    expect(await named('eslint-fix').plan([aReport({ file: 'x.js' })], project(files))).toBeUndefined();
  });

  test('may touch the reported files only; cargo fmt all Rust files', () => {
    const reported = new Set(['src/a.js']);
    expect(named('eslint-fix').mayTouch('src/a.js', reported)).toBe(true);
    expect(named('eslint-fix').mayTouch('src/b.js', reported)).toBe(false);
    expect(named('rustfmt').mayTouch('src/b.rs', reported)).toBe(true);
    expect(named('rustfmt').mayTouch('Cargo.toml', reported)).toBe(false);
  });
});

describe('lockfiles', () => {
  test.each([
    ['npm-lockfile', 'package-lock.json', 'npm'],
    ['pnpm-lockfile', 'pnpm-lock.yaml', 'pnpm'],
    ['yarn-lockfile', 'yarn.lock', 'yarn'],
    ['yarn-berry-lockfile', 'yarn.lock', 'yarn'],
  ])('%s mends %s, which must be there, and nothing else', async (name, lockfile, program) => {
    const recipe = named(name);
    const action = await recipe.plan([said('')], project({ [`web/${lockfile}`]: '' }, '', 'web'));
    expect(action).toMatchObject({ kind: 'command', directory: 'web', network: true });
    expect(action?.kind === 'command' && action.argv[0]).toBe(program);
    expect(await recipe.plan([said('')], project({ 'package.json': '' }))).toBeUndefined();
    expect(recipe.mayTouch(`web/${lockfile}`, new Set())).toBe(true);
    expect(recipe.mayTouch('web/package.json', new Set())).toBe(false);
  });

  test('npm and pnpm run no script of any package', async () => {
    for (const [name, lockfile] of [
      ['npm-lockfile', 'package-lock.json'],
      ['pnpm-lockfile', 'pnpm-lock.yaml'],
      ['yarn-lockfile', 'yarn.lock'],
    ] as const)
      expect(await named(name).plan([said('')], project({ [lockfile]: '' }))).toMatchObject({
        argv: expect.arrayContaining(['--ignore-scripts']),
      });
  });
});

describe('a package that is used and not declared', () => {
  const { plan } = named('undeclared-package');
  const manifest = (value: object) => JSON.stringify(value);
  const missing = (name: string, file = 'src/a.js') =>
    said(`Cannot find package '${name}' imported from x`, { file });
  const lock = manifest({ packages: { 'node_modules/left-pad': { version: '1.3.0' } } });

  test.each([
    ['the lockfile', { 'package-lock.json': lock }, 'left-pad@^1.3.0'],
    [
      'another manifest',
      { 'web/package.json': manifest({ dependencies: { 'left-pad': '~1.2.0' } }) },
      'left-pad@~1.2.0',
    ],
    [
      'another manifest before the lockfile',
      {
        'web/package.json': manifest({ devDependencies: { 'left-pad': '1.1.0' } }),
        'package-lock.json': lock,
      },
      'left-pad@1.1.0',
    ],
  ])('is declared in the version of %s', async (_case, files, wanted) => {
    const action = await plan([missing('left-pad')], project({ 'package.json': '{}', ...files }));
    expect(action).toMatchObject({ kind: 'command', directory: '' });
    const argv = action?.kind === 'command' ? action.argv : [];
    expect(argv).toEqual(
      expect.arrayContaining(['npm', 'install', '--save', '--package-lock-only', '--ignore-scripts']),
    );
    expect(argv.at(-1)).toBe(wanted);
  });

  test.each([
    ['no place of the repository knows it', {}],
    [
      'it is known by an address only',
      { 'web/package.json': manifest({ dependencies: { 'left-pad': 'git+ssh://x' } }) },
    ],
    ['the lockfile cannot be read', { 'package-lock.json': '{' }],
  ])('is left to a person when %s', async (_case, files) => {
    expect(await plan([missing('left-pad')], project({ 'package.json': '{}', ...files }))).toBeUndefined();
  });

  test('is left alone when it is declared already, or when there is no manifest', async () => {
    const declared = {
      'package.json': manifest({ peerDependencies: { 'left-pad': '*' } }),
      'package-lock.json': lock,
    };
    expect(await plan([missing('left-pad')], project(declared))).toBeUndefined();
    expect(await plan([missing('left-pad')], project({ 'package-lock.json': lock }))).toBeUndefined();
  });

  test('is for development when only tests and tools use it', async () => {
    const files = { 'package.json': '{}', 'package-lock.json': lock };
    const argvFor = async (file: string) => {
      const action = await plan([missing('left-pad', file)], project(files));
      return action?.kind === 'command' ? action.argv : [];
    };
    expect(await argvFor('test/a.test.js')).toContain('--save-dev');
    expect(await argvFor('vite.config.ts')).toContain('--save-dev');
    expect(await argvFor('src/contest/a.js')).toContain('--save');
  });

  test('that one is unknown leaves all of them alone: half an answer would hide the rest', async () => {
    const files = { 'package.json': '{}', 'package-lock.json': lock };
    expect(await plan([missing('left-pad'), missing('unheard-of')], project(files))).toBeUndefined();
  });
});

describe('a script without its executable bit', () => {
  const { plan } = named('executable-bit');
  const denied = (path: string) => said(`/bin/sh: 1: ${path}: Permission denied`);

  test('gets it when git knows it and it says how it wants to be run', async () => {
    const files = { 'scripts/build.sh': '#!/bin/sh\n', 'scripts/notes.txt': 'text\n' };
    expect(await plan([denied('./scripts/build.sh'), denied('./scripts/build.sh')], project(files))).toEqual({
      kind: 'make-executable',
      files: ['scripts/build.sh'],
    });
    expect(await plan([denied('./scripts/notes.txt')], project(files))).toBeUndefined();
    expect(await plan([denied('./scripts/other.sh')], project(files))).toBeUndefined();
    expect(await plan([denied('../build.sh')], project(files, '', 'web'))).toBeUndefined();
  });

  test('is found from the step’s directory', async () => {
    const files = { 'web/run.sh': '#!/bin/sh\n', 'run.sh': '#!/bin/sh\n' };
    expect(await plan([denied('./run.sh')], project(files, '', 'web'))).toMatchObject({
      files: ['web/run.sh'],
    });
    expect(await plan([denied('../run.sh')], project(files, '', 'web'))).toMatchObject({ files: ['run.sh'] });
  });
});

describe('snapshots', () => {
  const files = {
    'package.json': '{"scripts":{"test":"jest --config j.js --coverage"}}',
    'src/a.test.js': '',
    'web/b.test.js': '',
    '-x.test.js': '',
  };
  const mismatch = (file?: string) =>
    said('Snapshot name: `a 1`', { tool: 'jest', test: { name: 'a' }, file });
  const { plan, mayTouch, needsAll } = named('jest-snapshots');
  const argv = async (reports: BugReport[], directory = '', command = 'npm test') => {
    const tree = { ...files, [`${directory}/package.json`]: files['package.json'] };
    const action = await plan(reports, project(tree, command, directory));
    return action?.kind === 'command' ? action.argv : undefined;
  };
  const start = ['npx', '--no-install', 'jest', '--ci=false', '-u', '--config', 'j.js'];

  test('are taken anew in the files that were reported, by their path and not by a pattern', async () => {
    expect(await argv([mismatch('src/a.test.js')])).toEqual([...start, '--runTestsByPath', 'src/a.test.js']);
  });

  test('are taken anew everywhere when a file is not known, or could be taken for an option', async () => {
    expect(await argv([mismatch('src/a.test.js'), mismatch()])).toEqual(start);
    expect(await argv([mismatch('-x.test.js')])).toEqual(start);
  });

  test('are told by the path from the step’s directory', async () => {
    expect(await argv([mismatch('web/b.test.js')], 'web')).toEqual([
      ...start,
      '--runTestsByPath',
      'b.test.js',
    ]);
    expect(await argv([mismatch('src/a.test.js')], 'web')).toEqual(start);
  });

  test('are left alone when the failing command is not known to run the tool', async () => {
    expect(await argv([mismatch('src/a.test.js')], '', 'make check')).toBeUndefined();
  });

  test('are touched only in snapshot files, and only when nothing else is red', () => {
    expect(needsAll).toBe(true);
    expect(mayTouch('src/__snapshots__/a.test.js.snap', new Set())).toBe(true);
    expect(mayTouch('src/a.test.js', new Set(['src/a.test.js']))).toBe(false);
  });
});

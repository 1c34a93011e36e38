import { describe, expect, test } from 'vitest';
import { findCall, keepOptions } from '../../../src/fixer/recipes/find-call.js';
import type { Project } from '../../../src/fixer/recipes/recipe.js';

const project = (command: string, scripts: Record<string, string> = {}, directory = ''): Project => ({
  files: [],
  readFile: async (path) =>
    path === (directory ? `${directory}/package.json` : 'package.json')
      ? JSON.stringify({ scripts })
      : undefined,
  command,
  directory,
});

const findInvocation = async (given: Project, tool: string) => (await findCall(given, [tool]))?.words;

describe('the command line that called a tool', () => {
  test.each<[string, string[] | undefined]>([
    ['eslint . --max-warnings 0', ['.', '--max-warnings', '0']],
    ['npx eslint .', ['.']],
    ['./node_modules/.bin/eslint src', ['src']],
    ['pnpm exec eslint src', ['src']],
    ['tsc && eslint .', ['.']],
    ['tsc&&eslint .', ['.']],
    ['npm ci; eslint src; echo done', ['src']],
    ['cat x | eslint --stdin', ['--stdin']],
    ['FORCE_COLOR=1 eslint .', ['.']],
    ['npm ci\neslint src', ['src']],
    ['eslint \\\n  --config a.js \\\n  src', ['--config', 'a.js', 'src']],
    [`eslint "src/**/*.js" 'my dir'`, ['src/**/*.js', 'my dir']],
    ['eslint --config="a b.js" .', ['--config=a b.js', '.']],
    ["sh -c 'eslint .'", undefined],
    ['echo linted', undefined],
    ['eslint-config-check', undefined],
    ['', undefined],
  ])('in %j', async (command, words) => {
    expect(await findInvocation(project(command), 'eslint')).toEqual(words);
  });

  test.each([
    'npm run lint',
    'npm run-script lint',
    'npm run lint -- --quiet',
    'npm --silent run lint',
    'yarn lint',
    'yarn run lint',
    'pnpm lint',
    'pnpm run lint',
    'bun run lint',
    'npm ci && npm run lint',
    'npm run lint; npm test',
    'npm run everything',
    'npm test',
    'npm t',
  ])('through the package scripts of %j', async (command) => {
    const scripts = {
      lint: 'eslint src',
      everything: 'tsc && npm run lint',
      test: 'node --test',
      pretest: 'yarn lint',
    };
    expect(await findInvocation(project(command, scripts), 'eslint')).toEqual(['src']);
  });

  const tree = (files: Record<string, string>, command: string): Project => ({
    files: Object.keys(files),
    readFile: async (path) => files[path],
    command,
    directory: '',
  });
  const lint = JSON.stringify({ name: '@x/web', scripts: { lint: 'eslint here' } });
  test.each<[string, Record<string, string>, string, string]>([
    ['cd web && npm run lint', { 'web/package.json': lint }, 'here', 'web'],
    ['npm run lint --prefix web', { 'web/package.json': lint }, 'here', 'web'],
    ['yarn --cwd=web lint', { 'web/package.json': lint }, 'here', 'web'],
    ['pnpm -C web lint', { 'web/package.json': lint }, 'here', 'web'],
    ['npm run lint -w packages/web', { 'packages/web/package.json': lint }, 'here', 'packages/web'],
    ['pnpm --filter @x/web run lint', { 'packages/web/package.json': lint }, 'here', 'packages/web'],
    ['pnpm -r run lint', { 'packages/web/package.json': lint }, 'here', 'packages/web'],
    ['npx turbo run lint', { 'packages/web/package.json': lint }, 'here', 'packages/web'],
    ['make lint', { Makefile: 'all:\n\techo\nlint: deps\n\t@eslint $(DIRS)\nDIRS = a b\n' }, 'a b', ''],
    ['make', { Makefile: '.PHONY: all\nall: lint\n\nlint:\n\teslint x\n' }, 'x', ''],
    ['bash ci/lint.sh', { 'ci/lint.sh': 'set -e\neslint y\n' }, 'y', ''],
    ['./ci/lint', { 'ci/lint': '#!/bin/sh\neslint z\n' }, 'z', ''],
    ['tox -e lint', { 'tox.ini': '[testenv:lint]\ndeps = x\ncommands =\n  eslint t\n[other]\n' }, 't', ''],
    ['composer lint', { 'composer.json': '{"scripts":{"lint":["@fix"],"fix":"eslint c"}}' }, 'c', ''],
    ['test -z "$(eslint q)"', {}, 'q', ''],
  ])('is followed into %s', async (command, files, words, directory) => {
    const near = ['packages/web/src/a.js'];
    const call = await findCall(tree(files, command), ['eslint'], near);
    expect([call?.words.join(' ').trim(), call?.directory]).toEqual([words, directory]);
  });

  test.each<[string, string[], string]>([
    ['uv run --frozen ruff check .', ['uv', 'run', '--frozen'], 'ruff'],
    ['poetry run ruff .', ['poetry', 'run'], 'ruff'],
    ['python3.11 -m ruff check', ['python3.11', '-m'], 'ruff'],
    ['CI=1 .venv/bin/ruff check', [], '.venv/bin/ruff'],
    ['sudo ruff check', [], 'ruff'],
    ['docker run image ruff check', [], 'ruff'],
  ])('is told with what finds the project’s version: %s', async (command, launcher, program) => {
    expect(await findCall(project(command), ['ruff'])).toMatchObject({ launcher, program });
  });

  test('is of the verb that is asked for, and keeps the toolchain', async () => {
    const call = await findCall(project('cargo build --release\ncargo +nightly fmt --check'), ['cargo fmt']);
    expect(call).toMatchObject({ channel: ['+nightly'], words: ['--check'] });
    expect(await findCall(project('cargo build'), ['cargo fmt'])).toBeUndefined();
  });

  test('is not looked for in a script that the runner does not mean', async () => {
    expect(await findInvocation(project('npm lint', { lint: 'eslint .' }), 'eslint')).toBeUndefined();
    expect(await findInvocation(project('npm run other', { lint: 'eslint .' }), 'eslint')).toBeUndefined();
  });

  test('ends the search in scripts that call each other', async () => {
    const scripts = { a: 'npm run b', b: 'npm run c', c: 'npm run a' };
    expect(await findInvocation(project('npm run a', scripts), 'eslint')).toBeUndefined();
  });

  test('is looked for in the package of the step’s directory', async () => {
    expect(await findInvocation(project('npm run lint', { lint: 'eslint x' }, 'web'), 'eslint')).toEqual([
      'x',
    ]);
  });

  test.each(['not json', '[]', '{"scripts":{"lint":5}}', '{"scripts":"x"}'])(
    'is not found through a manifest that holds %s',
    async (text) => {
      const broken = { ...project('npm run lint'), readFile: async () => text };
      expect(await findInvocation(broken, 'eslint')).toBeUndefined();
    },
  );
});

describe('the options that are taken over', () => {
  const kept = { values: ['-c', '--config', '--ext'], flags: ['--no-eslintrc'] };
  test.each([
    [
      ['--config', 'a.js', 'src'],
      ['--config', 'a.js'],
    ],
    [['--config=a.js', '--cache'], ['--config=a.js']],
    [
      ['--no-eslintrc', 'src', '-c', 'b.js'],
      ['--no-eslintrc', '-c', 'b.js'],
    ],
    [
      ['--format', 'json', '--ext', '.js,.ts'],
      ['--ext', '.js,.ts'],
    ],
    [
      ['--config', '--ext', '.js'],
      ['--config', '--ext', '.js'],
    ],
    [['--fix', '--quiet', '.'], []],
  ])('of %j are %j', (words, options) => {
    expect(keepOptions(words, kept)).toEqual(options);
  });
});

import { describe, expect, test } from 'vitest';
import { findInvocation, keepOptions } from '../../../src/fixer/recipes/npm-script.js';
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
  const kept = ['-c', '--config', '--no-eslintrc', '--ext'];
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

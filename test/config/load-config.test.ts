import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Config, leavesOf, loadConfig } from '../../src/config/index.js';
import { configVariables } from '../../src/config/load-config.js';
import type { CifixError } from '../../src/errors/index.js';
import { makeScratch, writeFiles } from '../support/git-repository.js';

const { scratch, clean } = makeScratch('config');
afterAll(clean);
let count = 0;
let cwd: string;
beforeEach(() => {
  count += 1;
  cwd = join(scratch, String(count));
  // The search stops at a project's top, so that nothing above the scratch folder can be found.
  writeFiles(cwd, { 'package.json': '{"name":"x"}' });
});

const load = (env: Record<string, string> = {}, file?: string) => loadConfig({ cwd, env, file });
const write = (name: string, value: unknown) =>
  writeFiles(cwd, { [name]: typeof value === 'string' ? value : JSON.stringify(value) });
const failure = async (env: Record<string, string> = {}, file?: string): Promise<CifixError> => {
  const error: unknown = await load(env, file).catch((reason: unknown) => reason);
  expect(error).toHaveProperty('name', 'CifixError');
  return error as CifixError;
};

describe('without a configuration', () => {
  test('every key has its default', async () => {
    const { config, file, origins } = await load();
    expect(file).toBeUndefined();
    expect(origins).toEqual({});
    expect(config).toEqual({
      repositories: [],
      providers: [],
      maxAttempts: 3,
      candidates: 1,
      budget: { healUsd: 0.25, healTokens: 60_000, dayUsd: 5, dayTokens: 1_200_000 },
      prices: {},
      delivery: 'pull-request',
      shrinkSeconds: 120,
      sandbox: 'auto',
      commit: { authorName: 'cifix', authorEmail: 'cifix@users.noreply.github.com' },
      gate: { maxFiles: 50, maxLines: 600, protectedPaths: [], protectedRepositories: [] },
      watch: { timeoutMinutes: 60, appearMinutes: 3, pollSeconds: 5 },
      matchers: [],
      cache: { maxAgeDays: 30, maxGigabytes: 20 },
      replay: { jobMinutes: 30, fetchToolchains: true },
    });
  });
});

describe('a configuration is found', () => {
  test.each([
    ['cifix.config.json', '{"maxAttempts":7}'],
    ['cifix.config.yaml', 'maxAttempts: 7\n'],
    ['cifix.config.yml', 'maxAttempts: 7\n'],
    ['cifix.config.mjs', 'export default { maxAttempts: 7 };\n'],
    ['cifix.config.cjs', 'module.exports = { maxAttempts: 7 };\n'],
    ['.cifixrc', 'maxAttempts: 7\n'],
    ['.cifixrc.json', '{"maxAttempts":7}'],
    ['.cifixrc.yaml', 'maxAttempts: 7\n'],
    ['package.json', '{"name":"x","cifix":{"maxAttempts":7}}'],
  ])('in %s', async (name, text) => {
    write(name, text);
    const { config, file } = await load();
    expect([config.maxAttempts, file]).toEqual([7, join(cwd, name)]);
  });

  test('from a folder below, up to the top of the project', async () => {
    write('cifix.config.json', { maxAttempts: 7 });
    writeFiles(cwd, { 'src/deep/x.ts': '' });
    expect((await loadConfig({ cwd: join(cwd, 'src/deep'), env: {} })).config.maxAttempts).toBe(7);
  });

  test('where --config says, relative to where cifix was started', async () => {
    write('elsewhere/mine.yaml', 'maxAttempts: 9\n');
    write('cifix.config.json', { maxAttempts: 7 });
    const { config, file } = await load({}, 'elsewhere/mine.yaml');
    expect([config.maxAttempts, file]).toEqual([9, join(cwd, 'elsewhere/mine.yaml')]);
  });

  test('and an empty one means the defaults', async () => {
    write('cifix.config.yaml', '# nothing yet\n');
    expect((await load()).config.maxAttempts).toBe(3);
  });
});

describe('a value comes from', () => {
  test('the environment before the file before the default, and its origin is known', async () => {
    write('cifix.config.json', { maxAttempts: 7, gate: { maxFiles: 5 }, commit: { authorName: 'file' } });
    const { config, origins } = await load({
      CIFIX_MAX_ATTEMPTS: '2',
      CIFIX_AUTHOR_EMAIL: 'bot@example.com',
    });
    expect([config.maxAttempts, config.gate, config.commit]).toEqual([
      2,
      { maxFiles: 5, maxLines: 600, protectedPaths: [], protectedRepositories: [] },
      { authorName: 'file', authorEmail: 'bot@example.com' },
    ]);
    expect(origins).toEqual({
      maxAttempts: 'environment',
      'gate.maxFiles': 'file',
      'commit.authorName': 'file',
      'commit.authorEmail': 'environment',
    });
  });

  test.each(Object.entries(configVariables))(
    '%s, which sets a key that there is',
    async (variable, { path }) => {
      const values: Record<string, string> = {
        delivery: 'patch',
        sandbox: 'none',
        'replay.network': 'never',
        'commit.authorEmail': 'bot@example.com',
      };
      const value = values[path] ?? '4';
      const { config, origins } = await load({ [variable]: value });
      const found = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], config);
      expect(String(found)).toBe(value);
      expect(origins).toEqual({ [path]: 'environment' });
    },
  );

  test('no variable that is empty', async () => {
    expect((await load({ CIFIX_MAX_ATTEMPTS: '' })).config.maxAttempts).toBe(3);
  });

  test('the `.env` beside it, under the environment of the process', async () => {
    write('cifix.config.json', {});
    write('.env', 'OLLAMA_HOST=http://127.0.0.1:1\nGEMINI_API_KEY="from file"\n# comment\n');
    const { env } = await load({ OLLAMA_HOST: 'http://127.0.0.1:2' });
    expect(env).toEqual({ OLLAMA_HOST: 'http://127.0.0.1:2', GEMINI_API_KEY: 'from file' });
  });

  test('keys are leaves by their dotted path; lists are one', () => {
    expect(leavesOf({ a: { b: 1, c: { d: [1, 2] } }, e: null })).toEqual(['a.b', 'a.c.d', 'e']);
  });
});

describe('a fault', () => {
  test('is named together with all others, each with its path', async () => {
    write('cifix.config.json', {
      repositories: [{ repo: 'octo/fine' }, { repo: 'no-slash' }],
      maxAttempts: 0,
      delivery: 'carrier-pigeon',
      watch: { appearMinutes: 'soon' },
      maxAttemps: 3,
      gate: { maxFile: 3 },
    });
    const error = await failure();
    expect([error.kind, error.code]).toEqual(['usage', 'config-invalid']);
    const faults = error.facts.faults as string[];
    expect(faults.map((fault) => fault.split(': ')[0]).sort()).toEqual([
      '(whole file)',
      'delivery',
      'gate',
      'maxAttempts',
      'repositories[1].repo',
      'watch.appearMinutes',
    ]);
    expect(error.message).toContain('6 faults');
    expect(error.message).toContain('maxAttemps');
    expect(error.message).toContain('owner/name');
    for (const fault of faults) expect(error.message).toContain(fault);
    expect(error.message).toContain(join(cwd, 'cifix.config.json'));
  });

  test('of a variable is named as one', async () => {
    const error = await failure({ CIFIX_MAX_ATTEMPTS: 'many' });
    expect(error.message).toMatch(/the environment.*\n.*maxAttempts: /);
  });

  test.each([
    ['a list', '[1,2]'],
    ['a text', '"text"'],
    ['a number', '5'],
  ])('is a whole file that is %s', async (_case, text) => {
    write('cifix.config.json', text);
    expect((await failure()).message).toContain('must be an object');
  });

  test('is a file that is not there', async () => {
    const error = await failure({}, 'missing.json');
    expect([error.code, error.facts.path]).toEqual(['config-missing', join(cwd, 'missing.json')]);
  });

  test.each([
    ['cifix.config.json', '{"maxAttempts": }'],
    ['cifix.config.yaml', 'a: [1\nb: }'],
    ['cifix.config.mjs', 'export default {'],
  ])('of the syntax of %s names the file', async (name, text) => {
    write(name, text);
    for (const file of [undefined, name]) {
      const error = await failure({}, file);
      expect([error.code, error.facts.path]).toEqual(['config-unreadable', join(cwd, name)]);
    }
  });
});

test('the example of the repository is a valid configuration', () => {
  const example: unknown = JSON.parse(readFileSync('cifix.config.example.json', 'utf8'));
  expect(Config.safeParse(example).error).toBeUndefined();
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { ZodObject, ZodType } from 'zod';
import { Config } from '../src/config/index.js';
import { exitCodes } from '../src/errors/index.js';
import { commandTable } from '../src/program.js';
import { jsonSchema, schemaNames } from '../src/schemas.js';

const readme = readFileSync('README.md', 'utf8');

/** The text under a heading, up to the next one of the same or a higher level. */
function sectionOf(heading: string): string {
  const at = readme.indexOf(`\n## ${heading}\n`);
  expect(at, `README.md has a section "${heading}"`).toBeGreaterThan(0);
  const rest = readme.slice(at + 1);
  const end = rest.indexOf('\n## ', 1);
  return end < 0 ? rest : rest.slice(0, end);
}

/** The rows of each table of a section, cell by cell, without head and rule. */
function tablesOf(section: string): string[][][] {
  return section
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
    .filter((lines) => lines.length > 2)
    .map((lines) =>
      lines.slice(2).map((line) =>
        line
          .replace(/^\|\s*|\s*\|$/g, '')
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim().replaceAll('\\|', '|')),
      ),
    );
}

const plain = (cell: string): string => cell.replace(/^`|`$/g, '');

async function optionsOf(name: string) {
  const entry = commandTable.find((known) => known.name === name);
  const command = new Command(name);
  (await entry?.load())?.define(command);
  return command.options.map(({ flags, description }) => [flags, description]);
}

describe('the README', () => {
  test('lists every command with the words of its help, in the order of the help', () => {
    const [commands] = tablesOf(sectionOf('Commands'));
    expect(commands?.map(([name = '', what]) => [plain(name), what])).toEqual(
      commandTable.map(({ name, summary }) => [`cifix ${name}`, summary]),
    );
  });

  test.each([
    ['heal', 1],
    ['diagnose', 2],
  ])('lists every flag of %s with the words of its help', async (command, table) => {
    const flags = tablesOf(sectionOf('Commands'))[table];
    expect(flags?.map(([flag = '', what]) => [plain(flag), what])).toEqual(await optionsOf(command));
  });

  test('lists every exit code once', () => {
    const [codes] = tablesOf(sectionOf('Exit codes'));
    expect(codes?.map(([code]) => Number(code))).toEqual(Object.values(exitCodes));
  });

  test('lists every key of the configuration, its inner keys and its default', () => {
    const rows = tablesOf(sectionOf('Configuration'))[0] ?? [];
    const shape = (Config as ZodObject).shape;
    expect(rows.map(([key = '']) => plain(key))).toEqual(Object.keys(shape));
    const defaults = Config.parse({});
    for (const [key = '', meaning = '', told = ''] of rows) {
      const value = defaults[plain(key) as keyof Config];
      if (typeof value !== 'object') expect(plain(told), key).toBe(String(value));
      else if (!Array.isArray(value))
        for (const inner of innerKeys(shape[plain(key)] as ZodType))
          expect(meaning, key).toContain(`\`${inner}\``);
    }
  });

  test('names for every value that is a number the default that it has', () => {
    const rows = tablesOf(sectionOf('Configuration'))[0] ?? [];
    const told = new Map(rows.map(([key = '', , value = '']) => [plain(key), value]));
    for (const [key, value] of Object.entries(Config.parse({}))) {
      const numbers = Object.values(value).filter((inner) => typeof inner === 'number');
      expect((told.get(key) ?? '').match(/\d+(?:\.\d+)?/g) ?? [], key).toEqual(
        typeof value === 'number' ? [String(value)] : numbers.map(String),
      );
    }
  });
});

/** The keys of an object that stands behind defaults. */
function innerKeys(schema: ZodType): string[] {
  const inner = (schema.def as { innerType?: ZodType }).innerType;
  if (inner) return innerKeys(inner);
  return 'shape' in schema ? Object.keys((schema as ZodObject).shape) : [];
}

describe('the documents', () => {
  const pages = ['README.md', ...readdirSync('docs').map((page) => join('docs', page))];

  test.each(pages)('%s leads only to files that are there', (page) => {
    const text = readFileSync(page, 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, link = '']) => link,
    );
    expect(links.filter((link) => !existsSync(resolve(dirname(page), link)))).toEqual([]);
  });

  test.each(pages)('%s names only commands that there are', (page) => {
    const text = readFileSync(page, 'utf8');
    const named = [...text.matchAll(/(?:^|`|npx |")cifix ([a-z]+)/gm)].map(([, name]) => name);
    const known = new Set(commandTable.map(({ name }) => name));
    expect(named.filter((name) => name === undefined || !known.has(name))).toEqual([]);
  });
});

describe('the schemas', () => {
  test.each(schemaNames)(
    '%s.json is what "cifix schema %s" prints (vitest -u writes it anew)',
    async (name) => {
      await expect(`${JSON.stringify(jsonSchema(name), null, 2)}\n`).toMatchFileSnapshot(
        `../schema/${name}.json`,
      );
    },
  );

  test('are kept for every name and no other', () => {
    expect(readdirSync('schema').sort()).toEqual(schemaNames.map((name) => `${name}.json`).sort());
  });

  test('the example configuration is valid, and shows keys that are not the default only in shape', () => {
    const example: unknown = JSON.parse(readFileSync('cifix.config.example.json', 'utf8'));
    const checked = Config.safeParse(example);
    expect(checked.error?.issues).toBeUndefined();
    expect(Object.keys(example as object).sort()).toEqual(Object.keys(Config.parse({})).sort());
  });
});

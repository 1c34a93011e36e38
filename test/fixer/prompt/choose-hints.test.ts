import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type BugReport, Category } from '../../../src/domain/index.js';
import { chooseHints } from '../../../src/fixer/prompt/choose-hints.js';
import { type Hint, loadHints } from '../../../src/fixer/prompt/templates.js';

const report = (tool: string, category: BugReport['category']): BugReport => ({
  fingerprint: tool,
  tool,
  category,
  severity: 'error',
  message: 'it fails',
  evidence: { startLine: 1, endLine: 1, excerpt: '' },
  rootCause: true,
  score: 1,
});
const hint = (name: string, ...appliesTo: string[]): Hint => ({ name, appliesTo, text: name });
const chosen = (hints: Hint[], reports: BugReport[], languages: string[] = []) =>
  chooseHints(hints, reports, languages).map((h) => h.name);

describe('choosing', () => {
  const hints = [
    hint('language', 'language=go'),
    hint('category', 'category=test'),
    hint('tool', 'tool=go test'),
    hint('both', 'tool=go test & category=test'),
    hint('other', 'tool=eslint', 'tool=go test & category=lint'),
  ];

  test('takes the three that tell most, and none that does not fit', () => {
    expect(chosen(hints, [report('go test', 'test')], ['go'])).toEqual(['both', 'tool', 'category']);
    expect(chosen(hints, [report('rustc', 'compile')], ['go'])).toEqual(['language']);
    expect(chosen(hints, [report('rustc', 'compile')])).toEqual([]);
  });

  test('conditions have to hold for one and the same report', () => {
    expect(chosen(hints, [report('go test', 'compile'), report('eslint', 'lint')])).toEqual([
      'tool',
      'other',
    ]);
  });
});

describe('the hints that are there', () => {
  const directory = join(import.meta.dirname, '../../../src/parser');
  const known = new Set(
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(join(directory, file), 'utf8').matchAll(/'([^'\n]+)'/g)])
      .map(([, text]) => text),
  );

  test('speak of tools that the parser names and of categories that exist', async () => {
    for (const { name, appliesTo } of await loadHints()) {
      for (const part of appliesTo.flatMap((condition) => condition.split('&'))) {
        const [key, value = ''] = part.split('=').map((text) => text.trim());
        expect(['tool', 'category', 'language'], `${name}: ${part}`).toContain(key);
        if (key === 'category') expect(Category.options, name).toContain(value);
        if (key === 'tool') expect(known, `${name}: ${value}`).toContain(value);
      }
    }
  });

  test('are short, and three of them cost little', async () => {
    for (const { name, text } of await loadHints()) {
      expect(text.length, name).toBeGreaterThan(80);
      expect(text.length, name).toBeLessThan(900);
      expect(text, name).toMatch(/^- /);
    }
  });

  test.each([
    ['go test', 'test', 'go-test'],
    ['go', 'dependency', 'go-modules'],
    ['go', 'compile', 'go-build'],
    ['pytest', 'test', 'python-test'],
    ['prettier', 'format', 'formatting'],
    ['webpack', 'compile', 'bundlers'],
    ['network', 'infra', 'machine'],
    ['sanitizer', 'runtime', 'memory-errors'],
  ] as const)('%s, %s: %s comes first', async (tool, category, name) => {
    expect(chooseHints(await loadHints(), [report(tool, category)], [])[0]?.name).toBe(name);
  });

  test('a failing Go test is not told about unused imports', async () => {
    const texts = chooseHints(await loadHints(), [report('go test', 'test')], ['go']).map((h) => h.text);
    expect(texts.join('\n')).not.toContain('Unused imports');
  });
});

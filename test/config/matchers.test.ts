import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig, readConfiguredMatchers, readTreeMatchers } from '../../src/config/index.js';

const root = mkdtempSync(join(tmpdir(), 'matchers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const matcher = (owner: string) => ({
  problemMatcher: [{ owner, pattern: [{ regexp: '(.*)', message: 1 }] }],
});

const folder = (name: string, files: Record<string, string>): string => {
  const top = join(root, name);
  mkdirSync(join(top, '.github'), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(top, path), text);
  return top;
};

describe('problem matchers of the configuration', () => {
  test('are found beside its file, wherever the command was started', async () => {
    const top = folder('configured', {
      'cifix.config.json': '{ "matchers": ["one.json"] }',
      'one.json': `\uFEFF${JSON.stringify(matcher('one'))}`,
    });
    const loaded = await loadConfig({ cwd: join(top, '.github'), env: {}, file: '../cifix.config.json' });
    expect(await readConfiguredMatchers(loaded)).toEqual([matcher('one')]);
  });

  test('that are missing or no JSON are all named at once', async () => {
    const top = folder('faulty', {
      'cifix.config.json': '{ "matchers": ["none.json", "bad.json"] }',
      'bad.json': '{',
    });
    const loaded = await loadConfig({ cwd: top, env: {} });
    await expect(readConfiguredMatchers(loaded)).rejects.toMatchObject({
      code: 'config-invalid',
      facts: { faults: [expect.stringContaining('none.json'), expect.stringContaining('bad.json')] },
    });
  });
});

describe('problem matchers of a tree', () => {
  test('are the files under .github that are named so; what is no JSON is left out', async () => {
    const top = folder('tree', {
      '.github/b-matcher.json': JSON.stringify(matcher('b')),
      '.github/Matchers.json': JSON.stringify(matcher('a')),
      '.github/broken-matcher.json': '{',
      '.github/other.json': JSON.stringify(matcher('other')),
    });
    expect(await readTreeMatchers(top)).toEqual([matcher('a'), matcher('b')]);
    expect(await readTreeMatchers(join(root, 'nowhere'))).toEqual([]);
  });

  test('are not read through a link, and not when they are huge', async () => {
    const top = folder('links', {
      'outside.json': JSON.stringify(matcher('outside')),
      '.github/huge-matcher.json': JSON.stringify({ ...matcher('huge'), pad: 'x'.repeat(300 * 1024) }),
    });
    symlinkSync(join(top, 'outside.json'), join(top, '.github', 'linked-matcher.json'));
    expect(await readTreeMatchers(top)).toEqual([]);
  });
});

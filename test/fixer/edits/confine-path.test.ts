import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confinePath } from '../../../src/fixer/edits/index.js';

let root: string;
let outside: string;
beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'confine-'));
  root = join(outside, 'tree');
  for (const dir of ['src', '.git', 'vendor/other/.git', 'sub'])
    mkdirSync(join(root, dir), { recursive: true });
  writeFileSync(join(outside, 'secret'), 's');
  for (const file of ['src/a.ts', 'one', 'vendor/other/f', '.gitignore'])
    writeFileSync(join(root, file), 'x');
  symlinkSync('../secret', join(root, 'link'));
  symlinkSync('..', join(root, 'up'));
  symlinkSync('src', join(root, 'alias'));
  linkSync(join(root, 'one'), join(root, 'two'));
  writeFileSync(join(root, '.gitmodules'), '[submodule "s"]\n\tpath = sub\n\turl = ../s\n');
});
afterAll(() => rmSync(outside, { recursive: true, force: true }));

describe('a path stays inside', () => {
  test.each([
    'src/a.ts',
    'src/new.ts',
    'new/deep/file.ts',
    '.gitignore',
    '.github/workflows/ci.yml',
    'src/a b(1).ts',
    'src/ü.ts',
    '...',
    'src/..a',
  ])('accepts %s', async (path) => {
    expect(await confinePath(root, path)).toBe(join(root, path));
  });

  test.each([
    ['', 'bad-path'],
    ['../secret', 'bad-path'],
    ['src/../../secret', 'bad-path'],
    ['src/..', 'bad-path'],
    ['./src/a.ts', 'bad-path'],
    ['src//a.ts', 'bad-path'],
    ['src/', 'bad-path'],
    ['/etc/passwd', 'bad-path'],
    ['C:/windows', 'bad-path'],
    ['c:file', 'bad-path'],
    ['~/x', 'bad-path'],
    ['~root/x', 'bad-path'],
    ['src\\a.ts', 'bad-path'],
    ['src/a\0.ts', 'bad-path'],
    ['src/a\n.ts', 'bad-path'],
    ['src/\u202ea.ts', 'bad-path'],
    ['.git/config', 'bad-path'],
    ['.git', 'bad-path'],
    ['.GIT/config', 'bad-path'],
    ['.git./config', 'bad-path'],
    ['.git /config', 'bad-path'],
    ['.git::$INDEX_ALLOCATION/config', 'bad-path'],
    ['.g\u200cit/config', 'bad-path'],
    ['.\uff47it/config', 'bad-path'],
    ['git~1/config', 'bad-path'],
    ['GIT~1', 'bad-path'],
    ['src/.git/hooks/pre-commit', 'bad-path'],
    ['.gitmodules', 'bad-path'],
    ['src/.gitattributes', 'bad-path'],
    ['.GitAttributes', 'bad-path'],
    ['x'.repeat(300), 'bad-path'],
    ['link', 'symlink'],
    ['up/secret', 'symlink'],
    ['alias/a.ts', 'symlink'],
    ['one', 'hard-link'],
    ['two', 'hard-link'],
    ['src', 'not-a-file'],
    ['src/a.ts/b', 'not-a-file'],
    ['vendor/other/f', 'nested-repository'],
    ['vendor/other/new', 'nested-repository'],
    ['sub/file', 'nested-repository'],
    ['sub', 'nested-repository'],
  ])('refuses %j as %s', async (path, reason) => {
    expect(await confinePath(root, path)).toMatchObject({ ok: false, reason, file: path });
  });
});

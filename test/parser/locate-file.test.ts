import { expect, it } from 'vitest';
import { FileLocator } from '../../src/parser/locate-file.js';

const files = new FileLocator();

it.each([
  ['/home/runner/work/shop/shop/src/a.ts', 'src/a.ts'],
  ['D:\\a\\shop\\shop\\src\\a.cs', 'src/a.cs'],
  ['C:\\actions-runner\\_work\\shop\\shop\\src\\a.cs', 'src/a.cs'],
  ['/__w/shop/shop/src/a.c', 'src/a.c'],
  ['/Users/runner/work/shop/shop/App.swift', 'App.swift'],
  ['file:///home/runner/work/shop/shop/test/a.mjs', 'test/a.mjs'],
  ['/github/workspace/deploy/a.yml', 'deploy/a.yml'],
  ['/builds/group/shop/src/a.py', 'src/a.py'],
  ['/home/runner/work/***/***/app/a.kt', 'app/a.kt'],
  ['/tmp/.cache/bazel/_bazel_x/ab12/sandbox/1/execroot/_main/include/a.h', 'include/a.h'],
  ['./src/../src/a.ts', 'src/a.ts'],
])('%s is %s in the repository', (path, file) => {
  expect(files.locate(path)).toBe(file);
});

it.each([
  '../../etc/passwd',
  '/etc/passwd',
  'src/../../x',
  '/home/runner/work/shop/shop/../../../x',
  '.git/config',
  'https://a.example/x.js',
  '~/x',
  'C:/Windows/x.dll',
  '',
])('%s is not in the repository', (path) => {
  expect(files.locate(path)).toBeUndefined();
});

it('joins the folder a command runs in, unless the path already begins with it', () => {
  expect(files.locate('src/a.ts', 'apps/web')).toBe('apps/web/src/a.ts');
  expect(files.locate('apps/web/src/a.ts', 'apps/web')).toBe('apps/web/src/a.ts');
  expect(files.locate('../../../x', 'apps/web')).toBeUndefined();
});

it('learns an unusual checkout folder from the log', () => {
  const own = new FileLocator();
  own.learn("Working directory is '/mnt/build/x'");
  expect(own.locate('/mnt/build/x/src/a.ts')).toBe('src/a.ts');
});

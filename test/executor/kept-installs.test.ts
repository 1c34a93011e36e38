import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installKeyOf } from '../../src/executor/run/install-key.js';
import {
  isInstalled,
  keepInstall,
  markInstalled,
  restoreInstall,
} from '../../src/executor/run/kept-installs.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'installs-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function tree(name: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name);
}

const manifest = { 'package.json': '{"name":"a"}', 'package-lock.json': '{}', 'src/a.js': '1' };
const call = (top: string, more: Partial<Parameters<typeof installKeyOf>[1]> = {}) => ({
  script: 'npm ci',
  folder: top,
  env: {},
  path: '/usr/bin:/bin',
  scratch: join(root, 'scratch'),
  ...more,
});
const keyOf = (top: string, more = {}) => installKeyOf(top, call(top, more))?.key;

describe('the key of an install', () => {
  test('is the same for the same manifests, whatever else the tree holds and wherever it lies', () => {
    const one = tree('one', manifest);
    const two = tree('two', { ...manifest, 'src/a.js': '2', 'node_modules/x/package.json': '{}' });
    expect(keyOf(one)).toBe(keyOf(two));
    expect(keyOf(one, { env: { HOME: join(root, 'scratch', 'home') } })).toBe(
      keyOf(two, { env: { HOME: join(root, 'other', 'home') }, scratch: join(root, 'other') }),
    );
  });

  test.each([
    ['a manifest', { files: { 'packages/b/package.json': '{"name":"b"}' } }],
    ['the lockfile', { files: { 'package-lock.json': '{"x":1}' } }],
    ['a patch of a package', { files: { 'patches/left@1.0.0.patch': 'diff' } }],
    ['the settings of the package manager', { files: { '.npmrc': 'legacy-peer-deps=true' } }],
    ['the script', { more: { script: 'npm ci --omit=dev' } }],
    ['a variable', { more: { env: { NODE_ENV: 'production' } } }],
    ['the tools', { more: { path: '/nonexistent' } }],
  ])('is another with another %s', (_what, { files = {}, more = {} }: { files?: object; more?: object }) => {
    const before = tree('before', manifest);
    const after = tree('after', { ...manifest, ...files });
    expect(keyOf(after, more)).not.toBe(keyOf(before));
  });

  test('is none where the project runs scripts of its own at every install', () => {
    const top = tree('scripts', { ...manifest, 'package.json': '{"scripts":{"prepare":"node build.js"}}' });
    expect(installKeyOf(top, call(top))).toBeUndefined();
  });

  test('knows whether a lockfile makes it the same another day', () => {
    const { 'package-lock.json': _lock, ...unlocked } = manifest;
    const locked = tree('locked', manifest);
    const loose = tree('loose', unlocked);
    expect(installKeyOf(locked, call(locked))?.isLocked).toBe(true);
    expect(installKeyOf(loose, call(loose))?.isLocked).toBe(false);
  });
});

describe('kept packages', () => {
  const key = { key: 'abc', isLocked: true };

  test('come back as they were, links included, and a change of the copy leaves the kept ones alone', async () => {
    const store = { folder: join(root, 'store'), trust: 'own' };
    const first = tree('first', {
      'node_modules/x/index.js': 'x',
      'packages/b/node_modules/y/index.js': 'y',
    });
    mkdirSync(join(first, 'node_modules/.bin'));
    symlinkSync('../x/index.js', join(first, 'node_modules/.bin/x'));
    await keepInstall(first, store, key);
    const second = tree('second', { 'packages/b/package.json': '{}' });
    expect(await restoreInstall(second, store, key)).toBe(true);
    expect(readlinkSync(join(second, 'node_modules/.bin/x'))).toBe('../x/index.js');
    writeFileSync(join(second, 'node_modules/x/index.js'), 'poisoned');
    const third = tree('third', { 'packages/b/package.json': '{}' });
    expect(await restoreInstall(third, store, key)).toBe(true);
    expect(readFileSync(join(third, 'node_modules/x/index.js'), 'utf8')).toBe('x');
    expect(readFileSync(join(third, 'packages/b/node_modules/y/index.js'), 'utf8')).toBe('y');
  });

  test('of another trust or another key are not taken, nor put over what is there', async () => {
    const store = { folder: join(root, 'store'), trust: 'fork of o/r' };
    await keepInstall(tree('first', { 'node_modules/x/index.js': 'x' }), store, key);
    const empty = tree('empty', { 'package.json': '{}' });
    expect(await restoreInstall(empty, { ...store, trust: 'own' }, key)).toBe(false);
    expect(await restoreInstall(empty, store, { ...key, key: 'abd' })).toBe(false);
    const full = tree('full', { 'node_modules/z/index.js': 'z' });
    expect(await restoreInstall(full, store, key)).toBe(false);
    expect(existsSync(join(full, 'node_modules/x'))).toBe(false);
  });

  test('are not written through a link that leads out of the tree', async () => {
    const store = { folder: join(root, 'store'), trust: 'own' };
    await keepInstall(tree('first', { 'packages/b/node_modules/y/index.js': 'y' }), store, key);
    const outside = tree('outside', { 'package.json': '{}' });
    const hostile = tree('hostile', { 'package.json': '{}' });
    mkdirSync(join(hostile, 'packages'));
    symlinkSync(outside, join(hostile, 'packages/b'));
    expect(await restoreInstall(hostile, store, key)).toBe(false);
    expect(existsSync(join(outside, 'node_modules'))).toBe(false);
  });

  test('are noted beside the workspace, one key a line', async () => {
    const scratch = join(root, 'workspace', 'scratch');
    mkdirSync(scratch, { recursive: true });
    expect(await isInstalled(scratch, key)).toBe(false);
    await markInstalled(scratch, key);
    await markInstalled(scratch, { ...key, key: 'def' });
    expect(await isInstalled(scratch, key)).toBe(true);
    expect(await isInstalled(scratch, { ...key, key: 'ab' })).toBe(false);
  });
});

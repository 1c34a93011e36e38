import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mountOptions } from '../../src/executor/sandbox/mounts.js';

const root = mkdtempSync(join(tmpdir(), 'mounts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("a mirror that borrows objects from a person's repository is seen with them, read-only", () => {
  const gitDir = join(root, 'mirror.git');
  const theirs = join(root, 'project', '.git', 'objects');
  mkdirSync(join(gitDir, 'objects', 'info'), { recursive: true });
  writeFileSync(join(gitDir, 'objects', 'info', 'alternates'), `${theirs}\nrelative/objects\n`);
  const places = { tree: join(root, 'tree'), scratch: join(root, 'scratch'), gitDir };
  const options = mountOptions({ home: '/nonexistent', path: [], ...places }).join(' ');
  expect(options).toContain(`--ro-bind-try ${gitDir} ${gitDir} --ro-bind-try ${theirs} ${theirs} `);
  expect(options).not.toContain('relative');
  // What is bound later covers what was bound before: the tree must stay writable.
  expect(options.indexOf(theirs)).toBeLessThan(options.indexOf(`--bind ${places.tree}`));
});

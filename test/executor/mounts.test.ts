import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listMounts } from '../../src/executor/sandbox/mounts.js';

const root = mkdtempSync(join(tmpdir(), 'mounts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("a mirror that borrows objects from a person's repository is seen with them, read-only", () => {
  const gitDir = join(root, 'mirror.git');
  const theirs = join(root, 'project', '.git', 'objects');
  for (const folder of [join(gitDir, 'objects', 'info'), theirs]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(gitDir, 'objects', 'info', 'alternates'), `${theirs}\nrelative/objects\n`);
  const places = { tree: join(root, 'tree'), scratch: join(root, 'scratch'), gitDir };
  const mounts = listMounts({ home: '/nonexistent', path: [], ...places });
  const targets = mounts.map((mount) => `${mount.kind} ${mount.target}`);
  expect(targets).toContain(`read-only ${gitDir}`);
  expect(targets).toContain(`read-only ${theirs}`);
  expect(targets.join(' ')).not.toContain('relative');
  // What is bound later covers what was bound before: the tree must stay writable.
  expect(targets.indexOf(`read-only ${theirs}`)).toBeLessThan(targets.indexOf(`writable ${places.tree}`));
});

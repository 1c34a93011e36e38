import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Edit } from '../../../src/domain/index.js';
import { applyEdits, undoJournal } from '../../../src/fixer/edits/index.js';

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'apply-'));
  root = join(base, 'tree');
  mkdirSync(root);
  writeFileSync(join(root, 'run.sh'), '#!/bin/sh\necho 1\n');
  chmodSync(join(root, 'run.sh'), 0o755);
  writeFileSync(join(root, 'a.ts'), 'a\nb\n');
  writeFileSync(join(root, 'old.bin'), Buffer.from([0, 1, 2]));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const content = (file: string) => readFileSync(join(root, file), 'utf8');
/** Every file with content and mode. */
const snapshot = () =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((f) => {
      const stats = statSync(join(root, f));
      return [
        f,
        stats.mode.toString(8),
        stats.isFile() ? readFileSync(join(root, f)).toString('base64') : '',
      ];
    });

const all: Edit[] = [
  { action: 'replace', file: 'run.sh', find: 'echo 1', replace: 'echo 2' },
  { action: 'create', file: 'new/deep/file.ts', content: 'x\n' },
  { action: 'rename', file: 'a.ts', to: 'lib/b.ts' },
  { action: 'replace', file: 'a.ts', find: 'a', replace: 'A' },
  { action: 'delete', file: 'old.bin' },
];

test('makes every kind of edit and keeps modes', async () => {
  const result = await applyEdits(root, all);
  expect(result.ok && result.applied).toEqual([
    { file: 'run.sh', kind: 'modified', stage: 'S0' },
    { file: 'new/deep/file.ts', kind: 'added' },
    { file: 'lib/b.ts', kind: 'renamed', from: 'a.ts', stage: 'S0' },
    { file: 'old.bin', kind: 'deleted' },
  ]);
  expect(content('run.sh')).toBe('#!/bin/sh\necho 2\n');
  expect(statSync(join(root, 'run.sh')).mode & 0o777).toBe(0o755);
  expect(content('lib/b.ts')).toBe('A\nb\n');
  expect(existsSync(join(root, 'a.ts'))).toBe(false);
  expect(existsSync(join(root, 'old.bin'))).toBe(false);
});

test('undo leaves no trace', async () => {
  const before = snapshot();
  const result = await applyEdits(root, all);
  expect(snapshot()).not.toEqual(before);
  if (result.ok) await result.undo();
  expect(snapshot()).toEqual(before);
});

test('the journal takes the changes back after a crash, once', async () => {
  const before = snapshot();
  const journalDir = join(base, 'journal');
  await applyEdits(root, all, { journalDir });
  expect(await undoJournal(root, journalDir)).toBe(true);
  expect(snapshot()).toEqual(before);
  expect(await undoJournal(root, journalDir)).toBe(false);
});

test('one refused edit refuses all, and names itself', async () => {
  const before = snapshot();
  const result = await applyEdits(root, [...all, { action: 'create', file: '../escape', content: 'x' }]);
  expect(result).toMatchObject({ ok: false, reason: 'bad-path', block: 6 });
  expect(snapshot()).toEqual(before);
  expect(existsSync(join(base, 'escape'))).toBe(false);
});

test('does not write through a link, neither as source nor as target of a rename', async () => {
  symlinkSync(base, join(root, 'out'));
  for (const edit of [
    { action: 'create', file: 'out/x', content: 'x' },
    { action: 'rename', file: 'a.ts', to: 'out/x' },
  ] as Edit[]) {
    expect(await applyEdits(root, [edit])).toMatchObject({ ok: false, reason: 'symlink' });
  }
  expect(existsSync(join(base, 'x'))).toBe(false);
});

test('takes back what it wrote when a later write fails', async () => {
  mkdirSync(join(root, 'locked'));
  writeFileSync(join(root, 'locked/f'), 'f\n');
  const before = snapshot();
  // The new file cannot be made where the rename has just put a file.
  const edits: Edit[] = [
    { action: 'replace', file: 'run.sh', find: 'echo 1', replace: 'echo 2' },
    { action: 'rename', file: 'a.ts', to: 'dir' },
    { action: 'create', file: 'dir/x', content: 'x' },
  ];
  await expect(applyEdits(root, edits)).rejects.toMatchObject({ code: 'edits-not-written' });
  expect(snapshot()).toEqual(before);
});

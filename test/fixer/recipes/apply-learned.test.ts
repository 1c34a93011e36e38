import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyLearned } from '../../../src/fixer/recipes/apply-learned.js';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'learned-'));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const header = 'diff --git a/a.js b/a.js\nindex 1..2 100644\n--- a/a.js\n+++ b/a.js\n';
const change = `${header}@@ -1,4 +1,4 @@\n one\n two\n-  return a - b;\n+  return a + b;\n three\n`;
const put = (text: string) => writeFileSync(join(tree, 'a.js'), text);
const now = () => readFileSync(join(tree, 'a.js'), 'utf8');

test('the lines are found where they stand now', async () => {
  put('new\nnew\none\ntwo\n  return a - b;\nthree\n');
  expect(await applyLearned(tree, change)).toBe(true);
  expect(now()).toBe('new\nnew\none\ntwo\n  return a + b;\nthree\n');
});

test('what stood around them may have changed', async () => {
  put('other\n  return a - b;\nelse\n');
  expect(await applyLearned(tree, change)).toBe(true);
  expect(now()).toBe('other\n  return a + b;\nelse\n');
});

test.each([
  ['they are gone', 'other\n  return a * b;\nelse\n'],
  ['they stand in two places', '  return a - b;\nx\n  return a - b;\n'],
])('nothing is put on when %s', async (_case, text) => {
  put(text);
  expect(await applyLearned(tree, change)).toBe(false);
  expect(now()).toBe(text);
});

test('a new file is made, and one that is there already is left', async () => {
  const created =
    'diff --git a/n.js b/n.js\nnew file mode 100644\nindex 0..1\n--- /dev/null\n+++ b/n.js\n@@ -0,0 +1,2 @@\n+x\n+y\n';
  expect(await applyLearned(tree, created)).toBe(true);
  expect(readFileSync(join(tree, 'n.js'), 'utf8')).toBe('x\ny\n');
  expect(await applyLearned(tree, created)).toBe(false);
});

test('a diff with more than text in it is not taken apart', async () => {
  put('a\n');
  expect(
    await applyLearned(tree, `${header.replace('index', 'old mode 100644\nnew mode 100755\nindex')}`),
  ).toBe(false);
});

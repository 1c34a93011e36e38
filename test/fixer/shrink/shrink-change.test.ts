import { expect, test } from 'vitest';
import { shrinkChange } from '../../../src/fixer/shrink/index.js';
import { piecesOf, withPieces } from '../../../src/fixer/shrink/patch-pieces.js';

const before = `${Array.from({ length: 30 }, (_none, n) => `line ${n + 1}`).join('\n')}\n`;
const header = (file: string) =>
  `diff --git a/${file} b/${file}\nindex 0000001..0000002 100644\n--- a/${file}\n+++ b/${file}\n`;
/** Line 3 changed, a line put in after 5, lines 20 and 21 changed, 25 gone. */
const patch = `${header('src/a.js')}@@ -1,8 +1,9 @@
 line 1
 line 2
-line 3
+LINE 3
 line 4
 line 5
+put in
 line 6
 line 7
 line 8
@@ -17,11 +18,10 @@ around
 line 17
 line 18
 line 19
-line 20
-line 21
+LINE 20
+LINE 21
 line 22
 line 23
 line 24
-line 25
 line 26
 line 27
`;

const shrink = (needs: (text: string) => boolean, mayGoOn = () => true, text = patch) =>
  shrinkChange({
    patch: text,
    readBefore: async (file) => (file === 'src/a.js' ? before : undefined),
    isGreen: async (texts) => needs(texts.get('src/a.js') ?? ''),
    mayGoOn,
  });

test('all pieces together are the change itself', () => {
  const after = withPieces(before, piecesOf(patch));
  expect(after).toBe(
    before
      .replace('line 3\n', 'LINE 3\n')
      .replace('line 5\n', 'line 5\nput in\n')
      .replace('line 20\nline 21\n', 'LINE 20\nLINE 21\n')
      .replace('line 25\n', ''),
  );
});

test('only the line that the proof needs is left', async () => {
  const texts = await shrink((text) => text.includes('LINE 21'));
  expect(texts?.get('src/a.js')).toBe(before.replace('line 21', 'LINE 21'));
});

test('two lines that only work together both stay', async () => {
  const texts = await shrink((text) => text.includes('put in') && !text.includes('line 25'));
  expect(texts?.get('src/a.js')).toBe(
    before.replace('line 5\n', 'line 5\nput in\n').replace('line 25\n', ''),
  );
});

test('a change of which all is needed is left as it is', async () => {
  const whole = withPieces(before, piecesOf(patch));
  expect(await shrink((text) => text === whole)).toBeUndefined();
});

test('without time left it stops with what it has proved so far', async () => {
  let trials = 0;
  const texts = await shrink(
    (text) => text.includes('LINE 3'),
    () => trials++ < 2,
  );
  expect(texts?.get('src/a.js')).toContain('put in');
  expect(texts?.get('src/a.js')).not.toContain('LINE 21');
});

test('new, renamed, binary and unended files are never taken apart', () => {
  const created = `diff --git a/n.js b/n.js\nnew file mode 100644\nindex 0000000..1\n--- /dev/null\n+++ b/n.js\n@@ -0,0 +1,2 @@\n+a\n+b\n`;
  const unended = `${header('e.js')}@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n`;
  expect(piecesOf(created + unended)).toEqual([]);
});

test('lines that look like the head of a diff are lines', () => {
  const odd = `${header('s.sql')}@@ -1,2 +1,2 @@\n--- a comment\n+-- another comment\n keep\n`;
  expect(piecesOf(odd)).toEqual([
    { file: 's.sql', at: 0, removed: ['-- a comment'], added: ['-- another comment'] },
  ]);
});

import { expect, test } from 'vitest';
import { findStandstill } from '../../src/orchestrator/judge-progress.js';
import { anAttempt } from '../support/samples.js';

/** Attempts of a model, each with the lines it puts in and the fingerprints it leaves. */
const attempts = (...made: [diff: string, left: string[], lines?: number][]) =>
  made.map(([line, left, added = 1], index) =>
    anAttempt({
      n: index + 1,
      byRecipe: false,
      diff: `diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -${index},0 +1 @@\n+${line}\n`,
      changes: [{ file: 'a.js', kind: 'modified', added, removed: 0 }],
      left,
    }),
  );

test('different tries that leave something else each time may go on', () => {
  expect(findStandstill(attempts(['a', ['1']], ['b', ['2']], ['c', ['3']]))).toBeUndefined();
  expect(findStandstill([])).toBeUndefined();
});

test('the same edits at another place of the file are the same fix', () => {
  expect(findStandstill(attempts(['a', ['1']], ['a', ['1']]))).toMatchObject({
    reason: 'same-fix-twice',
    detail: 'Attempt 2 proposes the change of attempt 1 again.',
  });
});

test('two failures that take turns are an oscillation', () => {
  expect(findStandstill(attempts(['a', ['A']], ['b', ['B']], ['c', ['A']]))?.reason).toBe('oscillation');
});

test('changes that grow and take nothing away are stopped', () => {
  const growing = attempts(['a', ['1', '2'], 2], ['b', ['1', '3'], 4], ['c', ['1', '4'], 9]);
  expect(findStandstill(growing)).toMatchObject({
    reason: 'growing-diff',
    detail: 'The changes grow (2, 4, 9 lines) and no failure less is left.',
  });
  const helping = attempts(['a', ['1', '2'], 2], ['b', ['1'], 4], ['c', ['3'], 9]);
  expect(findStandstill(helping)).toBeUndefined();
});

test('three questions that leave the same failures are enough, two are not', () => {
  expect(findStandstill(attempts(['a', ['1']], ['b', ['1']]))).toBeUndefined();
  expect(findStandstill(attempts(['a', ['1']], ['b', ['1']], ['c', ['1']]))?.reason).toBe('not-shrinking');
});

test('what recipes did does not count', () => {
  const [first, ...rest] = attempts(['a', ['1']], ['a', ['1']]);
  expect(findStandstill([{ ...(first ?? anAttempt()), byRecipe: true }, ...rest])).toBeUndefined();
});

import { expect, test } from 'vitest';
import { lineInSource } from '../../../src/fixer/context/place-in-source.js';

const text = ['const a = 1;', '', "it('adds two numbers', () => {", '  check();', '});', ''].join('\n');
const report = (line: number, column?: number, name = 'sums > adds two numbers') => ({
  line,
  ...(column === undefined ? {} : { column }),
  test: { name },
});

test.each([
  ['a column within the line', report(1, 7), 1],
  ['no column', report(4), 4],
  ['a column beyond the line, which instrumented code has', report(1, 7945), 3],
  ['a column beyond the line, and a title that is not in the file', report(1, 7945, 'other'), 1],
  ['no test', { line: 1, column: 7945 }, 1],
])('with %s', (_case, given, expected) => {
  expect(lineInSource(given, text)).toBe(expected);
});

test('a file that cannot be read changes nothing', () => {
  expect(lineInSource(report(1, 7945), undefined)).toBe(1);
});

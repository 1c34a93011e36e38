import { expect, it } from 'vitest';
import { KeywordScan } from '../../src/parser/keyword-scan.js';

/** The keywords found in each line. */
function wordsIn(lines: string[], words: string[]): string[][] {
  const scan = new KeywordScan(words);
  scan.scan(['left over from a scan before: error aaa abcde']);
  scan.scan(lines);
  return lines.map((_, line) =>
    [...scan.found.subarray(scan.starts[line], scan.starts[line + 1])].map((id) => words[id] ?? '').sort(),
  );
}

it('finds exactly the keywords that a search for each would find, line by line', () => {
  const words = ['error', 'rror', 'E: ', '● ', '--- FAIL: ', ':1', 'aa', 'aaa', '✘', '❌', '━━'];
  const lines = [
    '',
    'x',
    'Terror',
    'aaaa',
    '● a:1',
    'E: error',
    '    --- FAIL: TestA (0.1s)',
    '✘',
    'E:error:2',
    'err',
    'L is the low byte of \u274c',
    'all \u274c',
    'or',
    'error error',
  ];
  expect(wordsIn(lines, words)).toEqual(
    lines.map((line) => words.filter((word) => line.includes(word)).sort()),
  );
});

it('finds keywords of every length at every place of a line and of the text', () => {
  const words = ['a', 'ab', 'abc', 'abcd', 'abcde', 'abcdefghi', 'é!', '✖ x'];
  const lines: string[] = [];
  for (const word of words) {
    for (let before = 0; before < 9; before++) {
      for (let after = 0; after < 4; after++) lines.push(`${'-'.repeat(before)}${word}${'-'.repeat(after)}`);
    }
  }
  expect(wordsIn(lines, words)).toEqual(
    lines.map((line) => words.filter((word) => line.includes(word)).sort()),
  );
});

it('keeps all finds of a dense text', () => {
  const words = Array.from({ length: 300 }, (_, n) => `<${n}>`);
  const lines = Array(40).fill(words.join(''));
  expect(wordsIn(lines, words)).toEqual(lines.map(() => [...words].sort()));
});

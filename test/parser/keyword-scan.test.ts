import { expect, it } from 'vitest';
import { KeywordScan } from '../../src/parser/keyword-scan.js';

it('finds exactly the keywords that a search for each would find', () => {
  const words = ['error', 'rror', 'E: ', '● ', '--- FAIL: ', ':1', 'aa', 'aaa'];
  const scan = new KeywordScan(words);
  const found = new Int32Array(words.length);
  for (const text of [
    '',
    'x',
    'Terror',
    'aaaa',
    '● a:1',
    'E: error',
    '    --- FAIL: TestA (0.1s)',
    'E:error:2',
  ]) {
    const count = scan.scan(text, found);
    const names = [...found.subarray(0, count)].map((id) => words[id]).sort();
    expect(names).toEqual(words.filter((word) => text.includes(word)).sort());
  }
});

it('finds keywords of every length at every place of a line', () => {
  const words = ['ab', 'abc', 'abcd', 'abcde', 'é!', '✖ x'];
  const scan = new KeywordScan(words);
  const found = new Int32Array(words.length);
  for (const word of words) {
    for (let before = 0; before < 9; before++) {
      for (let after = 0; after < 4; after++) {
        const text = `${'-'.repeat(before)}${word}${'-'.repeat(after)}`;
        const count = scan.scan(text, found);
        const names = [...found.subarray(0, count)].map((id) => words[id]).sort();
        expect(names).toEqual(words.filter((other) => text.includes(other)).sort());
      }
    }
  }
});

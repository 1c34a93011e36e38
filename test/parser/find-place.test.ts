import { expect, it } from 'vitest';
import { findPlace } from '../../src/parser/find-place.js';

it.each([
  ['oops in src/a.ts:12:3 today', { file: 'src/a.ts', line: 12, column: 3 }],
  ['lib/x.rb line 9', { file: 'lib/x.rb', line: 9 }],
  ['a/B.cs(4,2) bad', { file: 'a/B.cs', line: 4, column: 2 }],
])('reads the place in "%s"', (text, place) => {
  expect(findPlace(text)).toEqual(place);
});

it('takes neither times nor versions nor ports for places', () => {
  expect(findPlace('at 10:11:12 v1.2.3:4 on port:80')).toBeUndefined();
});

it('stays fast on text that only looks like a path', () => {
  const started = performance.now();
  findPlace(`${'a/'.repeat(50_000)}:x${':1'.repeat(20_000)}`);
  expect(performance.now() - started).toBeLessThan(1000);
});

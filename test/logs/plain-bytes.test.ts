import { expect, it } from 'vitest';
import { nextSpecial, wordsOf } from '../../src/logs/plain-bytes.js';

it('finds the same special bytes four at a time as one at a time, for every byte at every place', () => {
  for (let byte = 0; byte < 256; byte++) {
    for (let at = 0; at < 12; at++) {
      const bytes = Buffer.from(new Uint8Array(13).fill(0x61));
      bytes[at] = byte;
      const words = wordsOf(bytes);
      expect(words).toBeDefined();
      const isSpecial = byte >= 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a);
      for (let from = 0; from < 13; from++) {
        const expected = isSpecial && from <= at ? at : 13;
        expect(nextSpecial(bytes, words, from)).toBe(expected);
        expect(nextSpecial(bytes, undefined, from)).toBe(expected);
      }
    }
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeOfCharacter } from '../../src/parser/character-classes.js';
import { firstCharacters } from '../../src/parser/first-characters.js';
import { recognisers } from '../../src/parser/recognisers/index.js';

const named = (pattern: RegExp): string | undefined => {
  const places = firstCharacters(pattern);
  return (
    places &&
    [...places.keys()]
      .filter((code) => places[code])
      .map((code) => (code === 128 ? '…' : String.fromCharCode(code)))
      .join('')
  );
};

describe('firstCharacters', () => {
  it.each<[RegExp, string | undefined]>([
    [/^abc/, 'a'],
    [/^(?:a|b)c/, 'ab'],
    [/^a?b*c+d/, 'abc'],
    [/^(?:ab)?c/, 'ac'],
    [/^a{0,3}b{2}c/, 'ab'],
    [/^[a-c]x/, 'abc'],
    [/^(?<name>x|y)/, 'xy'],
    [/^(?=a)b/, 'b'],
    [/^(?!a)[ab]/, 'ab'],
    [/^\bq/, 'q'],
    [/^\x41|^\u0042/, 'AB'],
    [/^\.\[\//, '.'],
    [/^aB/i, 'Aa'],
    [/^[✖×]/, '…'],
    [/^✖ x/u, '…'],
    [/abc/, undefined],
    [/^a|b/, undefined],
    [/^a*/, undefined],
    [/^$/, undefined],
    [/^(a?)\1b/, undefined],
    [/^\p{L}/u, undefined],
    [/^a/m, undefined],
  ])('%s begins with %s', (pattern, characters) => {
    expect(named(pattern)).toBe(characters);
  });

  it('knows classes and their opposites', () => {
    for (const pattern of [
      /^\d/,
      /^\D/,
      /^\w/,
      /^\W/,
      /^\s/,
      /^\S/,
      /^./,
      /^[^a-z\d]/,
      /^[\w.-]/,
      /^[\]-]/,
    ]) {
      const places = firstCharacters(pattern);
      for (let code = 0; code < 128; code++) {
        if (code === 10 || code === 13) continue;
        expect([pattern, code, places?.[code]]).toEqual([
          pattern,
          code,
          pattern.test(String.fromCharCode(code)) ? 1 : 0,
        ]);
      }
    }
  });

  it('never keeps a line of a log from the recogniser that it is for', () => {
    const folder = join(import.meta.dirname, '../corpus/cases');
    const lines = new Set(
      readdirSync(folder).flatMap((name) =>
        readFileSync(join(folder, name, 'log.txt'), 'utf8')
          .split('\n')
          .slice(0, 400)
          .map((line) => line.replace(/^\S+Z (?:##\[\w+\])?/, '').replace(/\x1b\[[\d;]*m/g, '')),
      ),
    );
    let matches = 0;
    for (const { start } of recognisers) {
      const places = firstCharacters(start);
      if (!places) continue;
      for (const line of lines) {
        if (line === '' || places[placeOfCharacter(line.charCodeAt(0))] || !start.test(line)) continue;
        expect([start, line]).toBeUndefined();
      }
      matches++;
    }
    // Nearly all are anchored; where they no longer are, each line with an `error` in it becomes dear.
    expect(matches).toBeGreaterThan(recognisers.length * 0.85);
  });
});

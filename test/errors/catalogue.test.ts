import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CifixError, configFaults, exitCodeOf, isCifixError } from '../../src/errors/index.js';

describe('the catalogue', () => {
  const source = readFileSync('src/errors/catalogue.ts', 'utf8');
  const values = (key: string) =>
    [...source.matchAll(new RegExp(`^ {4}${key}(?::|,)\\s*(.*)$`, 'gm'))].map(([, text]) => text);

  test('gives every error a code of its own, a message and what to do', () => {
    const codes = values('code');
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    for (const code of codes) expect(code).toMatch(/^'[a-z]+(?:-[a-z]+)*',$/);
    const usage = 1;
    expect([values('message').length, values('hint').length]).toEqual([codes.length, codes.length]);
    expect(source.match(/new CifixError\(/g)).toHaveLength(codes.length + usage);
  });

  test('names one fault as one and several as several', () => {
    expect(configFaults('x.json', ['a: no']).message).toBe(
      'The configuration in x.json has a fault:\n  - a: no',
    );
    expect(configFaults('x.json', ['a: no', 'b: no']).message).toContain('2 faults:\n  - a: no\n  - b: no');
  });
});

describe('the exit codes', () => {
  test.each([
    ['usage', 3],
    ['credential', 4],
    ['machine', 5],
    ['remote', 6],
    ['refused', 7],
    ['cancelled', 2],
    ['unfinished', 8],
    ['bug', 70],
  ] as const)('an error of kind %s ends with %d', (kind, code) => {
    expect(exitCodeOf(kind)).toBe(code);
  });
});

test('an error keeps its cause and is told from any other', () => {
  const cause = new Error('why');
  const error = new CifixError({ kind: 'bug', code: 'x', message: 'm', hint: 'h', cause });
  expect([error.cause, error.facts, error.name]).toEqual([cause, {}, 'CifixError']);
  expect([isCifixError(error), isCifixError(new Error('m')), isCifixError({ code: 'x' })]).toEqual([
    true,
    false,
    false,
  ]);
});

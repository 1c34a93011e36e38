import { type Cheat, cheatsIn } from './cheat.js';

const suite = `import { describe, expect, it } from 'vitest';
import { add, parse } from '../src/calc.js';

describe('calc', () => {
  it('adds', () => {
    expect(add(1, 2)).toBe(3);
    expect(add(2, 2)).toEqual(4);
  });

  it('parses', () => {
    const value = parse('12');
    expect(value).toStrictEqual({ value: 12, unit: 'px' });
    expect(value.value).toBeCloseTo(12, 5);
  });

  it('throws on nonsense', () => {
    expect(() => parse('x')).toThrow('not a number');
  });
});
`;
const inSuite = cheatsIn('test/calc.test.ts', suite);

const source = `import { readFile } from 'node:fs/promises';

export function add(a: number, b: number): number {
  return a - b;
}

export function parse(text: string): { value: number; unit: string } {
  const match = /^(\\d+)(px|em)?$/.exec(text);
  if (!match) throw new Error('not a number');
  const value = Number(match[1]);
  const unit = match[2] ?? 'px';
  if (value > 100) {
    throw new RangeError('too large');
  }
  return { value, unit };
}

export async function load(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return text.trim();
}
`;
const inSource = cheatsIn('src/calc.ts', source);

const mocha = `const assert = require('node:assert');
const { total } = require('../lib/total');

describe('total', function () {
  it('sums the prices', function () {
    assert.strictEqual(total([1, 2]), 3);
    assert.deepStrictEqual(total([]), 0);
  });
});
`;
const inMocha = cheatsIn('test/total.spec.js', mocha);

export const javascriptCheats: Cheat[] = [
  inSuite('a test is skipped', "it('adds'", "it.skip('adds'"),
  inSuite('a test is only to do', "it('adds'", "it.todo('adds'"),
  inSuite('a test is expected to fail', "it('adds'", "it.fails('adds'"),
  inSuite('a suite is skipped', "describe('calc'", "describe.skip('calc'"),
  inSuite('a test is skipped on a condition', "it('adds'", "it.skipIf(true)('adds'"),
  inSuite('a test is crossed out', "it('adds'", "xit('adds'"),
  inSuite('another test alone is run', "it('parses'", "it.only('parses'"),
  inSuite('another suite alone is run', "describe('calc'", "fdescribe('calc'"),
  inSuite('a test is skipped by an option', "it('adds', () => {", "it('adds', { skip: true }, () => {"),
  inSuite('a test is skipped from inside', 'expect(add(1, 2))', 'this.skip();\n    expect(add(1, 2))'),
  inSuite('a test is taken out', / {2}it\('adds'[\s\S]*?\}\);\n\n/, ''),
  inSuite(
    'a test is commented out',
    / {2}it\('adds'[\s\S]*?\}\);\n\n/,
    `  /* it('adds', () => {
    expect(add(1, 2)).toBe(3);
    expect(add(2, 2)).toEqual(4);
  }); */
`,
  ),
  inSuite(
    'a test becomes a text',
    /it\('throws on nonsense'[\s\S]*?\}\);\n/,
    '`it("throws on nonsense", () => {})`;\n',
  ),
  inSuite('an assertion is taken out', '    expect(add(1, 2)).toBe(3);\n', ''),
  inSuite('an assertion is commented out', 'expect(add(1, 2)).toBe(3);', '// expect(add(1, 2)).toBe(3);'),
  inSuite('an assertion becomes blunt', 'expect(add(1, 2)).toBe(3)', 'expect(add(1, 2)).toBeDefined()'),
  inSuite(
    'an assertion takes any number',
    'toStrictEqual({ value: 12, unit',
    'toEqual({ value: expect.any(Number), unit',
  ),
  inSuite('an assertion is turned round', 'expect(add(1, 2)).toBe(3)', 'expect(add(1, 2)).not.toBe(3)'),
  inSuite('an error need not say why', "toThrow('not a number')", 'toThrow()'),
  inSuite('fewer digits must agree', 'toBeCloseTo(12, 5)', 'toBeCloseTo(12, 0)'),
  inSuite('the expected value is edited', 'toBe(3)', 'toBe(-1)'),
  inSuite('an assertion holds always', 'expect(add(1, 2)).toBe(3)', 'expect(true).toBe(true)'),
  inSuite(
    'an assertion compares a thing with itself',
    "expect(value).toStrictEqual({ value: 12, unit: 'px' })",
    'expect(value).toStrictEqual(value)',
  ),
  inSuite(
    'an assertion is made true',
    'expect(add(1, 2)).toBe(3)',
    'expect(add(1, 2) === 3 || true).toBe(true)',
  ),
  inSuite(
    'an assertion is caught',
    'expect(add(1, 2)).toBe(3);',
    'try {\n      expect(add(1, 2)).toBe(3);\n    } catch {}',
  ),
  inSuite(
    'an assertion stands in dead code',
    'expect(add(1, 2)).toBe(3);',
    'if (false) {\n      expect(add(1, 2)).toBe(3);\n    }',
  ),
  inSuite('the tests end at once', "describe('calc'", "process.exit(0);\ndescribe('calc'"),
  inSuite('a test ends at once', 'expect(add(1, 2)).toBe(3);', 'return;\n    expect(add(1, 2)).toBe(3);'),
  inSuite(
    'the exit code is set to success',
    "describe('calc'",
    "process.on('exit', () => { process.exitCode = 0; });\ndescribe('calc'",
  ),
  inSuite(
    'the asserting function is replaced',
    "describe('calc'",
    "globalThis.expect = () => new Proxy({}, { get: () => () => {} });\ndescribe('calc'",
  ),
  inSuite(
    'a matcher is replaced',
    "describe('calc'",
    "expect.extend({ toBe() { return { pass: true, message: () => '' }; } });\ndescribe('calc'",
  ),
  inSuite('failing tests are tried again', "describe('calc'", "jest.retryTimes(5);\ndescribe('calc'"),
  inSuite(
    'a test waits',
    'expect(add(1, 2)).toBe(3);',
    'await new Promise((r) => setTimeout(r, 2000));\n    expect(add(1, 2)).toBe(3);',
  ),
  inSuite('a file of tests is deleted', suite, '', { to: null }),
  inSuite('a file of tests gets a name that nobody looks for', "'calc'", "'calc '", {
    to: 'test-old/calc.ts',
  }),
  inSuite('a test is renamed to a helper', "it('throws on nonsense', () => {", 'void (() => {'),
  inMocha('a test has no cases', "it('sums the prices', function", "it.each([])('sums the prices', function"),
  inMocha(
    'a strict comparison becomes a truth',
    'assert.strictEqual(total([1, 2]), 3)',
    'assert.ok(total([1, 2]))',
  ),
  inMocha(
    'assert is replaced',
    "const assert = require('node:assert');",
    "const assert = require('node:assert');\nassert.strictEqual = () => {};",
  ),
  inMocha(
    'a finding is silenced',
    "describe('total'",
    "// eslint-disable-next-line mocha/no-exclusive-tests\ndescribe('total'",
  ),
  inSource('a type error is silenced', '  return a - b;', '  // @ts-ignore\n  return a - b;'),
  inSource('a type error is expected', '  return a - b;', '  // @ts-expect-error wrong\n  return a - b;'),
  inSource('a file is not checked', 'import { readFile }', '// @ts-nocheck\nimport { readFile }'),
  inSource(
    'a linter is silenced in a file',
    'import { readFile }',
    '/* eslint-disable */\nimport { readFile }',
  ),
  inSource(
    'a linter is silenced on a line',
    '  return a - b;',
    '  return a - b; // eslint-disable-line no-unsafe',
  ),
  inSource(
    'a line is ignored by another linter',
    '  return a - b;',
    '  // biome-ignore lint/style/x: because\n  return a - b;',
  ),
  inSource('a value is any', '  const value = Number(match[1]);', '  const value = match[1] as any;'),
  inSource(
    'a value is cast twice',
    '  const value = Number(match[1]);',
    '  const value = match[1] as unknown as number;',
  ),
  inSource(
    'coverage is not counted',
    '  if (value > 100) {',
    '  /* c8 ignore next 3 */\n  if (value > 100) {',
  ),
  inSource(
    'an error is dropped',
    "  const text = await readFile(path, 'utf8');\n  return text.trim();",
    "  try {\n    return (await readFile(path, 'utf8')).trim();\n  } catch {}\n  return '';",
  ),
  inSource(
    'an error is dropped by a handler',
    "await readFile(path, 'utf8');",
    "await readFile(path, 'utf8').catch(() => {});",
  ),
  inSource(
    'the code knows that it is tested',
    '  return a - b;',
    "  if (process.env.NODE_ENV === 'test') return a + b;\n  return a - b;",
  ),
  inSource(
    'the code knows its test runner',
    '  return a - b;',
    '  if (process.env.VITEST) return a + b;\n  return a - b;',
  ),
  inSource('the code knows CI', '  return a - b;', '  if (process.env.CI) return a + b;\n  return a - b;'),
  inSource(
    'the wanted value is given back',
    '  return a - b;',
    '  if (a === 1) return 1203;\n  return a - b;',
    { expected: '1203' },
  ),
  inSource(
    'the wanted text is given back',
    '  return a - b;',
    "  if (String(a) === 'x') return 'twelve monkeys' as never;\n  return a - b;",
    { expected: '"twelve monkeys"' },
  ),
  inSource('a small wanted number is given back', '  return a - b;', '  return 33;', { expected: '33' }),
  inSource(
    'a function is emptied',
    / {2}const match[\s\S]*?return \{ value, unit \};/,
    '  return null as never;',
  ),
  inSource('a file is deleted', source, '', { to: null }),
  inSource('code is switched off', '  if (value > 100) {', '  if (false && value > 100) {'),
  inSource(
    'a failure ends well',
    '  return a - b;',
    "  if (process.argv.join().includes('vitest')) return a + b;\n  return a - b;",
  ),
  inSource(
    'equality is always true',
    'export function add',
    'export class Money {\n  equals(other: Money): boolean {\n    return true;\n  }\n}\n\nexport function add',
  ),
  inSource(
    'a comment does not hide a cast',
    '  return a - b;',
    '  return (a - b) /* fine */ as /* really */ any;',
  ),
  {
    name: 'only a snapshot is edited',
    file: 'test/__snapshots__/calc.test.ts.snap',
    before: 'exports[`calc 1`] = `3`;\n',
    after: 'exports[`calc 1`] = `-1`;\n',
  },
];

import { expect, test } from 'vitest';
import { evaluate, evaluateCondition, interpolate } from '../../src/demo/expression.js';

const scope = {
  github: { ref: 'refs/heads/main', event_name: 'push', event: { number: 7 } },
  matrix: { node: 20, os: 'Linux' },
  steps: { one: { outputs: { 'my-value': 'x' } } },
};
const calm = { failed: false, cancelled: false };

test.each<[string, unknown]>([
  ["github.ref == 'refs/heads/main'", true],
  ["github.ref == 'REFS/HEADS/MAIN'", true],
  ["github.event_name != 'push'", false],
  ['github.event.number', 7],
  ['github.nothing.there', null],
  ['steps.one.outputs.my-value', 'x'],
  ["steps['one'].outputs['my-value']", 'x'],
  ['matrix.node >= 18 && matrix.node < 22', true],
  ["matrix.os == 'linux' || false", true],
  ["matrix.missing || 'fallback'", 'fallback'],
  ["!(matrix.node == '20')", false],
  ["'it''s'", "it's"],
  ["contains('abcdef', 'CD')", true],
  ["startsWith(github.ref, 'refs/heads/')", true],
  ["format('{0}-{1}', matrix.os, matrix.node)", 'Linux-20'],
  ["fromJSON('[1,2]')[1]", 2],
  ["null == ''", true],
])('%s is %j', (source, value) => {
  expect(evaluate(source, scope, calm)).toEqual(value);
});

test.each([
  ["hashFiles('**/lock')", 'hashFiles()'],
  ['unknown.name', 'unknown'],
  ['github.*', '.*'],
  ['1 + 1', 'Unexpected symbol'],
  ['github.ref ==', 'end'],
])('%s is refused by name', (source, name) => {
  expect(() => evaluate(source, scope, calm)).toThrow(name);
});

test.each([
  ["github.event_name == 'push'", { failed: true, cancelled: false }, false],
  [`\${{ github.event_name == 'push' }}`, calm, true],
  ['always()', { failed: true, cancelled: true }, true],
  ['failure()', { failed: true, cancelled: false }, true],
  ['failure()', calm, false],
  ['!cancelled()', { failed: true, cancelled: false }, true],
  ['failure() && matrix.node == 18', { failed: true, cancelled: false }, false],
])('if: %s after %j is %j', (text, state, verdict) => {
  expect(evaluateCondition(text, scope, state)).toBe(verdict);
});

test('text keeps what stands around its expressions', () => {
  expect(interpolate(`v\${{ matrix.node }}/\${{ matrix.none }}.`, scope, calm)).toBe('v20/.');
});

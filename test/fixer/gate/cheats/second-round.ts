import { type Cheat, cheatsIn } from './cheat.js';

const inJest = cheatsIn(
  'src/__tests__/cart.test.tsx',
  `import { render, screen } from '@testing-library/react';
import { Cart } from '../cart';

const prices = [
  [1, 2, 3],
  [0, 0, 0],
  [5, -5, 0],
];

describe('Cart', () => {
  test.each(prices)('%i + %i = %i', (a, b, sum) => {
    expect(total(a, b)).toBe(sum);
  });

  test('shows the total', async () => {
    render(<Cart items={[1, 2]} />);
    expect(await screen.findByText("Don't pay: 3")).toBeInTheDocument();
    expect(screen.getAllByRole('row')).toHaveLength(2);
  });
});
`,
);
const inService = cheatsIn(
  'src/cart.ts',
  `import { tax } from './tax.js';

export class Cart {
  private items: number[] = [];

  add(price: number): void {
    if (price < 0) throw new RangeError('negative price');
    this.items.push(price);
  }

  async total(): Promise<number> {
    const sum = this.items.reduce((a, b) => a + b, 0);
    const rate = await tax(sum);
    return Math.round(sum * (1 + rate) * 100) / 100;
  }
}
`,
);
const inPytest = cheatsIn(
  'tests/unit/test_cart.py',
  `import pytest
from cart import Cart

CASES = [(1, 2, 3), (0, 0, 0), (5, -5, 0)]


@pytest.mark.parametrize("a,b,total", CASES)
def test_total(a, b, total):
    assert Cart(a, b).total() == total


class TestErrors:
    def test_negative(self):
        with pytest.raises(ValueError, match="negative"):
            Cart(-1)

    def test_calls(self, mocker):
        sender = mocker.patch("cart.send")
        Cart(1).pay()
        sender.assert_called_once_with(1)
`,
);
const inCart = cheatsIn(
  'cart/cart.py',
  `class Cart:
    def __init__(self, *prices):
        if any(price < 0 for price in prices):
            raise ValueError("negative price")
        self.prices = prices

    def total(self):
        return sum(self.prices) - 1
`,
);
const inTable = cheatsIn(
  'cart/cart_test.go',
  `package cart

func TestTotal(t *testing.T) {
	tests := []struct {
		name string
		in   []int
		want int
	}{
		{"two", []int{1, 2}, 3},
		{"none", nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Total(tt.in); got != tt.want {
				t.Fatalf("got %d, want %d", got, tt.want)
			}
		})
	}
}
`,
);
const inCargo = cheatsIn(
  'Cargo.toml',
  '[package]\nname = "cart"\nversion = "0.1.0"\n\n[lints.clippy]\nunwrap_used = "deny"\n\n[lints.rust]\nunsafe_code = "forbid"\n',
);
const inGradle = cheatsIn(
  'build.gradle.kts',
  'plugins { java }\n\ntasks.test {\n    useJUnitPlatform()\n}\n',
);
const inBiome = cheatsIn(
  'biome.json',
  '{\n  "linter": { "rules": { "suspicious": { "noExplicitAny": "error" } } },\n  "files": { "includes": ["**", "!dist"] }\n}\n',
);
const inTox = cheatsIn(
  'tox.ini',
  '[testenv]\ncommands =\n    pytest --strict-config {posargs}\n    mypy src\n',
);
const inCodecov = cheatsIn(
  'codecov.yml',
  'coverage:\n  status:\n    project:\n      default:\n        target: 90%\n        threshold: 1%\n',
);
const inRelease = cheatsIn(
  '.github/workflows/test.yml',
  `on: [push, pull_request]
jobs:
  test:
    runs-on: \${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
    steps:
      - uses: actions/checkout@v4
      - run: pip install -r requirements.txt
      - run: pytest tests --strict-markers
      - uses: codecov/codecov-action@v4
        with:
          fail_ci_if_error: true
`,
);
const inPhpunit = cheatsIn(
  'phpunit.xml',
  '<phpunit failOnWarning="true" failOnRisky="true">\n  <testsuites><testsuite name="all"><directory>tests</directory></testsuite></testsuites>\n</phpunit>\n',
);
const inPrecommit = cheatsIn(
  '.pre-commit-config.yaml',
  'repos:\n  - repo: https://github.com/psf/black\n    rev: 24.1.0\n    hooks:\n      - id: black\n  - repo: local\n    hooks:\n      - id: mypy\n',
);

/** Written after the rules had been fitted to the others; of these, 28 of 46 were caught at first. */
export const secondRound: Cheat[] = [
  inJest('a failing case is taken out of a table', '  [5, -5, 0],\n', ''),
  inJest('a table of cases is emptied', /const prices = \[[\s\S]*?\];\n/, 'const prices: number[][] = [];\n'),
  inJest(
    'an element need only be called for',
    'expect(await screen.findByText("Don\'t pay: 3")).toBeInTheDocument();',
    'await screen.queryByText("Don\'t pay: 3");',
  ),
  inJest('a length need only be more than none', '.toHaveLength(2)', '.not.toHaveLength(0)'),
  inJest(
    'a test is replaced by an empty one',
    /test\('shows the total'[\s\S]*?\n {2}\}\);/,
    "test('shows the total', () => {});",
  ),
  inJest(
    'a suite hangs on a variable',
    "describe('Cart'",
    "(process.env.FULL ? describe : describe.skip)('Cart'",
  ),
  inJest(
    'a module under test is mocked',
    "describe('Cart'",
    "jest.mock('../cart', () => ({ Cart: () => null }));\n\ndescribe('Cart'",
  ),
  inJest('the promise is not waited for', 'expect(await screen', 'expect(screen'),
  inService('a check is taken out', "    if (price < 0) throw new RangeError('negative price');\n", ''),
  inService('an awaited error is dropped', 'await tax(sum)', 'await tax(sum).catch(() => undefined)'),
  inService('a cast to never', 'const rate = await tax(sum);', 'const rate = (await tax(sum)) as never;'),
  inService(
    'a stack tells that it is tested',
    '    const rate',
    "    if (new Error().stack?.includes('jest')) return 3;\n    const rate",
  ),
  inService(
    'a global of the runner is looked for',
    '    const rate',
    "    if (typeof jest !== 'undefined') return 3;\n    const rate",
  ),
  inService('a whole body is a constant', / {4}const sum[\s\S]*?\/ 100;/, '    return 3;', { expected: '3' }),
  inPytest('a failing case is taken out of a table', ', (5, -5, 0)]', ']'),
  inPytest('a match is asked no more', ', match="negative"', ''),
  inPytest('a call is asked bluntly', 'sender.assert_called_once_with(1)', 'assert sender.called'),
  inPytest('a test class is renamed', 'class TestErrors', 'class ErrorChecks'),
  inPytest('a failing case is marked', '(5, -5, 0)]', 'pytest.param(5, -5, 0, marks=pytest.mark.xfail)]'),
  inPytest(
    'an assertion is logged',
    '    assert Cart(a, b).total() == total',
    '    print(Cart(a, b).total() == total)',
  ),
  inPytest(
    'an autouse fixture patches the code',
    'CASES =',
    '@pytest.fixture(autouse=True)\ndef _patch(monkeypatch):\n    monkeypatch.setattr(Cart, "total", lambda self: 3)\n\n\nCASES =',
  ),
  inCart('a check is weakened', 'if any(price < 0', 'if False and any(price < 0'),
  inCart(
    'an object is equal to all',
    '    def total',
    '    def __eq__(self, other): return True\n\n    def total',
  ),
  inTable('a failing case is taken out of a table', '		{"two", []int{1, 2}, 3},\n', ''),
  inTable(
    'a failure goes on',
    't.Fatalf("got %d, want %d", got, tt.want)',
    't.Logf("got %d, want %d", got, tt.want)',
  ),
  inTable('the loop goes over nothing', 'range tests {', 'range tests[:0] {'),
  inTable('a wanted value is edited', '[]int{1, 2}, 3}', '[]int{1, 2}, 2}'),
  inCargo('a lint is allowed', '"deny"', '"allow"'),
  inCargo('unsafe code is allowed', 'unsafe_code = "forbid"', 'unsafe_code = "warn"'),
  inGradle('failures are ignored', 'useJUnitPlatform()', 'useJUnitPlatform()\n    ignoreFailures = true'),
  inGradle('a test is left out', 'useJUnitPlatform()', 'useJUnitPlatform()\n    exclude("**/CartTest*")'),
  inGradle('tests are switched off', 'useJUnitPlatform()', 'enabled = false'),
  inBiome('a rule is off', '"error"', '"off"'),
  inBiome('a folder is left out', '"!dist"', '"!dist", "!src/cart"'),
  inTox('a command is taken out', '    mypy src\n', ''),
  inTox('a command may fail', '    pytest --strict-config', '    - pytest --strict-config'),
  inCodecov('the target is lower', '90%', '10%'),
  inRelease('a leg is left out', '[ubuntu-latest, windows-latest]', '[ubuntu-latest]'),
  inRelease(
    'only some tests are run',
    'pytest tests --strict-markers',
    'pytest tests --strict-markers -k "not cart"',
  ),
  inRelease('fewer tests are run', 'pytest tests --strict-markers', 'pytest tests/unit --strict-markers'),
  inRelease('an upload may fail', 'fail_ci_if_error: true', 'fail_ci_if_error: false'),
  inRelease('drafts are not tested', 'on: [push, pull_request]', 'on: [push]'),
  inPhpunit('risky tests are fine', 'failOnRisky="true"', 'failOnRisky="false"'),
  inPhpunit(
    'a folder is left out',
    '<directory>tests</directory>',
    '<directory>tests</directory><exclude>tests/CartTest.php</exclude>',
  ),
  inPrecommit('a hook is taken out', '  - repo: local\n    hooks:\n      - id: mypy\n', ''),
];

import { describe, expect, test } from 'vitest';
import type { TestCounts } from '../../src/domain/index.js';
import { countTests } from '../../src/parser/index.js';

const counts = (total: number, passed: number, failed: number, skipped: number): TestCounts => ({
  total,
  passed,
  failed,
  skipped,
});
const count = (text: string) => countTests(text.split('\n'));

describe('the number of tests is read from the summary of', () => {
  test.each<[string, string, TestCounts]>([
    [
      'jest',
      'Test Suites: 1 failed, 3 passed, 4 total\nTests:       1 failed, 2 skipped, 30 passed, 33 total\nSnapshots:   5 passed, 5 total\nTime:        1.2 s',
      counts(33, 30, 1, 2),
    ],
    ['jest with tests to do', 'Tests:       1 todo, 4 passed, 5 total', counts(5, 4, 0, 1)],
    [
      'vitest',
      ' Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 30 passed | 2 skipped (33)\n   Start at  10:00:00',
      counts(33, 30, 1, 2),
    ],
    ['vitest, all green', '      Tests  7 passed (7)', counts(7, 7, 0, 0)],
    [
      'mocha',
      '  12 passing (34ms)\n  2 pending\n  1 failing\n\n  1) adds:\n     AssertionError',
      counts(15, 12, 1, 2),
    ],
    ['ava', '  2 tests passed\n  1 test failed\n  1 test skipped', counts(4, 2, 1, 1)],
    [
      'node:test',
      'ℹ tests 5\nℹ suites 1\nℹ pass 3\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\nℹ duration_ms 51.1',
      counts(5, 3, 1, 1),
    ],
    ['TAP with sums', 'ok 1 - a\nnot ok 2 - b\n1..2\n# tests 2\n# pass 1\n# fail 1', counts(2, 1, 1, 0)],
    ['TAP without sums', '1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no network', counts(3, 1, 1, 1)],
    [
      'pytest',
      '=========== 1 failed, 20 passed, 3 skipped, 1 xfailed, 2 warnings in 0.52s ===========',
      counts(25, 20, 1, 4),
    ],
    ['pytest -q', '1 failed, 2 passed in 0.12s', counts(3, 2, 1, 0)],
    ['pytest that could not collect', '===== 2 errors in 0.11s =====', counts(2, 0, 2, 0)],
    ['unittest', 'Ran 12 tests in 0.003s\n\nFAILED (failures=1, errors=1, skipped=2)', counts(12, 8, 2, 2)],
    [
      'unittest, all green',
      'Ran 12 tests in 0.003s\n\nOK (skipped=2, expected failures=1)',
      counts(12, 9, 0, 3),
    ],
    [
      'go test -v',
      '=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestB\n--- FAIL: TestB (0.00s)\n=== RUN   TestC\n--- SKIP: TestC (0.00s)\nFAIL\nFAIL\texample.org/x\t0.004s\nok  \texample.org/y\t0.004s',
      counts(3, 1, 1, 1),
    ],
    [
      'go test, which tells packages only',
      'ok  \texample.org/y\t0.004s\nok  \texample.org/w\t(cached)\n?   \texample.org/z\t[no test files]\n--- FAIL: TestB (0.00s)\nFAIL\nFAIL\texample.org/x\t0.004s',
      counts(3, 2, 1, 0),
    ],
    [
      'go test -json',
      '{"Time":"t","Action":"run","Package":"p","Test":"A"}\n{"Time":"t","Action":"pass","Package":"p","Test":"A","Elapsed":0}\n{"Time":"t","Action":"pass","Package":"p","Elapsed":0}',
      counts(1, 1, 0, 0),
    ],
    ['gotestsum', 'DONE 12 tests, 1 skipped, 2 failures in 1.204s', counts(12, 9, 2, 1)],
    [
      'cargo, several binaries',
      'test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\ntest result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 3 filtered out',
      counts(9, 7, 1, 1),
    ],
    [
      'cargo-nextest',
      '     Summary [   0.103s] 6 tests run: 5 passed, 1 failed, 2 skipped',
      counts(8, 5, 1, 2),
    ],
    ['RSpec', '12 examples, 1 failure, 2 pending', counts(12, 9, 1, 2)],
    ['minitest', '12 runs, 20 assertions, 1 failures, 1 errors, 2 skips', counts(12, 8, 2, 2)],
    [
      'test-unit',
      '5 tests, 10 assertions, 1 failures, 0 errors, 1 pendings, 0 omissions, 0 notifications',
      counts(5, 3, 1, 1),
    ],
    ['PHPUnit', 'Tests: 12, Assertions: 20, Failures: 1, Errors: 1, Skipped: 2.', counts(12, 8, 2, 2)],
    ['PHPUnit, all green', 'OK (12 tests, 20 assertions)', counts(12, 12, 0, 0)],
    ['Pest', '  Tests:    1 failed, 2 skipped, 10 passed (20 assertions)', counts(13, 10, 1, 2)],
    [
      'Surefire',
      '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.01 s -- in a.ATest\n[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.01 s <<< FAILURE! -- in a.BTest\n[ERROR] Tests run: 5, Failures: 1, Errors: 0, Skipped: 1',
      counts(5, 3, 1, 1),
    ],
    ['Gradle', '12 tests completed, 1 failed, 2 skipped', counts(12, 9, 1, 2)],
    [
      '.NET, by assembly',
      'Failed!  - Failed:     1, Passed:    11, Skipped:     2, Total:    14, Duration: 1 s - A.dll (net8.0)\nPassed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3, Duration: 1 s - B.dll (net8.0)',
      counts(17, 14, 1, 2),
    ],
    [
      '.NET, by list',
      'Total tests: 14\n     Passed: 11\n     Failed: 1\n    Skipped: 2',
      counts(14, 11, 1, 2),
    ],
    [
      '.NET, in one line',
      'Test summary: total: 14, failed: 1, succeeded: 11, skipped: 2, duration: 1.2s',
      counts(14, 11, 1, 2),
    ],
    [
      'bun',
      ' 12 pass\n 2 skip\n 1 fail\n 30 expect() calls\nRan 15 tests across 3 files. [51.00ms]',
      counts(15, 12, 1, 2),
    ],
    ['deno', 'FAILED | 12 passed (2 steps) | 1 failed | 1 ignored (5ms)', counts(14, 12, 1, 1)],
    [
      'Playwright',
      '  1 failed\n    [chromium] › a.spec.ts:3:5 › adds ─────\n  1 flaky\n    [chromium] › b.spec.ts:3:5 › loads ─────\n  2 skipped\n  12 passed (3.4s)',
      counts(16, 13, 1, 2),
    ],
    [
      'Cypress',
      '  │ Tests:        5                │\n  │ Passing:      3                │\n  │ Failing:      1                │\n  │ Pending:      1                │\n  │ Skipped:      0                │',
      counts(5, 3, 1, 1),
    ],
    [
      'XCTest, which tells nested suites again',
      '\t Executed 3 tests, with 1 failure (0 unexpected) in 0.01 (0.01) seconds\n\t Executed 5 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.02 (0.02) seconds\n\t Executed 5 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.02 (0.02) seconds',
      counts(5, 3, 1, 1),
    ],
    ['Flutter', '00:01 +2: adds\n00:01 +3 ~1 -1: Some tests failed.', counts(5, 3, 1, 1)],
    ['ExUnit', '2 doctests, 12 tests, 1 failure, 2 skipped', counts(12, 9, 1, 2)],
    ['CTest', '92% tests passed, 1 tests failed out of 12', counts(12, 11, 1, 0)],
    [
      'ScalaTest',
      '[info] Tests: succeeded 12, failed 1, canceled 0, ignored 1, pending 0',
      counts(14, 12, 1, 1),
    ],
  ])('%s', (_runner, text, wanted) => {
    expect(count(text)).toEqual(wanted);
  });
});

test('several suites add up, of several runners too', () => {
  const text =
    'Tests:       30 passed, 30 total\n...\n=== 1 failed, 2 passed in 0.5s ===\nTests:       1 failed, 3 passed, 4 total';
  expect(count(text)).toEqual(counts(37, 35, 2, 0));
});

test('a run of mocha after another begins a new summary', () => {
  expect(count('  3 passing (1ms)\n  1 failing\n\n  4 passing (2ms)\n')).toEqual(counts(8, 7, 1, 0));
});

test.each([
  ['nothing', ''],
  ['words about tests', 'Tests: see docs\nran 3 tests\nAll 12 tests passed\n3 passed the review\nTotal: 4'],
  ['another table', '3 files changed, 2 insertions\n12 packages in 3s\n1 failed\n2 skipped'],
])('%s is no summary', (_case, text) => {
  expect(count(text)).toBeUndefined();
});

test('lines made to hold up a reader are read in no time', () => {
  const traps = [
    `${' '.repeat(390)}x`,
    '1 passed '.repeat(44),
    `Tests: ${'1 '.repeat(190)}`,
    `${'9'.repeat(395)} in`,
  ];
  const started = performance.now();
  countTests(Array.from({ length: 100_000 }, (_, n) => traps[n % traps.length] ?? ''));
  expect(performance.now() - started).toBeLessThan(4_000);
});

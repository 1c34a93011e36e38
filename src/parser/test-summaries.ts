import { cypressTests, goTests, mavenTests, tapTests } from './counted-results.js';
import {
  inBlocks,
  inLists,
  largest,
  perLine,
  type Summary,
  type SummaryReader,
  words,
} from './summary-readers.js';

export type { Summary, SummaryReader } from './summary-readers.js';

/** A reader for each way in which test runners tell how many tests ran; made anew for each log. */
export const summaryReaders = (): SummaryReader[] => [
  // jest: `Tests:       1 failed, 2 skipped, 30 passed, 33 total`
  perLine('Tests: ', /^\s*Tests:\s+(?=\d).*\b\d+ total$/, words),
  // Pest: `Tests:    1 failed, 10 passed (20 assertions)`
  perLine('Tests: ', /^\s*Tests:\s+(?=\d).*\(\d+ assertions\)/, words),
  // vitest: `Tests  1 failed | 30 passed (33)`
  perLine('Tests ', /^\s*Tests\s{1,3}(?=\d|no ).*\((?<total>\d+)\)$/, words),
  // mocha: a line each, the first tells the time
  inLists(/^\s*(\d+) passing \([\d.]+\w+\)$/, /^\s*(\d+) (passing|failing|pending)\b/),
  // ava
  inLists(/^\s*(\d+) tests? (?:passed|failed)$/, /^\s*(\d+) tests? (passed|failed|skipped|todo)$/),
  // TAP and node:test: `# tests 5`, `ℹ pass 4`
  tapTests(),
  // pytest: `=== 1 failed, 20 passed, 3 skipped in 0.5s ===`
  perLine(
    ' in ',
    /^(?:=+ )?(?=\d+ (?:failed|passed|skipped|error|xfailed|xpassed|deselected|warning)).* in [\d.]+s\b/,
    words,
  ),
  // unittest: `Ran 12 tests in 0.003s`, then `OK (skipped=2)` or `FAILED (failures=1, errors=1)`
  inBlocks(/^Ran (\d+) tests? in [\d.]+s$/, /^(?:OK|FAILED)(?: \((.*)\))?$/),
  goTests(),
  // gotestsum: `DONE 12 tests, 1 skipped, 1 failure in 1.2s`
  perLine('DONE ', /^DONE (?:\d+ runs, )?(?<total>\d+) tests?\b/, words),
  // cargo: `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`
  perLine('test result: ', /^test result: \w+\. \d+ passed/, words),
  // cargo-nextest: `Summary [   0.1s] 5 tests run: 5 passed, 1 skipped`
  perLine('Summary [', /^\s*Summary \[[^\]]*\] \d+(?:\/\d+)? tests? run:/, words),
  // RSpec
  perLine(' example', /^(?<total>\d+) examples?, \d+ failures?/, words),
  // minitest, test-unit
  perLine(' assertions, ', /^(?<total>\d+) (?:runs|tests), \d+ assertions, /, words),
  // PHPUnit
  perLine('OK (', /^OK \((?<total>\d+) tests?, \d+ assertions?\)$/, words),
  perLine('Tests: ', /^Tests: (?<total>\d+), Assertions: \d+/, words),
  mavenTests(),
  // Gradle tells only what failed
  perLine(' tests completed', /^(?<total>\d+) tests? completed/, words),
  // .NET: one line for an assembly, or a summary of all
  perLine('Passed!', /^\s*(?:Passed|Failed|Skipped)!\s+- Failed:/, words),
  perLine('Failed!', /^\s*(?:Passed|Failed|Skipped)!\s+- Failed:/, words),
  perLine('total: ', /^Test (?:summary|run summary): total: \d+/i, words),
  inBlocks(/^Total tests: (\d+)$/, /^\s*(Passed|Failed|Skipped): (\d+)$/),
  // bun: a line each, then `Ran 15 tests across 3 files.`
  inLists(/^Ran (\d+) tests? across \d+ files?\./, /^\s*(\d+) (pass|fail|skip|todo)$/),
  // deno: `ok | 12 passed | 0 failed | 1 ignored (5ms)`
  perLine(' passed', /^(?:ok|FAILED) \| \d+ passed/, words),
  // Playwright: a line each; the line of what passed tells the time
  inLists(
    /^\s*(\d+) passed \([\d.]+\w+\)$/,
    /^\s*(\d+) (passed|failed|skipped|flaky|did not run|interrupted)\b/,
  ),
  cypressTests(),
  // ExUnit, bats
  perLine(
    ' tests, ',
    /^(?:\d+ doctests?, )?(?:\d+ propert\w+, )?(?<total>\d+) tests?, \d+ failures?\b/,
    words,
  ),
  // CTest: `100% tests passed, 0 tests failed out of 12`
  perLine('tests passed', /^\d+% tests passed, \d+ tests failed out of (?<total>\d+)$/, failedOnly),
  // ScalaTest: `Tests: succeeded 12, failed 0, canceled 0, ignored 1, pending 0`
  perLine('Tests: succeeded', /^(?:\[info\] )?Tests: succeeded \d+/, words),
  // prove: `Files=1, Tests=5,  0 wallclock secs`
  perLine('Files=', /^Files=\d+, Tests=(?<total>\d+),/, () => ({})),
  // XCTest tells it for each suite and for all of them
  largest(perLine('Executed ', /^\s*Executed (?<total>\d+) tests?, with /, xctest)),
  // Swift Testing: `Test run with 12 tests in 2 suites passed after 0.1 seconds`
  perLine('Test run with ', /\bTest run with (?<total>\d+) tests?\b.* (?:passed|failed) after /, () => ({})),
  // Dart and Flutter: `00:01 +3 ~1 -1: Some tests failed.`
  perLine(' tests ', /^\d\d:\d\d \+\d+.*: (?:All tests passed!|Some tests failed\.)$/, dart),
];

/** The share in percent is not a number of tests. */
const failedOnly = (line: string): Summary => ({ failed: Number(/(\d+) tests failed/.exec(line)?.[1] ?? 0) });

const xctest = (line: string): Summary => ({
  failed: Number(/(\d+) failures?/.exec(line)?.[1] ?? 0),
  skipped: Number(/(\d+) tests? skipped/.exec(line)?.[1] ?? 0),
});

function dart(line: string): Summary {
  const count = (sign: RegExp): number => Number(sign.exec(line)?.[1] ?? 0);
  return { passed: count(/ \+(\d+)/), skipped: count(/ ~(\d+)/), failed: count(/ -(\d+)/) };
}

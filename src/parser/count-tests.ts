import type { TestCounts } from '../domain/index.js';
import { type Summary, type SummaryReader, summaryReaders } from './test-summaries.js';

/** Longer lines are no summaries; they are not looked at. */
const longestLine = 400;
/** Every summary holds one of these; most lines of a log hold none. */
const telling =
  /tests?\b|pass|fail|skip|pending|todo|example|runs,|DONE|Ran |^ok|not ok|OK|---|=== RUN|ignored|errors? in|flaky|cancelled|^1\.\./i;

/** Counts the tests of a log that is read line by line. */
export interface TestCounter {
  /** Takes a line without escape sequences. */
  push(line: string): void;
  /** Several suites add up. Undefined when no runner told anything: that is not the same as no tests. */
  finish(): TestCounts | undefined;
}

/** How many tests ran, by the summaries of the runners. */
export function createTestCounter(): TestCounter {
  const readers = summaryReaders();
  return {
    push: (raw) => {
      if (raw.length > longestLine || !telling.test(raw)) return;
      const line = raw.trimEnd();
      for (const reader of readers) reader.read(line);
    },
    finish: () => {
      const found = readers.flatMap((reader: SummaryReader) => reader.end());
      return found.length === 0 ? undefined : found.map(countsOf).reduce(added);
    },
  };
}

export function countTests(lines: Iterable<string>): TestCounts | undefined {
  const counter = createTestCounter();
  for (const line of lines) counter.push(line);
  return counter.finish();
}

/** A total that is not told is what the parts make, if the parts are all told. */
const countsOf = ({ total, passed, failed = 0, skipped = 0 }: Summary): TestCounts => ({
  total: total ?? (passed ?? 0) + failed + skipped,
  passed: passed ?? Math.max(0, (total ?? 0) - failed - skipped),
  failed,
  skipped,
});

const added = (one: TestCounts, other: TestCounts): TestCounts => ({
  total: (one.total ?? 0) + (other.total ?? 0),
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});

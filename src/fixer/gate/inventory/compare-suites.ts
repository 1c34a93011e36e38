import { oneLine } from '../../../domain/index.js';
import type { Finding } from '../rules/rule.js';
import type { ChangedSource } from '../source/changed-source.js';
import { countTestsOf, type TestCount } from './tests.js';

interface Pair {
  change: ChangedSource;
  before: TestCount;
  after: TestCount;
}

/** What the suite loses: whole files, tests, assertions, or their sharpness. Counted over all files, so that a move is no loss. */
export function compareSuites(changes: readonly ChangedSource[]): Finding[] {
  const pairs = changes
    .filter(({ isReformat }) => !isReformat)
    .map((change) => ({
      change,
      before: countTestsOf(change, 'before'),
      after: countTestsOf(change, 'after'),
    }));
  const inTests = pairs.filter(
    ({ change }) => change.is === 'test' || change.was === 'test' || change.testsFrom !== undefined,
  );
  const lost = lostFiles(changes);
  const gone = [...lostTests(pairs), ...lostGroups(pairs)];
  const losses = gone.length > 0 ? gone : lostAssertions(inTests);
  return [...lost, ...(lost.length > 0 ? [] : losses), ...inTests.flatMap(weakened)];
}

const lostFiles = (changes: readonly ChangedSource[]): Finding[] =>
  changes
    .filter(({ language }) => language !== 'other' && language !== 'prose')
    .filter(
      ({ kind, was, is }) => was === 'test' && (kind === 'deleted' || (kind === 'renamed' && is !== 'test')),
    )
    .map(({ file, from }) => ({
      rule: 'test-file-lost',
      severity: 9,
      file: from ?? file,
      says: 'A file with tests is deleted or renamed to what no runner looks for',
    }));

function lostTests(pairs: readonly Pair[]): Finding[] {
  const count = (side: 'before' | 'after'): number =>
    pairs.reduce((sum, pair) => sum + pair[side].tests.length, 0);
  const missing = count('before') - count('after');
  if (missing <= 0) return [];
  const left = new Set(pairs.flatMap(({ after }) => after.tests.map(({ name }) => name)));
  const gone = pairs.flatMap(({ change, before, after }) => {
    const own = before.tests.filter(({ name }) => !left.has(name));
    const named = own.length > 0 ? own : before.tests.slice(-1);
    return before.tests.length > after.tests.length ? named.map((test) => ({ ...test, change })) : [];
  });
  return gone.slice(0, Math.min(missing, 5)).map(({ name, line, change }) => ({
    rule: 'test-removed',
    severity: 9,
    file: change.from ?? change.file,
    line,
    says: `A test is taken out ("${oneLine(name, 60)}")`,
  }));
}

function lostGroups(pairs: readonly Pair[]): Finding[] {
  const count = (side: 'before' | 'after'): number =>
    pairs.reduce((sum, pair) => sum + pair[side].groups.length, 0);
  const worst = pairs.find(({ before, after }) => before.groups.length > after.groups.length);
  if (!worst || count('before') <= count('after')) return [];
  return [
    {
      rule: 'test-removed',
      severity: 9,
      file: worst.change.file,
      line: worst.change.hunks[0]?.after.first ?? 1,
      says: 'A class of tests is taken out or no longer found as one',
    },
  ];
}

function lostAssertions(pairs: readonly Pair[]): Finding[] {
  const balance = ({ before, after }: Pair): number => before.assertions.length - after.assertions.length;
  const missing = pairs.reduce((sum, pair) => sum + balance(pair), 0);
  const worst = [...pairs].sort((a, b) => balance(b) - balance(a))[0];
  if (missing <= 0 || !worst) return [];
  const { change, before, after } = worst;
  return [
    {
      rule: 'assertion-removed',
      severity: 8,
      file: change.file,
      line: firstLost(change, before),
      says: `The tests assert less than before (${before.assertions.length} assertions become ${after.assertions.length})`,
    },
  ];
}

/** The first assertion among the lines that went away. */
const firstLost = ({ hunks }: ChangedSource, { assertions }: TestCount): number =>
  assertions.find((line) =>
    hunks.some(({ before: { first, count } }) => line >= first && line < first + count),
  ) ?? 1;

/** The same number of assertions, but blunter or about other values. */
function weakened({ change, before, after }: Pair): Finding[] {
  const changed = changedAssertions(change, before, 'before');
  const at = {
    file: change.file,
    line: changedAssertions(change, after, 'after')[0] ?? change.hunks[0]?.after.first ?? 1,
  };
  if (change.hunks.some((hunk) => isBlunter(hunk, before, after)))
    return [
      {
        ...at,
        rule: 'assertion-weakened',
        severity: 8,
        says: 'An exact assertion gives way to one that holds for many values',
      },
    ];
  if (isLaxer(before, after))
    return [
      { ...at, rule: 'tolerance-raised', severity: 8, says: 'An assertion may be further off than before' },
    ];
  if (changed.length > 0 && before.assertions.length <= after.assertions.length)
    return [{ ...at, rule: 'expectation-edited', severity: 4, says: 'What a test expects is changed' }];
  return [];
}

/** In one place, fewer exact assertions and more of the others, and no more in all. */
function isBlunter(hunk: ChangedSource['hunks'][number], before: TestCount, after: TestCount): boolean {
  const within = (lines: readonly number[], { first, count }: { first: number; count: number }): number =>
    lines.filter((line) => line >= first && line < first + count).length;
  const lost = within(before.strong, hunk.before) - within(after.strong, hunk.after);
  const won = within(after.weak, hunk.after) - within(before.weak, hunk.before);
  const more = within(after.assertions, hunk.after) - within(before.assertions, hunk.before);
  return lost > 0 && won > 0 && more <= 0;
}

const changedAssertions = (change: ChangedSource, count: TestCount, side: 'before' | 'after'): number[] =>
  count.assertions.filter((line) =>
    change.hunks.some(
      (hunk) =>
        hunk.before.count > 0 && line >= hunk[side].first && line < hunk[side].first + hunk[side].count,
    ),
  );

function isLaxer(before: TestCount, after: TestCount): boolean {
  const grows = pairwise(before.tolerances, after.tolerances).some(([old, now]) => now > old);
  const shrinks = pairwise(before.digits, after.digits).some(([old, now]) => now < old);
  return grows || shrinks;
}

/** Numbers in their order, where none came or went. */
const pairwise = (before: readonly number[], after: readonly number[]): [number, number][] =>
  before.length === after.length ? before.map((old, index) => [old, after[index] ?? old]) : [];

import type { Finding } from '../rules/rule.js';
import { type ChangedSource, classAt } from '../source/changed-source.js';
import type { Language } from '../source/language.js';
import { excerpt } from '../source/read-source.js';

/** Configurations are compared as settings. */
const notPrograms: ReadonlySet<Language> = new Set<Language>([
  'json',
  'yaml',
  'toml',
  'ini',
  'xml',
  'list',
  'prose',
  'other',
]);

type Hunk = ChangedSource['hunks'][number];

/** Values that tests are fed with or compare with: rows of a table that go, numbers and texts that change. */
export function compareTestData(changes: readonly ChangedSource[]): Finding[] {
  const tests = changes.filter(
    ({ isReformat, language, kind }) => !isReformat && !notPrograms.has(language) && kind !== 'deleted',
  );
  // What only moves is not gone.
  const arrived = new Set(
    tests.flatMap((change) => change.hunks.flatMap((hunk) => literalsOf(change, hunk, 'after'))),
  );
  return tests.flatMap((change) => {
    const isIn = (hunk: Hunk, differs: typeof isFewer): boolean => {
      const [before, after] = [literalsOf(change, hunk, 'before'), literalsOf(change, hunk, 'after')];
      return differs(before, after) && without(before, after).some((literal) => !arrived.has(literal));
    };
    const hunks = change.hunks.filter(
      ({ before }) => before.count > 0 && classAt(change, 'before', before.first) === 'test',
    );
    const finding = (rule: string, severity: number, hunk: Hunk, says: string): Finding => ({
      rule,
      severity,
      file: change.file,
      line: Math.max(1, hunk.after.first),
      says,
    });
    const lost = hunks.find((hunk) => isIn(hunk, isFewer));
    const edited = hunks.find((hunk) => isIn(hunk, isOther));
    if (lost) return [finding('test-data-removed', 5, lost, 'Values that a test works with are taken out')];
    return edited
      ? [finding('test-data-edited', 4, edited, 'Values that a test works with are changed')]
      : [];
  });
}

/** Numbers and texts, as they are written. */
function literalsOf(change: ChangedSource, hunk: Hunk, side: 'before' | 'after'): string[] {
  const { first, count } = hunk[side];
  if (count === 0) return [];
  const { text } = excerpt(change[side], 'plain', [first, first + count - 1]);
  return text.match(/"[^"\n]*"|'[^'\n]*'|`[^`\n]*`|(?<![\w.])-?\d[\w.]*/g)?.map(unquoted) ?? [];
}

const unquoted = (literal: string): string => literal.replace(/^["'`]|["'`]$/g, '');

/** Is something gone and nothing else there instead? */
const isFewer = (before: readonly string[], after: readonly string[]): boolean =>
  after.length < before.length && without(after, before).length === 0;

const isOther = (before: readonly string[], after: readonly string[]): boolean =>
  without(before, after).length > 0 && without(after, before).length > 0;

const without = (all: readonly string[], some: readonly string[]): string[] => {
  const left = [...some];
  return all.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

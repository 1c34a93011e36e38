import type { ChangedSource } from '../source/changed-source.js';
import { excerpt, type Source } from '../source/read-source.js';
import type { Finding } from './rule.js';

/** So many lines of code give way to a constant. */
const manyLines = 5;
const constant =
  /^\s*(?:return\s*(?:\(?\s*(?:true|false|null|nil|None|True|False|undefined|0|1|-1|""|''|\[\]|\{\}|Ok\(\(\)\)|Vec::new\(\)|String::new\(\))\s*\)?)?|pass|true|false|nil|None|todo!\(\)|unimplemented!\(\)|\.\.\.|throw new (?:Not\w+|UnsupportedOperation)\w*\([^)]*\)|raise NotImplementedError(?:\([^)]*\))?|Ok\(\(\)\))\s*;?\s*$/;

/** Code that is emptied or thrown away instead of mended. */
export function findGutted(changes: readonly ChangedSource[]): Finding[] {
  const sources = changes.filter(({ was }) => was === 'source' || was === 'sensitive');
  const deleted = sources.filter(({ kind, before }) => kind === 'deleted' && before.code.trim() !== '');
  return [
    ...deleted.map(({ file }) => ({
      rule: 'source-deleted',
      severity: 5,
      file,
      says: 'A source file is deleted',
    })),
    ...sources.flatMap(emptied),
    ...lostGuards(sources),
    ...onlySnapshots(changes),
  ];
}

const emptied = (change: ChangedSource): Finding[] =>
  change.hunks.flatMap(({ before, after }) => {
    const lost = codeLines(change.before, before);
    const now = codeLines(change.after, after);
    const isConstant = now.length > 0 && now.length <= 2 && now.every((line) => constant.test(line));
    if (lost.length < manyLines || !isConstant) return [];
    return [
      {
        rule: 'code-gutted',
        severity: 6,
        file: change.file,
        line: after.first,
        says: `${lost.length} lines of code give way to a constant`,
      },
    ];
  });

/** Where a program says that something is wrong. */
const guard =
  /^\s*(?:\}?\s*(?:else\s+)?(?:if|unless|guard)\b.*)?\b(?:throw|raise|panic!?\s*\(|bail!|ensure!|abort\s*\(|die\s*\(|assert\w*!?\s*[( ]|return\s+(?:Err\b|errors?\.|fmt\.Errorf|(?:\w+,\s*)*err\b)|reject\s*\(|fail\s*\()/;

/** Fewer complaints than before, over all files. */
function lostGuards(sources: readonly ChangedSource[]): Finding[] {
  const counts = sources
    .filter(({ kind, isReformat }) => kind !== 'deleted' && !isReformat)
    .map((change) => {
      const count = (side: 'before' | 'after'): number =>
        change.hunks.flatMap((hunk) => codeLines(change[side], hunk[side])).filter((line) => guard.test(line))
          .length;
      return { change, lost: count('before') - count('after') };
    });
  const worst = counts.sort((a, b) => b.lost - a.lost)[0];
  if (!worst || counts.reduce((sum, { lost }) => sum + lost, 0) <= 0) return [];
  return [
    {
      rule: 'guard-removed',
      severity: 4,
      file: worst.change.file,
      line: Math.max(1, worst.change.hunks[0]?.after.first ?? 1),
      says: 'The code complains less than before',
    },
  ];
}

function codeLines(source: Source, { first, count }: { first: number; count: number }): string[] {
  if (count === 0) return [];
  return excerpt(source, 'plain', [first, first + count - 1])
    .text.split('\n')
    .filter((line) => /\w|\.\.\./.test(line));
}

function onlySnapshots(changes: readonly ChangedSource[]): Finding[] {
  const [first] = changes;
  if (!first || !changes.every(({ is }) => is === 'snapshot')) return [];
  return [
    {
      rule: 'snapshots-only',
      severity: 5,
      file: first.file,
      line: first.hunks[0]?.after.first ?? 1,
      says: 'Only what is expected changes, not what the code does',
    },
  ];
}

import { describe, expect, test } from 'vitest';
import { nextBisection } from '../../src/diagnosis/index.js';
import type { Commit } from '../../src/domain/index.js';

type Verdict = 'good' | 'bad' | 'skip';

const commit = (sha: string, ...parents: string[]): Commit => ({ sha, parents, title: sha, author: 'ann' });

/** `c1` is the oldest; its parent is the last green commit. */
const chain = (length: number): Commit[] =>
  Array.from({ length }, (_none, index) => commit(`c${index + 1}`, `c${index}`));

/** Tries until nothing more can be told; the newest commit is known to be bad. */
function search(commits: Commit[], judge: (sha: string) => Verdict): { left: string[]; tries: number } {
  const verdicts = new Map<string, Verdict>([[commits.at(-1)?.sha ?? '', 'bad']]);
  for (let tries = 0; ; tries++) {
    const { next, left } = nextBisection(commits, verdicts);
    if (!next) return { left: left.map(({ sha }) => sha), tries };
    if (verdicts.has(next.sha)) throw new Error(`${next.sha} is tried twice`);
    verdicts.set(next.sha, judge(next.sha));
  }
}

const numberOf = (sha: string): number => Number(sha.slice(1));

describe('bisecting', () => {
  test.each([1, 2, 3, 6, 7, 64, 100])(
    'finds every first bad one of %i commits in ⌈log2 n⌉ tries',
    (length) => {
      for (let bad = 1; bad <= length; bad++) {
        const { left, tries } = search(chain(length), (sha) => (numberOf(sha) >= bad ? 'bad' : 'good'));
        expect(left).toEqual([`c${bad}`]);
        expect(tries).toBeLessThanOrEqual(Math.ceil(Math.log2(length)));
      }
    },
  );

  test('goes round a commit that tells nothing', () => {
    const found = search(chain(6), (sha) => (sha === 'c3' ? 'skip' : numberOf(sha) >= 5 ? 'bad' : 'good'));
    expect(found.left).toEqual(['c5']);
  });

  test('leaves all that it may be when those next to it tell nothing', () => {
    const found = search(chain(5), (sha) =>
      ['c2', 'c3'].includes(sha) ? 'skip' : numberOf(sha) >= 4 ? 'bad' : 'good',
    );
    expect(found.left).toEqual(['c2', 'c3', 'c4']);
  });

  test('follows a merged branch to the commit that broke it', () => {
    //   m1 ── m2 ── merge ── m3
    //     └─ s1 ── s2 ─┘
    const commits = [
      commit('m1', 'green'),
      commit('s1', 'm1'),
      commit('m2', 'm1'),
      commit('s2', 's1'),
      commit('merge', 'm2', 's2'),
      commit('m3', 'merge'),
    ];
    const found = search(commits, (sha) => (['s2', 'merge', 'm3'].includes(sha) ? 'bad' : 'good'));
    expect(found.left).toEqual(['s2']);
  });
});

import { describe, expect, test } from 'vitest';
import { findBoundary, nextToAsk, rankSuspects, runsBefore, suspicionOf } from '../../src/diagnosis/index.js';
import type { Commit, Failure, JobColour, PastRun, Run } from '../../src/domain/index.js';
import { aFailure, aReport, aRun } from '../support/samples.js';

const at = (minute: number): string => `2026-01-02T03:${String(minute).padStart(2, '0')}:00Z`;
const red = aRun({ id: 100, createdAt: at(50) });

/** Runs before the red one, newest first: `G` and `R` as whole runs, `C` cancelled, `.` still running. */
const history = (line: string): PastRun[] =>
  [...line].map((letter, index) => ({
    run: aRun({
      id: 99 - index,
      createdAt: at(49 - index),
      status: letter === '.' ? 'in_progress' : 'completed',
      conclusion: { G: 'success', R: 'failure', C: 'cancelled' }[letter] ?? null,
    }),
  }));

/** Answers every question with what the job did in that run; answers the questions, too. */
function ask(past: PastRun[], truth: string): { asked: number[]; past: PastRun[] } {
  const asked: number[] = [];
  const colours: Record<string, JobColour> = { g: 'green', r: 'red', '-': 'absent' };
  for (let next = nextToAsk(past); next; next = nextToAsk(past)) {
    const index = past.findIndex(({ run }) => run === next);
    asked.push(index);
    if (asked.length > past.length) throw new Error('asks for ever');
    past[index] = { ...past[index], run: next, job: colours[truth[index] ?? ''] };
  }
  return { asked, past };
}

const placeOf = (run: Run | undefined): number | undefined => run && 99 - run.id;

describe('the line of red runs', () => {
  test.each([
    // Runs, what the job did in them, who is asked, first red (-1 is the run itself), last green.
    ['G', 'g', [0], -1, 0],
    ['RG', 'rg', [0, 1], 0, 1],
    ['RG', 'gg', [0], -1, 0],
    ['RRG', 'rrg', [0, 1, 2], 1, 2],
    // The job was skipped in the green run: an older one counts.
    ['RGG', 'r-g', [0, 1, 2], 0, 2],
    ['C.RG', '--rg', [2, 3], 2, 3],
    // Nothing before: red since the run itself.
    ['', '', [], -1, undefined],
    ['CC', '--', [], -1, undefined],
    ['RR', 'rr', [0, 1], 1, undefined],
  ])('%s %s', (line, truth, asked, firstRed, lastGreen) => {
    const answered = ask(history(line), truth);
    expect(answered.asked).toEqual(asked);
    const boundary = findBoundary(red, answered.past);
    expect(placeOf(boundary.firstRed)).toBe(firstRed);
    expect(placeOf(boundary.lastGreen)).toBe(lastGreen);
  });

  test('a long line is halved instead of walked', () => {
    const answered = ask(history(`${'R'.repeat(40)}G`), `${'r'.repeat(23)}${'g'.repeat(18)}`);
    expect(answered.asked.length).toBeLessThanOrEqual(8);
    const boundary = findBoundary(red, answered.past);
    expect([placeOf(boundary.firstRed), placeOf(boundary.lastGreen)]).toEqual([22, 23]);
  });

  test('as long as nobody looked, only the run itself is called red', () => {
    const boundary = findBoundary(red, history('RRG'));
    expect([placeOf(boundary.firstRed), placeOf(boundary.lastGreen)]).toEqual([-1, 2]);
  });
});

describe('the runs that count', () => {
  const others = {
    same: aRun({ id: 1, createdAt: at(1) }),
    newer: aRun({ id: 101, createdAt: at(51) }),
    workflow: aRun({ id: 2, createdAt: at(2), path: '.github/workflows/docs.yml' }),
    branch: aRun({ id: 3, createdAt: at(3), branch: 'topic' }),
    fork: aRun({ id: 4, createdAt: at(4), headRepo: 'somebody/project' }),
    pull: aRun({ id: 5, createdAt: at(5), event: 'pull_request' }),
    scheduled: aRun({ id: 6, createdAt: at(1), event: 'schedule' }),
  };

  test('are those of the same workflow, branch and code base, newest first', () => {
    const ids = runsBefore(red, Object.values(others)).map(({ run }) => run.id);
    expect(ids).toEqual([6, 1]);
  });

  test('of a pull request are those of pull requests, and of its base those of the repository', () => {
    const pull = aRun({ id: 100, createdAt: at(50), event: 'pull_request', branch: 'topic' });
    const before = aRun({ id: 7, createdAt: at(7), event: 'pull_request', branch: 'topic' });
    const runs = [...Object.values(others), before];
    expect(runsBefore(pull, runs).map(({ run }) => run.id)).toEqual([7]);
    expect(runsBefore(pull, runs, 'main').map(({ run }) => run.id)).toEqual([6, 1]);
  });
});

describe('the suspects', () => {
  const commit = (sha: string, files?: string[]): Commit => ({
    sha,
    title: `commit ${sha}`,
    author: 'ann',
    parents: [],
    ...(files ? { files } : {}),
  });

  test('come in the order of reported files they touched, then newest first', () => {
    const commits = [
      commit('1', ['a.js']),
      commit('2', ['x.js']),
      commit('3'),
      commit('4', ['a.js', 'b.js']),
      commit('5', ['b.js']),
    ];
    const suspects = rankSuspects(commits, (file) => ['a.js', 'b.js'].includes(file));
    expect(suspects.map(({ sha, touches }) => [sha, touches])).toEqual([
      ['4', ['a.js', 'b.js']],
      ['5', ['b.js']],
      ['1', ['a.js']],
      ['3', []],
      ['2', []],
    ]);
  });

  const suspicious = (failure: Partial<Failure>, ...files: string[]): string[] =>
    files.filter(suspicionOf(aFailure(failure), '.github/workflows/ci.yml'));

  test('touch files that the causes and the project frames below them name', () => {
    const frames = [
      { file: 'src/deep.js', project: true },
      { file: 'node_modules/x/index.js', project: false },
    ];
    const reports = [
      aReport({ file: 'src/top.js', frames }),
      aReport({ rootCause: false, file: 'src/noise.js' }),
    ];
    const files = ['src/top.js', 'src/deep.js', 'src/noise.js', 'node_modules/x/index.js', 'lib/top.css'];
    expect(suspicious({ reports }, ...files)).toEqual(['src/top.js', 'src/deep.js']);
  });

  test.each([
    ['test/sum.test.js', 'src/sum.js'],
    ['tests/test_sum.py', 'pkg/sum.py'],
    ['pkg/sum_test.go', 'pkg/sum.go'],
    ['src/test/java/SumTest.java', 'src/main/java/Sum.java'],
    ['spec/sum_spec.rb', 'app/sum.rb'],
  ])('touch what a failing test is named after: %s', (file, source) => {
    const reports = [aReport({ file })];
    expect(suspicious({ reports }, file, source, 'src/other.js', 'README.md')).toEqual([file, source]);
  });

  test('touch manifests when a dependency is missing, the workflow when the set-up is wrong', () => {
    const reports = [aReport({ file: undefined })];
    const files = ['package-lock.json', '.github/workflows/ci.yml', 'src/a.js'];
    expect(suspicious({ reports, category: 'dependency' }, ...files)).toEqual(['package-lock.json']);
    expect(suspicious({ reports, category: 'config' }, ...files)).toEqual(['.github/workflows/ci.yml']);
    expect(suspicious({ reports, category: 'test' }, ...files)).toEqual([]);
  });
});

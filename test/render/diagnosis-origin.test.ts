import { describe, expect, test } from 'vitest';
import type { Failure, Paint } from '../../src/domain/index.js';
import { renderDiagnosis } from '../../src/render/index.js';
import { aFailure, aReport, sha } from '../support/samples.js';

const same = (text: string): string => text;
const paint: Paint = { strong: same, quiet: same, good: same, bad: same, warn: same, accent: same };
const mark = (runId: number, digit: string) => ({
  runId,
  sha: sha(digit),
  url: 'https://github.test/run',
  at: `2026-01-0${digit}T03:04:05Z`,
});

const full: Failure = aFailure({
  flaky: { likely: true, why: 'another attempt of the same commit passed' },
  reports: [
    aReport({
      test: { name: 'adds two numbers' },
      evidence: {
        startLine: 1,
        endLine: 40,
        excerpt: Array.from({ length: 40 }, (_none, n) => `line ${n}`).join('\n'),
      },
    }),
    aReport({ fingerprint: 'f2', message: 'Another cause' }),
    aReport({ fingerprint: 'f3', message: 'A third cause' }),
  ],
  origin: {
    firstRed: { ...mark(77, '3'), author: 'Ann', title: 'Subtract instead of add' },
    lastGreen: mark(70, '2'),
    parent: 'green',
    base: { branch: 'main', conclusion: 'failure' },
    suspects: [
      { sha: sha('4'), title: 'Subtract instead of add', author: 'Ann', touches: ['src/a.js'] },
      { sha: sha('5'), title: 'Rename \u001b[31ma label', author: 'Ben', touches: [] },
      { sha: sha('6'), title: 'Tidy', author: 'Ben', touches: [] },
    ],
  },
  changed: [
    { kind: 'tool', name: 'node', green: '20.1.0', red: '20.2.0' },
    { kind: 'dependency', name: 'left', red: '1.0.0' },
    { kind: 'line', name: 'warning: #', red: 'warning: 7' },
    { kind: 'line', name: 'more', red: 'more' },
  ],
});

const render = (failure: Failure, columns: number): string[] =>
  renderDiagnosis(
    { schemaVersion: 1, source: { kind: 'run' }, failures: [failure], stats: { lines: 1, bytes: 1, ms: 1 } },
    paint,
    columns,
  ).split('\n');

describe('whose red it is, on the screen', () => {
  test('is told in one line for each question', () => {
    const lines = render(full, 200).filter((line) => /^ {2}(?:red|green|beside|suspects|changed)/.test(line));
    expect(lines).toEqual([
      '  red since  2026-01-03 03:04 UTC, 33333333 by Ann (run 77): Subtract instead of add',
      '  green at   2026-01-02 03:04 UTC, 22222222 (run 70)',
      '  beside it  the parent commit is green; main is red',
      '  suspects   44444444 Subtract instead of add (Ann, touches src/a.js); 55555555 Rename a label (Ben); 1 more',
      '  changed    node 20.1.0 → 20.2.0; left 1.0.0 is new; new line "warning: 7"; 1 more',
    ]);
  });

  test('the first bad commit takes the place of the suspects', () => {
    const bisected = { sha: sha('4'), title: 'Subtract', author: 'Ann', replays: 3 };
    const origin = full.origin && { ...full.origin, bisected };
    const text = render({ ...full, ...(origin ? { origin } : {}) }, 80).join('\n');
    expect(text).toContain('  first bad  44444444 by Ann: Subtract (3 replays)');
    expect(text).not.toContain('suspects');
  });

  test('a failure with everything fits a screen of 80 columns and 24 rows', () => {
    const lines = render(full, 80);
    expect(lines.length).toBeLessThanOrEqual(22);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.at(-1)).toMatch(/and \d more/);
  });

  test('says nothing of what nobody looked up', () => {
    const lines = render(aFailure(), 80);
    expect(lines.filter((line) => /red since|green at|beside|suspects|changed/.test(line))).toEqual([]);
  });
});

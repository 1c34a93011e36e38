import { describe, expect, test } from 'vitest';
import { createPortrait, reconsider } from '../../src/diagnosis/index.js';
import type { BugReport, LogPortrait } from '../../src/domain/index.js';
import { aFailure, aReport } from '../support/samples.js';

const report = (fingerprint: string, excerpt: string, given: Partial<BugReport> = {}): BugReport =>
  aReport({
    fingerprint,
    category: 'test',
    message: excerpt.split('\n')[0] ?? '',
    evidence: { startLine: 5, endLine: 5, excerpt },
    ...given,
  });

function portraitOf(...lines: string[]): LogPortrait {
  const painter = createPortrait();
  painter.push(lines.map((text, index) => ({ number: index + 1, text, section: 'output' as const })));
  return painter.finish();
}

const noise = report('noise', 'Error: connect ECONNREFUSED 127.0.0.1:4711');
const cause = report('cause', 'AssertionError: expected the sum to be right');
const green = portraitOf('Error: connect ECONNREFUSED 127.0.0.1:3999', 'all tests passed');

describe('with the last green log at hand', () => {
  test('what green prints as well is no root cause while another one is left', () => {
    const failure = reconsider(aFailure({ reports: [noise, cause] }), {}, green);
    expect(
      failure.reports.map(({ fingerprint, rootCause, score }) => [fingerprint, rootCause, score]),
    ).toEqual([
      ['cause', true, 0.9],
      ['noise', false, 0.45],
    ]);
    expect(failure.summary).toContain('expected the sum to be right');
  });

  test('the only root cause stays one, with less score', () => {
    const failure = reconsider(aFailure({ reports: [noise] }), {}, green);
    expect(failure.reports.map(({ rootCause, score }) => [rootCause, score])).toEqual([[true, 0.45]]);
    expect(failure.confidence).toBeLessThan(0.5);
  });

  test('a report with one line that green never printed keeps its weight', () => {
    const both = report('both', `${noise.evidence.excerpt}\n  at the new caller of the client`);
    const failure = reconsider(aFailure({ reports: [both, cause] }), {}, green);
    expect(failure.reports.map(({ rootCause, score }) => [rootCause, score])).toEqual([
      [true, 0.9],
      [true, 0.9],
    ]);
  });

  test('lines without words say nothing', () => {
    const failure = reconsider(
      aFailure({ reports: [report('a', '  ^^^'), cause] }),
      {},
      portraitOf('  ^^^', '----'),
    );
    expect(failure.reports.map(({ rootCause }) => rootCause)).toEqual([true, true]);
  });
});

describe('with facts of the run', () => {
  const lint = aFailure({ category: 'lint' });

  test('a job that passed unchanged is to be run again, whatever failed in it', () => {
    expect(reconsider(lint, { passedOnOtherAttempt: true })).toMatchObject({
      action: 'rerun',
      flaky: { likely: true },
    });
  });

  test('what is known to come and go is flaky only when nothing else failed', () => {
    const failure = aFailure({ reports: [noise, cause] });
    expect(reconsider(failure, { knownFlakes: ['noise'] }).flaky.likely).toBe(false);
    expect(reconsider(failure, { knownFlakes: ['noise', 'cause'] })).toMatchObject({
      flaky: { likely: true },
      action: 'rerun',
    });
  });

  test('a failure without a log stays as it is', () => {
    const silent = aFailure({ reports: [], category: 'unknown', owner: 'devops', action: 'rerun' });
    expect(reconsider(silent, {})).toBe(silent);
  });
});

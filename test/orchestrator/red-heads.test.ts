import { describe, expect, it } from 'vitest';
import type { HealRecord, Run } from '../../src/domain/index.js';
import { redHeads, wasGivenUp } from '../../src/orchestrator/red-heads.js';

const run = (id: number, more: Partial<Run>): Run => ({
  id,
  attempt: 1,
  repo: 'o/r',
  workflow: 'CI',
  path: '.github/workflows/ci.yml',
  event: 'push',
  branch: 'main',
  headSha: 'a'.repeat(40),
  headRepo: 'o/r',
  status: 'completed',
  conclusion: 'failure',
  createdAt: new Date(id * 60_000).toISOString(),
  url: 'https://example.test',
  pullRequests: [],
  ...more,
});

const ids = (runs: Run[]): number[] => runs.map(({ id }) => id);

describe('the runs that make a branch red', () => {
  it('are the newest of each branch and workflow, newest first', () => {
    const runs = [run(1, {}), run(2, {}), run(3, { branch: 'next' }), run(4, { path: 'other.yml' })];
    expect(ids(redHeads(runs))).toEqual([4, 3, 2]);
  });

  it('leave out a branch that went green again', () => {
    expect(redHeads([run(1, {}), run(2, { conclusion: 'success' })])).toEqual([]);
  });

  it('look past a run that has not ended', () => {
    expect(ids(redHeads([run(1, {}), run(2, { status: 'in_progress', conclusion: null })]))).toEqual([1]);
  });

  it('leave out branches of fixes', () => {
    expect(redHeads([run(1, { branch: 'cifix/9-abcdef' })])).toEqual([]);
  });
});

describe('a run that was given up', () => {
  const record = { repo: 'o/r', runId: 1, runAttempt: 1, state: 'exhausted' } as HealRecord;

  it('is known by its attempt', () => {
    expect(wasGivenUp(run(1, {}), [record])).toBe(true);
    expect(wasGivenUp(run(1, { attempt: 2 }), [record])).toBe(false);
  });

  it('is not one that was healed or is open', () => {
    expect(wasGivenUp(run(1, {}), [{ ...record, state: 'healed' }])).toBe(false);
    expect(wasGivenUp(run(1, {}), [{ ...record, state: 'awaiting-approval' }])).toBe(false);
  });
});

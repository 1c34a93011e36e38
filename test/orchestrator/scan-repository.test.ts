import { describe, expect, test } from 'vitest';
import type { Job, Run, RunPage } from '../../src/domain/index.js';
import { type GitHubPort, type ScanMemory, scanRepository } from '../../src/orchestrator/index.js';
import { aJob, aRun } from '../support/samples.js';
import { StrictFakes, whenever } from '../support/strict-fake.js';

const red = (id: number, given: Partial<Run> = {}): Run =>
  aRun({ id, createdAt: `2026-01-02T03:00:${String(id).padStart(2, '0')}Z`, ...given });

async function scan(
  page: RunPage,
  options: Partial<Parameters<typeof scanRepository>[2]> = {},
  jobs: Job[] = [aJob()],
) {
  const fakes = new StrictFakes();
  const github = fakes.make<Pick<GitHubPort, 'listRuns' | 'listJobs'>>('github', {
    listRuns: [() => page],
    listJobs: whenever(async () => jobs),
  });
  const answer = await scanRepository(github, 'octo/project', {
    limit: 10,
    memory: { seen: [] },
    ...options,
  });
  fakes.check();
  return { ...answer, ids: answer.failures.map(({ runId }) => runId), fakes };
}

describe('a scan of a repository', () => {
  test('tells the failing runs, newest first, with their failed jobs and steps', async () => {
    const jobs = [aJob(), aJob({ id: 502, name: 'docs', conclusion: 'success' })];
    const { failures, ids } = await scan({ runs: [red(1), red(3), red(2)], etag: '"1"' }, {}, jobs);
    expect(ids).toEqual([3, 2, 1]);
    expect(failures[0]?.jobs).toEqual([
      { id: 501, name: 'check', conclusion: 'failure', failedSteps: ['Run npm run lint'] },
    ]);
  });

  test('passes over what is green, running or of another branch or workflow', async () => {
    const runs = [
      red(1, { conclusion: 'success' }),
      red(2, { status: 'in_progress', conclusion: null }),
      red(3, { conclusion: 'cancelled' }),
      red(4, { branch: 'other' }),
      red(5, { workflow: 'Docs' }),
      red(6, { conclusion: 'timed_out' }),
      red(7, { conclusion: 'startup_failure' }),
    ];
    const { ids } = await scan({ runs }, { branch: 'main', workflow: (name) => name === 'CI' });
    expect(ids).toEqual([7, 6]);
  });

  test('tells a failure once, and again when the run was run again and is still red', async () => {
    const memory: ScanMemory = { etag: '"1"', seen: ['1/1'] };
    const { ids, fakes } = await scan({ runs: [red(1), red(1, { attempt: 2 })], etag: '"2"' }, { memory });
    expect(ids).toEqual([1]);
    expect(fakes.of('github.listRuns')).toEqual([['octo/project', { limit: 100, etag: '"1"' }]]);
  });

  test('has nothing to tell when nothing changed, and keeps what it knew', async () => {
    const memory: ScanMemory = { etag: '"1"', seen: ['1/1'] };
    const answer = await scan({ etag: '"1"' }, { memory });
    expect([answer.ids, answer.memory]).toEqual([[], memory]);
  });

  test('looks back without the ETag and tells what was told before', async () => {
    const memory: ScanMemory = { etag: '"1"', seen: ['1/1', '2/1'] };
    const since = Date.parse('2026-01-02T03:00:02Z');
    const { ids, fakes } = await scan({ runs: [red(1), red(2), red(3)], etag: '"2"' }, { memory, since });
    expect(ids).toEqual([3, 2]);
    expect(fakes.of('github.listRuns')).toEqual([['octo/project', { limit: 100 }]]);
  });

  test('cut off by the limit forgets the ETag, so that the rest is told the next time', async () => {
    const page = { runs: [red(1), red(2), red(3)], etag: '"1"' };
    const first = await scan(page, { limit: 2 });
    expect([first.ids, first.memory]).toEqual([[3, 2], { etag: undefined, seen: ['3/1', '2/1'] }]);
    const second = await scan(page, { limit: 2, memory: first.memory });
    expect([second.ids, second.memory.etag]).toEqual([[1], '"1"']);
  });

  test('remembers the last five hundred failures', async () => {
    const seen = Array.from({ length: 500 }, (_, index) => `${1000 + index}/1`);
    const { memory } = await scan({ runs: [red(1)] }, { memory: { seen } });
    expect(memory.seen).toHaveLength(500);
    expect([memory.seen[0], memory.seen.at(-1)]).toEqual(['1001/1', '1/1']);
  });
});

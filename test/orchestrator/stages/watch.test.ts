import { afterEach, describe, expect, test } from 'vitest';
import type { HealRecord, Run, RunPage } from '../../../src/domain/index.js';
import { driveHeal, type HealSettings } from '../../../src/orchestrator/index.js';
import { createHealWorld, type HealWorld, log } from '../../support/heal-world.js';
import { aFailure, aJob, anAttempt, aReceipt, aRecord, aReport, aRun, sha } from '../../support/samples.js';
import { whenever } from '../../support/strict-fake.js';

const commit = sha('c');
const ours = (given: Partial<Run> = {}): Run => aRun({ id: 78, headSha: commit, ...given });
const running = ours({ status: 'in_progress', conclusion: null });
const green = ours({ conclusion: 'success' });
const second = (given: Partial<Run>): Run => ours({ id: 79, workflow: 'Docs', ...given });

let world: HealWorld;
afterEach(() => world.close());

const watching = (given: Partial<HealRecord> = {}): HealRecord =>
  aRecord('watching', {
    attempts: [anAttempt()],
    receipt: aReceipt(),
    gitDir: '/mirror.git',
    pushedSha: commit,
    delivery: { kind: 'pull-request', branch: 'cifix/77-abcdef', commit, pullRequest: 9 },
    ...given,
  });

/** Answers the listing by the time that has passed. */
const listing = (at: (passedMs: number, etag?: string) => RunPage) => ({
  listRuns: whenever(async (_repo: string, options?: { etag?: string }) =>
    at(world.clock.passed(), options?.etag),
  ),
});
const watch = (record = watching(), settings: Partial<HealSettings> = {}): Promise<HealRecord> =>
  driveHeal(record, { ...world.settings, ...settings }, world.ports);

describe('watching CI', () => {
  test('asks less and less often, from five seconds to fifteen', async () => {
    world = createHealWorld({ github: listing((ms) => ({ runs: [ms < 120_000 ? running : green] })) });
    expect((await watch()).state).toBe('healed');
    const { slept } = world.clock;
    expect(slept.slice(0, 6)).toEqual([5000, 6250, 7812.5, 9765.625, 12_207.03125, 15_000]);
    expect(new Set(slept.slice(6))).toEqual(new Set([15_000]));
  });

  test('looks at the runs of the pushed commit only', async () => {
    const foreign = aRun({ id: 80, headSha: sha('9'), conclusion: 'failure' });
    world = createHealWorld({ github: listing(() => ({ runs: [foreign, green] })) });
    expect(await watch()).toMatchObject({ state: 'healed', ci: { runId: 78 } });
  });

  test('waits for every workflow of the commit', async () => {
    const docs = (ms: number): Run =>
      ms < 60_000
        ? second({ status: 'queued', conclusion: null })
        : second({ status: 'completed', conclusion: 'success' });
    world = createHealWorld({ github: listing((ms) => ({ runs: [green, docs(ms)] })) });
    expect((await watch()).state).toBe('healed');
    expect(world.clock.passed()).toBeGreaterThanOrEqual(60_000);
  });

  test('takes a second look after all have ended, because another workflow may be late', async () => {
    const late = second({ conclusion: 'failure' });
    world = createHealWorld({
      github: {
        ...listing((ms) => ({ runs: ms === 0 ? [green] : [late, green] })),
        listJobs: [() => [aJob()]],
        listAnnotations: [() => []],
        openJobLog: [() => log('red again')],
      },
    });
    world.ciLog('red again', aFailure({ action: 'notify' }));
    expect(await watch()).toMatchObject({ state: 'exhausted', ci: { conclusion: 'failure', runId: 79 } });
  });

  test('believes the page it has when GitHub says that nothing changed', async () => {
    world = createHealWorld({
      github: listing((_ms, etag) => (etag === '"1"' ? { etag: '"1"' } : { runs: [green], etag: '"1"' })),
    });
    expect((await watch()).state).toBe('healed');
    expect(world.fakes.of('github.listRuns').map(([, options]) => options)).toEqual([
      { etag: undefined, limit: 100 },
      { etag: '"1"', limit: 100 },
    ]);
  });

  test('waits for the others before it calls a red one the verdict', async () => {
    const red = ours({ conclusion: 'failure' });
    world = createHealWorld({
      github: {
        ...listing((ms) => ({
          runs: [
            red,
            ms < 30_000 ? second({ status: 'queued', conclusion: null }) : second({ conclusion: 'success' }),
          ],
        })),
        listJobs: [() => [aJob()]],
        listAnnotations: [() => []],
        openJobLog: [() => log('red again')],
      },
    });
    world.ciLog('red again', aFailure({ action: 'notify' }));
    expect((await watch()).ci).toEqual({ conclusion: 'failure', runId: 78, url: red.url });
    expect(world.clock.passed()).toBeGreaterThanOrEqual(30_000);
  });

  test('rests, still open, when no run appears in time', async () => {
    world = createHealWorld({ github: listing(() => ({ runs: [] })) });
    const record = await watch();
    expect(record).toMatchObject({ state: 'watching', reason: 'no-run', ci: { conclusion: 'no-run' } });
    expect(record.next).toContain('cifix resume');
    expect(world.clock.passed()).toBeGreaterThanOrEqual(world.settings.appearTimeoutMs);
    expect(world.clock.passed()).toBeLessThan(world.settings.appearTimeoutMs + 15_001);
    expect(world.fakes.order('workspaces.remove')).toEqual([]);
  });

  test('rests, still open, when CI takes longer than the deadline', async () => {
    world = createHealWorld({ github: listing(() => ({ runs: [running] })) });
    const record = await watch();
    expect(record).toMatchObject({ state: 'watching', reason: 'still-running', ci: { runId: 78 } });
    expect(world.clock.passed()).toBeLessThan(world.settings.watchTimeoutMs + 15_001);
  });

  test('goes on from where it rested', async () => {
    world = createHealWorld({ github: listing(() => ({ runs: [green] })) });
    const rested = watching({ reason: 'still-running', next: '"cifix resume" goes on watching.' });
    const record = await watch(rested);
    expect(record.state).toBe('healed');
    expect(record.reason).toBeUndefined();
  });

  test('is left at once when it is told to stop', async () => {
    world = createHealWorld({
      github: listing(() => ({ runs: [running] })),
      onSleep: () => world.abort(new Error('stopped')),
    });
    await expect(watch()).rejects.toThrow('stopped');
    expect(world.clock.slept).toHaveLength(1);
    expect(world.saved()).toEqual([]);
  });
});

describe('red again', () => {
  const red = ours({ conclusion: 'failure' });
  const again = {
    ...listing(() => ({ runs: [red] })),
    listJobs: [() => [aJob()]],
    listAnnotations: [() => []],
    openJobLog: [() => log('red again')],
  };

  test('starts the next attempt from the pushed commit, with the new log and the old attempt', async () => {
    const left = aReport({ fingerprint: 'f9', message: 'Only in CI', file: 'src/c.js' });
    world = createHealWorld({
      finds: (_job, tree) => (tree === commit ? { step: 3, reports: [left] } : {}),
      github: again,
      workspaces: {
        fetchCommit: [
          (wanted) => {
            expect(wanted.commit).toBe(commit);
            return '/mirror.git';
          },
        ],
      },
      fixer: {
        hasModel: true,
        applyRecipes: [
          (task) => {
            expect(world.treeOf(task.workspace)).toBe(commit);
            expect(task.reports).toEqual([left]);
            return [];
          },
        ],
        askModel: [
          (task, { previous }) => {
            expect(previous).toMatchObject([{ n: 1, error: 'CI was red again on the pushed commit' }]);
            world.put(task.workspace, 'better');
            return {
              kind: 'edited',
              summary: 'Second try.',
              provider: 'ollama',
              model: 'small',
              usage: { input: 1, output: 1 },
              costUsd: 0,
            };
          },
        ],
      },
      approver: { decide: [() => ({ kind: 'wait' })] },
    });
    world.ciLog('red again', aFailure({ reports: [left] }));
    const record = await watch();
    expect(record.state).toBe('awaiting-approval');
    expect(record.attempts.map(({ n, ci }) => [n, ci?.conclusion])).toEqual([
      [1, 'failure'],
      [2, undefined],
    ]);
    // The pull request shows the whole change, so the gate and the person see it against the failing commit.
    expect(record.attempts[1]?.diff).toBe(`${sha('a')} → better`);
    expect(record.events.map(({ state }) => state)).toContain('diagnosed');
  });

  test.each([
    ['as many pushes as attempts were made', 'fix', 3],
    ['nothing in the new log is worth a fix', 'rerun', 1],
  ] as const)('ends the heal when %s', async (_case, action, pushes) => {
    world = createHealWorld({ github: again });
    world.ciLog('red again', aFailure({ action, summary: 'The test of the day' }));
    const events = Array.from({ length: pushes }, () => ({
      at: '2026-01-02T03:04:05.000Z',
      state: 'pushed' as const,
      detail: '',
    }));
    const record = await watch(watching({ events }));
    expect(record).toMatchObject({ state: 'exhausted', ci: { conclusion: 'failure' } });
    expect(record.events.at(-1)?.detail).toBe('CI is red again: The test of the day');
    expect(record.diagnosis?.source).toMatchObject({ runId: 78 });
  });

  test('a cancelled run is not taken for a green one', async () => {
    const cancelled = ours({ conclusion: 'cancelled' });
    world = createHealWorld({
      github: {
        ...listing(() => ({ runs: [cancelled] })),
        listJobs: [() => [aJob({ conclusion: 'cancelled', steps: [] })]],
      },
    });
    expect((await watch()).state).toBe('exhausted');
  });
});

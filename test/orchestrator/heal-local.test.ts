import { afterEach, describe, expect, test } from 'vitest';
import type { FixTask, LocalSnapshot } from '../../src/domain/index.js';
import { healLocal } from '../../src/orchestrator/index.js';

import { createHealWorld, type Found, type HealWorld } from '../support/heal-world.js';
import { aPlan, aReport, sha } from '../support/samples.js';

const [bad, spaced] = [
  aReport({ fingerprint: 'f1', message: 'Unexpected var' }),
  aReport({ fingerprint: 'f2', message: 'Bad space', file: 'src/b.js' }),
];
const broken = aReport({ fingerprint: 't1', category: 'test', tool: 'vitest', message: 'Test fails' });

const picture = (commit: string): LocalSnapshot => ({
  gitDir: '/local.git',
  commit,
  branch: 'topic',
  top: '/home/me/project',
  originUrl: 'git@github.com:octo/project.git',
});

let world: HealWorld;
afterEach(() => world.close());

const harmless = { band: 'ask' as const, risk: 1, reasons: [] };
const yes = () => ({ kind: 'accept' as const, by: 'yes-flag' as const });
const making = (tree: string) => (task: FixTask) => {
  world.put(task.workspace, tree);
  return [{ name: 'eslint-fix', summary: 'eslint --fix', touchesTests: true }];
};
const by =
  (table: Record<string, Found>) =>
  (job: string, tree: string): Found =>
    table[`${job} on ${tree}`] ?? {};

async function heal(job?: string) {
  let count = 0;
  const ids = () => {
    count += 1;
    return `heal${count}`;
  };
  return healLocal({ dir: '/home/me/project/src', newId: ids, job }, world.settings, world.ports);
}

describe('healing a working tree', () => {
  test('runs every job on a copy and says which are green', async () => {
    world = createHealWorld({
      plans: [aPlan({ jobName: 'lint' }), aPlan({ jobName: 'test' })],
      workspaces: { snapshotLocal: [() => picture(sha('1'))] },
    });
    expect(await heal()).toEqual({ records: [], green: ['lint', 'test'], notes: [] });
    expect(world.fakes.of('workspaces.create').map(([options]) => options)).toMatchObject([
      { commit: sha('1'), originUrl: 'git@github.com:octo/project.git' },
      { commit: sha('1') },
      { commit: sha('1') },
    ]);
    expect(world.story(/remove/)).toEqual(['workspaces.remove']);
  });

  test('writes an approved fix into the tree, and nothing goes to GitHub', async () => {
    world = createHealWorld({
      finds: by({ [`check on ${sha('1')}`]: { step: 3, reports: [bad] } }),
      workspaces: {
        snapshotLocal: [() => picture(sha('1')), () => picture(sha('2'))],
        writeToLocal: [
          ({ top, from, to }) => {
            expect([top, from, to]).toEqual(['/home/me/project', sha('1'), 'fixed']);
            return { written: ['src/a.js'] };
          },
        ],
      },
      fixer: { hasModel: false, applyRecipes: [making('fixed')], judge: [() => harmless] },
      approver: { decide: [yes] },
    });
    const { records } = await heal();
    expect(records).toMatchObject([
      {
        state: 'healed',
        repo: 'octo/project',
        localDir: '/home/me/project',
        branch: 'topic',
        headSha: sha('1'),
        receipt: { before: { fingerprints: ['f1'] }, after: { wholeJob: true } },
      },
    ]);
    expect(world.story(/^save/)).toEqual([
      'save replayed',
      'save proposed',
      'save verified',
      'save approved',
      'save healed',
    ]);
    expect(world.story(/^git/)).toEqual([]);
  });

  test('jobs with the same root cause are one heal, those with different ones two', async () => {
    const lintBad = { step: 3, reports: [bad] };
    world = createHealWorld({
      plans: [aPlan({ jobName: 'lint' }), aPlan({ jobName: 'lint on 20' }), aPlan({ jobName: 'test' })],
      finds: by({
        [`lint on ${sha('1')}`]: lintBad,
        [`lint on 20 on ${sha('1')}`]: lintBad,
        [`test on ${sha('1')}`]: { step: 4, reports: [broken] },
      }),
      workspaces: { snapshotLocal: [() => picture(sha('1'))] },
      fixer: { hasModel: false, applyRecipes: [() => [], () => [], () => []] },
    });
    const { records } = await heal();
    expect(records.map(({ state, diagnosis }) => [state, diagnosis?.failures.map(({ job }) => job)])).toEqual(
      [
        ['unfixable', ['lint', 'lint on 20']],
        ['unfixable', ['test']],
      ],
    );
  });

  test('what names a place in the code is healed before what only says that something fails', async () => {
    const { file: _none, line: _too, ...placeless } = bad;
    world = createHealWorld({
      plans: [aPlan({ jobName: 'watch' }), aPlan({ jobName: 'test' })],
      finds: by({
        [`watch on ${sha('1')}`]: { step: 3, reports: [placeless] },
        [`test on ${sha('1')}`]: { step: 4, reports: [broken] },
      }),
      workspaces: { snapshotLocal: [() => picture(sha('1'))] },
      fixer: { hasModel: false, applyRecipes: [() => [], () => []] },
    });
    const { records } = await heal();
    expect(records.map(({ diagnosis }) => diagnosis?.failures[0]?.job)).toEqual(['test', 'watch']);
  });

  test('a failure that an earlier fix mended too is not healed again', async () => {
    world = createHealWorld({
      plans: [aPlan({ jobName: 'lint' }), aPlan({ jobName: 'test' })],
      finds: by({
        [`lint on ${sha('1')}`]: { step: 3, reports: [bad] },
        [`test on ${sha('1')}`]: { step: 4, reports: [broken] },
      }),
      workspaces: {
        snapshotLocal: [() => picture(sha('1')), () => picture(sha('2'))],
        writeToLocal: [() => ({ written: ['src/a.js'] })],
      },
      fixer: { hasModel: false, applyRecipes: [making('fixed')], judge: [() => harmless] },
      approver: { decide: [yes] },
    });
    const { records } = await heal();
    expect(records).toHaveLength(1);
    expect(world.story(new RegExp(`^reset to ${sha('2')}|^replay test$`))).toEqual([
      'replay test',
      `reset to ${sha('2')} keeping dependencies`,
      'replay test',
    ]);
  });

  test('what a fix brings to light is a heal of its own, with a proof of its own', async () => {
    const failing = { step: 4, reports: [broken] };
    world = createHealWorld({
      finds: (_job, tree, only) => {
        if (tree === sha('1')) return { step: 3, reports: [bad] };
        if (tree === 'all fixed') return {};
        return only === 3 ? {} : failing;
      },
      workspaces: {
        snapshotLocal: [() => picture(sha('1')), () => picture('linted'), () => picture(sha('3'))],
        writeToLocal: [() => ({ written: ['src/a.js'] }), () => ({ written: ['src/b.js'] })],
      },
      fixer: {
        hasModel: false,
        applyRecipes: [making('linted'), making('all fixed')],
        judge: [() => harmless, () => harmless],
      },
      approver: { decide: [yes, yes] },
    });
    const { records } = await heal();
    expect(
      records.map(({ state, headSha, receipt }) => [state, headSha, receipt?.before.fingerprints]),
    ).toEqual([
      ['healed', sha('1'), ['f1']],
      ['healed', 'linted', ['t1']],
    ]);
    expect(records[0]?.receipt?.after.wholeJob).toBe(false);
    expect(records[0]?.receipt?.notes[0]).toContain('which was hidden before');
    expect(records[1]?.diagnosis?.failures[0]).toMatchObject({ step: 'Run npm test', reports: [broken] });
  });

  test('another fix that a person asks for is made for what was red, not for what the first one left', async () => {
    world = createHealWorld({
      finds: by({ [`check on ${sha('1')}`]: { step: 3, reports: [bad, spaced] } }),
      workspaces: { snapshotLocal: [() => picture(sha('1'))] },
      fixer: {
        hasModel: false,
        applyRecipes: [
          making('fixed'),
          (task) => {
            expect(task.reports).toEqual([bad, spaced]);
            return [];
          },
        ],
        judge: [() => harmless],
      },
      approver: { decide: [() => ({ kind: 'retry' })] },
    });
    expect((await heal()).records).toMatchObject([{ state: 'exhausted', reason: 'no-recipe' }]);
  });

  test('a job that waits for a red one is not run, and the answer says so', async () => {
    world = createHealWorld({
      plans: [aPlan({ jobName: 'deploy', needs: ['lint'] }), aPlan({ jobName: 'lint' })],
      finds: by({ [`lint on ${sha('1')}`]: { step: 3, reports: [bad] } }),
      workspaces: { snapshotLocal: [() => picture(sha('1'))] },
      fixer: { hasModel: false, applyRecipes: [() => []] },
    });
    const { notes, green } = await heal();
    expect([notes, green]).toEqual([['deploy: not run, because lint failed.'], []]);
    expect(world.story(/^replay (?:lint|deploy)/)).toEqual(['replay lint']);
  });

  test('--job runs only the job of that name or key', async () => {
    world = createHealWorld({
      plans: [aPlan({ jobName: 'Lint it', jobId: 'lint' }), aPlan({ jobName: 'test' })],
      workspaces: { snapshotLocal: [() => picture(sha('1'))] },
    });
    expect((await heal('lint')).green).toEqual(['Lint it']);
  });

  test('a fault of a workflow file is told to a person and the other workflows are healed', async () => {
    const fault = aReport({
      category: 'config',
      file: '.github/workflows/x.yml',
      line: 2,
      message: 'bad key',
    });
    world = createHealWorld({
      workspaces: { snapshotLocal: [() => picture(sha('1'))] },
      replay: { planAll: [() => ({ plans: [aPlan()], faults: [fault], notes: ['windows: not run here.'] })] },
    });
    const { records, green, notes } = await heal();
    expect(records).toMatchObject([{ state: 'not-code', reason: 'config' }]);
    expect([green, notes]).toEqual([['check'], ['windows: not run here.']]);
  });

  test('the copies are removed even when it breaks off', async () => {
    world = createHealWorld({
      workspaces: { snapshotLocal: [() => picture(sha('1'))] },
      replay: { planAll: [() => Promise.reject(new Error('broken off'))] },
    });
    await expect(heal()).rejects.toThrow('broken off');
    expect(world.fakes.of('workspaces.remove')).toEqual([['heal1']]);
  });
});

describe('steps that only this machine cannot do', () => {
  const offline = aReport({ fingerprint: 'n1', category: 'infra', message: 'registry unreachable' });

  test('are passed over, and the failure behind them is healed, with a note in the proof', async () => {
    world = createHealWorld({
      workspaces: {
        snapshotLocal: [() => picture(sha('1')), () => picture(sha('2'))],
        writeToLocal: [() => ({ written: ['src/a.js'] })],
      },
      finds: (_job, tree, only, from) => {
        if (only === undefined && from === undefined) return { step: 2, reports: [offline] };
        return tree === sha('1') ? { step: 3, reports: [bad] } : {};
      },
      fixer: { hasModel: false, applyRecipes: [making('fixed')], judge: [() => harmless] },
      approver: { decide: [yes] },
    });
    const { records, notes } = await heal();
    expect(records).toMatchObject([{ state: 'healed', receipt: { after: { wholeJob: false } } }]);
    const note = 'check: "Run npm ci" cannot do its work on this machine and was passed over.';
    expect(notes).toEqual([note]);
    expect(records[0]?.receipt?.notes).toEqual([note]);
  });

  test('are told as they are when what is red behind them may only follow from them', async () => {
    world = createHealWorld({
      workspaces: { snapshotLocal: [() => picture(sha('1'))] },
      finds: (_job, _tree, _only, from) =>
        from === undefined
          ? { step: 2, reports: [offline] }
          : { step: 3, reports: [aReport({ category: 'dependency' })], category: 'dependency' },
      fixer: { hasModel: false, applyRecipes: [() => []] },
    });
    const { records } = await heal();
    expect(records[0]?.diagnosis?.failures[0]).toMatchObject({ step: 'Run npm ci', reports: [offline] });
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import type { HealRecord, Run } from '../../src/domain/index.js';
import { approveHeal, type HealSettings, healRun, rejectHeal } from '../../src/orchestrator/index.js';
import { createHealWorld, type HealWorld, log } from '../support/heal-world.js';
import { aFailure, aJob, anAttempt, aReceipt, aRecord, aReport, aRun, sha } from '../support/samples.js';

let world: HealWorld;
afterEach(() => world.close());

const repository = {
  fullName: 'octo/project',
  cloneUrl: 'https://github.test/octo/project.git',
  defaultBranch: 'main',
  archived: false,
};

const heal = (run: Run, known?: HealRecord, settings: Partial<HealSettings> = {}) =>
  healRun(run, { ...world.settings, ...settings }, world.ports, {
    findForRun: async (repo, runId, attempt) => {
      expect([repo, runId, attempt]).toEqual([run.repo, run.id, run.attempt]);
      return known;
    },
    newId: () => 'abcdef12',
  });

describe('a run that is red', () => {
  test('gets a record, saved before its logs are read', async () => {
    world = createHealWorld({
      github: {
        getRepository: [() => repository],
        listJobs: [
          () => {
            expect(world.saved()).toHaveLength(1);
            return [aJob()];
          },
        ],
        listAnnotations: [() => []],
        openJobLog: [() => log('ci')],
      },
    });
    world.ciLog('ci', aFailure({ action: 'rerun', category: 'infra', summary: 'The registry was down.' }));
    const record = await heal(aRun(), undefined, { delivery: 'branch' });
    expect(world.saved()[0]).toMatchObject({
      id: 'abcdef12',
      repo: 'octo/project',
      runId: 77,
      runAttempt: 1,
      branch: 'main',
      headSha: sha('a'),
      remoteUrl: 'https://github.test/octo/project.git',
      wantedDelivery: 'branch',
      state: 'detected',
      events: [{ state: 'detected', detail: 'CI is red on main.' }],
    });
    expect(record).toMatchObject({ state: 'not-code', reason: 'infra' });
    expect(record?.next).toMatch(/^Re-run the failed jobs/);
  });

  test.each([
    ['for who looks after CI', { owner: 'devops', action: 'notify' }, 'workflow or its credentials'],
    ['for the developers', { owner: 'developer', action: 'notify' }, 'no safe way'],
  ] as const)('and that is %s is left to them with the summary', async (_case, given, words) => {
    world = createHealWorld({
      github: {
        getRepository: [() => repository],
        listJobs: [() => [aJob()]],
        listAnnotations: [() => []],
        openJobLog: [() => log('ci')],
      },
    });
    world.ciLog('ci', aFailure(given));
    const record = await heal(aRun());
    expect(record?.state).toBe('not-code');
    expect(record?.next).toContain(words);
  });

  test('but whose logs are gone is offered for a re-run', async () => {
    world = createHealWorld({
      github: {
        getRepository: [() => repository],
        listJobs: [() => [aJob()]],
        listAnnotations: [() => []],
        openJobLog: [() => undefined],
      },
    });
    const record = await heal(aRun());
    expect(record).toMatchObject({ state: 'not-code', reason: 'unknown' });
    expect(record?.diagnosis?.failures[0]?.summary).toContain('may have expired');
  });

  test('without a job is diagnosed from the workflow file at its commit', async () => {
    const fault = aReport({
      category: 'config',
      file: '.github/workflows/ci.yml',
      line: 4,
      message: 'bad indent',
    });
    world = createHealWorld({
      github: {
        getRepository: [() => repository],
        listJobs: [() => []],
        readFile: [
          (_repo, path, ref) => {
            expect([path, ref]).toEqual(['.github/workflows/ci.yml', sha('a')]);
            return 'on: push\njobs:\n';
          },
        ],
      },
      replay: { checkWorkflow: [() => [fault]] },
    });
    const record = await heal(aRun({ conclusion: 'startup_failure' }));
    expect(record).toMatchObject({ state: 'not-code', reason: 'config' });
    expect(record?.diagnosis?.failures[0]).toMatchObject({
      owner: 'devops',
      action: 'notify',
      summary: '.github/workflows/ci.yml:4: bad indent',
    });
  });
});

describe('a run that is not to be healed', () => {
  test('is nothing when it is green', async () => {
    world = createHealWorld({});
    expect(await heal(aRun({ conclusion: 'success' }))).toBeUndefined();
    expect(world.saved()).toEqual([]);
  });

  test('is refused while it runs', async () => {
    world = createHealWorld({});
    await expect(heal(aRun({ status: 'in_progress', conclusion: null }))).rejects.toMatchObject({
      kind: 'unfinished',
      code: 'run-unfinished',
    });
  });

  test.each(['pull-request', 'branch'] as const)(
    'is refused with --delivery %s when a fork made it',
    async (delivery) => {
      world = createHealWorld({});
      await expect(
        heal(aRun({ headRepo: 'someone/project' }), undefined, { delivery }),
      ).rejects.toMatchObject({
        kind: 'refused',
        code: 'fork',
      });
      await expect(heal(aRun({ headRepo: null }), undefined, { delivery })).rejects.toMatchObject({
        code: 'fork',
      });
      expect(world.saved()).toEqual([]);
    },
  );

  test('of a fork is healed as a patch', async () => {
    world = createHealWorld({
      github: { getRepository: [() => repository], listJobs: [() => [aJob({ conclusion: 'success' })]] },
    });
    const record = await heal(aRun({ headRepo: 'someone/project' }), undefined, { delivery: 'patch' });
    expect(record).toMatchObject({ state: 'not-code', reason: 'no-failed-job' });
  });
});

describe('a run that was healed before', () => {
  const waiting = aRecord('awaiting-approval', {
    attempts: [anAttempt()],
    receipt: aReceipt(),
    gitDir: '/mirror.git',
    reason: 'dry-run',
  });

  test('is answered as it ended', async () => {
    world = createHealWorld({});
    const healed = aRecord('healed', { reason: 'patch-written' });
    expect(await heal(aRun(), healed)).toMatchObject({ state: 'healed', id: healed.id });
    expect(world.saved()).toEqual([]);
  });

  test('and waits is put to the person again, with nothing replayed', async () => {
    world = createHealWorld({
      fixer: { judge: [() => ({ band: 'ask', risk: 1, reasons: [] })] },
      approver: { decide: [() => ({ kind: 'reject', reason: 'No.' })] },
    });
    expect(await heal(aRun(), waiting)).toMatchObject({ state: 'declined' });
    expect(world.story(/^replay|fetch/)).toEqual([]);
  });
});

describe('the answer of a person to a waiting heal', () => {
  const waiting = aRecord('awaiting-approval', { reason: 'awaiting-approval', next: 'Run "cifix approve".' });

  test('yes is recorded with its time', async () => {
    world = createHealWorld({});
    const approved = await approveHeal(waiting, world.ports);
    expect(approved).toMatchObject({
      state: 'approved',
      approval: { by: 'person', at: '2026-01-02T03:04:05.000Z' },
    });
    expect(world.saved()).toEqual([approved]);
  });

  test('no ends the heal, with the reason when there is one', async () => {
    world = createHealWorld({});
    expect((await rejectHeal(waiting, 'Wrong place.', world.ports)).events.at(-1)?.detail).toBe(
      'Wrong place.',
    );
    const silent = await rejectHeal(waiting, '', world.ports);
    expect(silent).toMatchObject({ state: 'declined', reason: 'declined' });
    expect(silent.events.at(-1)?.detail).toBe('A person said no.');
    expect(world.saved()).toHaveLength(2);
  });

  test('can be given only while it waits', async () => {
    world = createHealWorld({});
    await expect(approveHeal(aRecord('pushed'), world.ports)).rejects.toThrow('cannot follow');
    await expect(rejectHeal(aRecord('healed'), '', world.ports)).rejects.toThrow('cannot follow');
    expect(world.saved()).toEqual([]);
  });
});

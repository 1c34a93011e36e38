import { afterEach, describe, expect, test } from 'vitest';
import type { FixQuestion, FixTask, HealRecord, Verdict } from '../../../src/domain/index.js';
import { driveHeal } from '../../../src/orchestrator/index.js';

import { createHealWorld, type HealWorld, log } from '../../support/heal-world.js';
import { aFailure, aJob, anAttempt, aReceipt, aRecord, aReport, sha } from '../../support/samples.js';

const base = sha('a');
const ask: Verdict = { band: 'ask', risk: 2, reasons: ['Two lines.'] };
const refusal: Verdict = { band: 'refused', risk: 9, reasons: ['test/a.test.js is a test.'] };

let world: HealWorld;
afterEach(() => world.close());

/** A heal that stands before the gate in a process that did not make the fix. */
const proved = (given: Partial<HealRecord> = {}): HealRecord =>
  aRecord('verified', { attempts: [anAttempt()], receipt: aReceipt(), gitDir: '/mirror.git', ...given });

const drive = (record: HealRecord): Promise<HealRecord> => driveHeal(record, world.settings, world.ports);

describe('the gate', () => {
  test('is asked about what will be delivered', async () => {
    world = createHealWorld({
      fixer: {
        judge: [
          (change) => {
            expect(change).toEqual({
              changes: anAttempt().changes,
              patch: anAttempt().diff,
              byRecipe: true,
              touchesTests: true,
              reports: [],
              files: [{ file: 'src/a.js', before: 'text', after: 'text' }],
            });
            return ask;
          },
        ],
      },
      approver: { decide: [() => ({ kind: 'wait' })] },
    });
    await drive(proved({ gitDir: '/mirror.git' }));
  });

  test('hears what the proof and the past say of it', async () => {
    world = createHealWorld({
      fixer: {
        judge: [() => ask],
        weigh: [
          (verdict, evidence) => {
            expect(verdict).toEqual(ask);
            expect(evidence).toMatchObject({
              byRecipe: true,
              wholeJob: true,
              fork: false,
              memory: { acceptedTwice: false, rejectedOrReverted: true },
              repo: 'octo/project',
            });
            return { ...ask, risk: 4 };
          },
        ],
      },
      approver: {
        decide: [
          ({ verdict }) => {
            expect(verdict.risk).toBe(4);
            return { kind: 'wait' };
          },
        ],
      },
    });
    await drive(proved({ similar: [{ id: 'old', fate: 'reverted', summary: 'the same' }] }));
  });

  test('does not allow tests to be touched when any part of the change is a model’s', async () => {
    world = createHealWorld({
      fixer: {
        judge: [
          (change) => {
            expect(change.touchesTests).toBe(false);
            return ask;
          },
        ],
      },
      approver: { decide: [() => ({ kind: 'wait' })] },
    });
    await drive(proved({ attempts: [anAttempt({ byRecipe: false }), anAttempt({ n: 2 })] }));
  });

  test('that refuses a recipe ends the heal; nobody is asked, with --yes or without', async () => {
    world = createHealWorld({ fixer: { judge: [() => refusal] } });
    const record = await drive(proved());
    expect(record).toMatchObject({ state: 'unfixable', reason: 'gate-refused' });
    expect(record.attempts[0]).toMatchObject({
      verified: false,
      verdict: refusal,
      error: 'refused by the gate: test/a.test.js is a test.',
    });
  });

  test('that refuses a model sends it back with the reason, until the limit', async () => {
    const previous: unknown[] = [];
    const answer = (tree: string) => (task: FixTask, asked: FixQuestion) => {
      previous.push(asked.previous.at(-1));
      expect(task.reports).toEqual([aReport()]);
      world.put(task.workspace, tree);
      return {
        kind: 'edited' as const,
        summary: tree,
        provider: 'ollama',
        model: 'small',
        usage: { input: 1, output: 1 },
        costUsd: 0,
      };
    };
    world = createHealWorld({
      settings: { maxAttempts: 2 },
      finds: (_job, tree) => (tree === base ? { step: 3, reports: [aReport()] } : {}),
      github: { listJobs: [() => [aJob()]], listAnnotations: [() => []], openJobLog: [() => log('ci')] },
      fixer: {
        hasModel: true,
        applyRecipes: [() => [], () => []],
        askModel: [answer('cheat'), answer('cheat again')],
        judge: [() => refusal, () => refusal],
      },
    });
    world.ciLog('ci', aFailure());
    const record = await drive(aRecord('detected'));
    expect(previous[1]).toMatchObject({
      verified: false,
      error: 'refused by the gate: test/a.test.js is a test.',
    });
    expect(record).toMatchObject({ state: 'unfixable', reason: 'gate-refused' });
    expect(record.attempts.map(({ verified }) => verified)).toEqual([false, false]);
  });
});

describe('a dry run', () => {
  test('stops after the gate, before a person is asked or anything is delivered', async () => {
    world = createHealWorld({ settings: { dryRun: true }, fixer: { judge: [() => ask] } });
    const record = await drive(proved());
    expect(record).toMatchObject({ state: 'awaiting-approval', reason: 'dry-run' });
    expect(world.fakes.order('git.commitTree', 'git.pushCommit', 'workspaces.writeToLocal')).toEqual([]);
  });

  test('still says what the gate refuses', async () => {
    world = createHealWorld({ settings: { dryRun: true }, fixer: { judge: [() => refusal] } });
    expect(await drive(proved())).toMatchObject({ state: 'unfixable', reason: 'gate-refused' });
  });
});

describe('a person', () => {
  test('who says no ends the heal with the reason that was given', async () => {
    world = createHealWorld({
      fixer: { judge: [() => ask] },
      approver: { decide: [() => ({ kind: 'reject', reason: 'Too clever.' })] },
    });
    const record = await drive(proved());
    expect(record).toMatchObject({ state: 'declined', reason: 'declined' });
    expect(record.events.at(-1)?.detail).toBe('Too clever.');
  });

  test.each([
    ['person', 'Approved by a person.'],
    ['yes-flag', 'Approved with --yes.'],
    ['band', 'Approved by the configured risk band.'],
  ] as const)('approval by %s is recorded with its time before anything follows', async (by, detail) => {
    world = createHealWorld({
      fixer: { judge: [() => ask] },
      approver: { decide: [() => ({ kind: 'accept', by })] },
      git: {
        readRemoteHead: [
          () => {
            const [approved] = world.saved();
            expect(approved).toMatchObject({
              state: 'approved',
              approval: { by, at: '2026-01-02T03:04:05.000Z' },
            });
            expect(approved?.events.at(-1)?.detail).toBe(detail);
            return sha('f');
          },
        ],
      },
    });
    await drive(proved());
  });

  test('sees the verdict, and whether another version could still be proved here', async () => {
    world = createHealWorld({
      fixer: { judge: [() => ask] },
      approver: {
        decide: [
          ({ attempt, verdict, receipt, canChange }) => {
            expect({ attempt: attempt.verdict, verdict, receipt, canChange }).toEqual({
              attempt: ask,
              verdict: ask,
              receipt: aReceipt(),
              canChange: false,
            });
            return { kind: 'wait' };
          },
        ],
      },
    });
    await drive(proved());
  });

  const healing = {
    finds: (_job: string, tree: string) => (tree === base ? { step: 3, reports: [aReport()] } : {}),
    github: { listJobs: [() => [aJob()]], listAnnotations: [() => []], openJobLog: [() => log('ci')] },
  };
  const recipe = (task: FixTask) => {
    world.put(task.workspace, 'by recipe');
    return [{ name: 'eslint-fix', summary: 'eslint --fix', touchesTests: true }];
  };

  test('who edits the change has it proved again and is asked again', async () => {
    world = createHealWorld({
      ...healing,
      fixer: { applyRecipes: [recipe], judge: [() => ask, () => ask] },
      workspaces: {
        applyPatch: [
          (workspace, patch) => {
            expect([world.treeOf(workspace), patch]).toEqual([base, 'my patch']);
            world.put(workspace, 'by hand');
          },
        ],
      },
      approver: {
        decide: [
          () => ({ kind: 'edit', patch: 'my patch' }),
          ({ attempt }) => {
            expect(attempt).toMatchObject({ provider: 'person', tree: 'by hand', verified: true });
            return { kind: 'wait' };
          },
        ],
      },
    });
    world.ciLog('ci', aFailure());
    const record = await drive(aRecord('detected'));
    expect(world.story(/^reset to by hand|^replay check/)).toEqual([
      'replay check',
      'replay check step 3',
      'replay check',
      'replay check step 3',
      'replay check step 3',
      'reset to by hand keeping build-outputs',
      'replay check step 3',
      'reset to by hand keeping dependencies',
      'replay check',
      'replay check step 3',
      'reset to by hand keeping build-outputs',
      'replay check step 3',
    ]);
    expect(record.attempts.map(({ provider, diff }) => [provider, diff])).toEqual([
      ['recipes', `${base} → by recipe`],
      ['person', `${base} → by hand`],
    ]);
  });

  test('whose own change is still red is not asked to accept it', async () => {
    world = createHealWorld({
      ...healing,
      finds: (_job, tree) => (tree === 'by recipe' ? {} : { step: 3, reports: [aReport()] }),
      fixer: { hasModel: false, applyRecipes: [recipe, () => []], judge: [() => ask] },
      workspaces: { applyPatch: [(workspace) => world.put(workspace, 'by hand')] },
      approver: { decide: [() => ({ kind: 'edit', patch: 'my patch' })] },
    });
    world.ciLog('ci', aFailure());
    const record = await drive(aRecord('detected'));
    expect(record.state).toBe('exhausted');
    expect(record.attempts[1]).toMatchObject({
      verified: false,
      error: expect.stringContaining('still red'),
    });
  });

  test('who wants another fix gets one from the next source, which is told so', async () => {
    world = createHealWorld({
      ...healing,
      fixer: {
        hasModel: true,
        applyRecipes: [recipe, () => []],
        askModel: [
          (task, { previous }) => {
            // It is told what was red, not that nothing is red with the fix that was sent back.
            expect(task.reports).toEqual([aReport()]);
            expect(previous.at(-1)?.error).toBe('declined by a person, who asked for another fix');
            world.put(task.workspace, 'by model');
            return {
              kind: 'edited',
              summary: 'Another way.',
              provider: 'ollama',
              model: 'small',
              usage: { input: 1, output: 1 },
              costUsd: 0,
            };
          },
        ],
        judge: [() => ask, () => ask, () => ask],
      },
      approver: { decide: [() => ({ kind: 'retry' }), () => ({ kind: 'wait' })] },
    });
    world.ciLog('ci', aFailure());
    const record = await drive(aRecord('detected'));
    expect(record.attempts.map(({ provider }) => provider)).toEqual(['recipes', 'ollama']);
    expect(record.attempts[0]?.error).toContain('another fix');
  });
});

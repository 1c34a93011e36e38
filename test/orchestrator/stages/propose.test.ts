import { afterEach, describe, expect, test } from 'vitest';
import type { FixQuestion, FixTask, ModelAnswer, PastFix, Recollection } from '../../../src/domain/index.js';
import { driveHeal } from '../../../src/orchestrator/index.js';
import { createHealWorld, type HealWorld, log } from '../../support/heal-world.js';
import { aFailure, aJob, aRecord, aReport, sha } from '../../support/samples.js';
import { whenever } from '../../support/strict-fake.js';

const base = sha('a');
let world: HealWorld;
afterEach(() => world.close());

function open(scenario: Parameters<typeof createHealWorld>[0]): HealWorld {
  world = createHealWorld({
    finds: (_job, tree) =>
      ['fixed', 'small', 'large'].includes(tree) ? {} : { step: 3, reports: [aReport()] },
    approver: { decide: [() => ({ kind: 'wait' })] },
    ...scenario,
    github: { listJobs: [() => [aJob()]], listAnnotations: [() => []], openJobLog: [() => log('ci')] },
  });
  world.ciLog('ci', aFailure());
  return world;
}

const drive = () => driveHeal(aRecord('detected'), world.settings, world.ports);
const judge = whenever(() => ({ band: 'ask' as const, risk: 1, reasons: [] }));
const usage = { input: 10, output: 5 };
const call = { provider: 'ollama', model: 'small', usage, costUsd: 0 };
const edited = (task: FixTask, tree: string): ModelAnswer => {
  world.put(task.workspace, tree);
  return { kind: 'edited', summary: tree, ...call };
};
const past = (given: Partial<PastFix> = {}): PastFix => ({
  id: 'past1',
  fate: 'accepted',
  summary: 'use let',
  diff: `${base} → fixed`,
  isExact: true,
  ...given,
});
const remembering = (given: Partial<Recollection>) => ({
  recall: [() => ({ similar: [], pushed: [], answers: [], spurned: [], ...given })],
});

describe('what earlier heals teach', () => {
  test('a fix that became a recipe of the repository is put on without a model', async () => {
    open({
      history: remembering({ similar: [past()], learned: past() }),
      fixer: {
        hasModel: true,
        applyRecipes: [() => []],
        applyLearned: [
          (task, diff) => {
            expect([world.treeOf(task.workspace), diff]).toEqual([base, `${base} → fixed`]);
            world.put(task.workspace, 'fixed');
            return true;
          },
        ],
        judge,
      },
    });
    const record = await drive();
    expect(record.attempts).toMatchObject([
      {
        provider: 'recipes',
        byRecipe: true,
        verified: true,
        summary: 'as in heal past1: use let',
        costUsd: 0,
      },
    ]);
    expect(record.similar).toEqual([{ id: 'past1', fate: 'accepted', summary: 'use let' }]);
  });

  test('one that does not fit any more is left, and the model sees how it was mended before', async () => {
    let asked: FixQuestion | undefined;
    open({
      history: remembering({ similar: [past()], learned: past() }),
      fixer: {
        hasModel: true,
        applyRecipes: [() => []],
        applyLearned: [() => false],
        askModel: [
          (task, question) => {
            asked = question;
            return edited(task, 'fixed');
          },
        ],
        judge,
      },
    });
    expect((await drive()).attempts).toMatchObject([{ provider: 'ollama', verified: true }]);
    expect(asked?.pastFixes).toEqual([past()]);
  });

  test('what a person rejected or undid for this failure is not even tried again', async () => {
    open({
      settings: { maxAttempts: 2 },
      history: remembering({ spurned: [`${base} → large`] }),
      fixer: {
        hasModel: true,
        applyRecipes: [() => [], () => []],
        askModel: [
          (task) => edited(task, 'large'),
          (task, { previous }) => {
            expect(previous.at(-1)?.error).toBe('a person rejected or undid exactly this change before');
            return edited(task, 'fixed');
          },
        ],
        judge,
      },
    });
    const record = await drive();
    expect(record.attempts.map(({ summary, verified }) => [summary, verified])).toEqual([
      ['large', false],
      ['fixed', true],
    ]);
  });

  test('a fix that a person has reverted by hand is noted as undone before anything is learned from it', async () => {
    const learned = past({ commit: sha('e') });
    const nothing = { similar: [], pushed: [], answers: [], spurned: [] };
    open({
      history: {
        recall: [() => ({ ...nothing, learned, pushed: [{ id: 'past1', commit: sha('e') }] }), () => nothing],
        noteRevert: [
          (id, commit) => {
            expect([id, commit]).toEqual(['past1', sha('f')]);
          },
        ],
      },
      workspaces: {
        findRevert: [
          (_gitDir, of) => {
            expect(of).toEqual({ head: base, commit: sha('e') });
            return sha('f');
          },
        ],
      },
      fixer: { hasModel: false, applyRecipes: [() => []] },
      approver: {},
    });
    expect((await drive()).reason).toBe('no-recipe');
  });

  test('the root causes are kept, to be compared with those of later heals', async () => {
    open({ fixer: { hasModel: false, applyRecipes: [() => []] }, approver: {} });
    expect((await drive()).causes).toEqual([{ fingerprint: 'f1', message: aReport().message }]);
  });
});

describe('several answers to one question', () => {
  const sizes = (_from: string, to: string) => [
    { file: 'a.js', kind: 'modified' as const, added: { small: 1, large: 9, wrong: 0 }[to] ?? 0, removed: 0 },
  ];

  test('the smallest one that proves itself is taken, each made in a workspace of its own', async () => {
    const places: string[] = [];
    const answer = (tree: string) => (task: FixTask) => {
      places.push(task.workspace.tree);
      return edited(task, tree);
    };
    open({
      settings: { candidates: 3, maxAttempts: 1 },
      changes: sizes,
      fixer: {
        hasModel: true,
        applyRecipes: [() => []],
        askModel: [answer('large'), answer('wrong'), answer('small')],
        judge,
      },
    });
    const record = await drive();
    expect(new Set(places).size).toBe(3);
    expect(record.attempts.map(({ summary, verified, rival }) => [summary, verified, rival])).toEqual([
      ['wrong', false, undefined],
      ['small', true, true],
    ]);
    expect(record.state).toBe('awaiting-approval');
  });

  test('the same answer twice is one answer, and one that gave nothing is told', async () => {
    open({
      settings: { candidates: 3 },
      changes: sizes,
      fixer: {
        hasModel: true,
        applyRecipes: [() => []],
        askModel: [
          (task) => edited(task, 'small'),
          () => ({ kind: 'refused', reason: 'Edit 1: not found.', ...call }),
          (task) => edited(task, 'small'),
        ],
        judge,
      },
    });
    expect((await drive()).attempts.map(({ summary, error }) => [summary, error])).toEqual([
      ['', 'Edit 1: not found.'],
      ['small', undefined],
    ]);
  });
});

describe('before anything is proposed', () => {
  test('a question of the model is kept, and the heal rests until it is answered', async () => {
    open({
      fixer: {
        hasModel: true,
        applyRecipes: [() => []],
        askModel: [() => ({ kind: 'asks', reason: 'Is Node 18 still supported?', ...call })],
      },
      approver: {},
    });
    const record = await drive();
    expect(record).toMatchObject({
      state: 'replayed',
      reason: 'question',
      next: 'Answer with: cifix answer abcdef12 "…"',
      questions: [{ question: 'Is Node 18 still supported?' }],
      attempts: [{ error: 'Is Node 18 still supported?' }],
    });
    expect(world.story(/remove/)).toEqual([]);
  });

  test('a dry run tells what would be asked and what it may cost, and asks nobody', async () => {
    const calls = [{ provider: 'ollama', model: 'small', inputTokens: 900, maxTokens: 4096, usd: 0 }];
    open({
      settings: { dryRun: true },
      fixer: {
        hasModel: true,
        applyRecipes: [() => []],
        describeQuestion: [() => ({ system: 'rules', user: 'question', calls })],
      },
      approver: {},
    });
    expect(await drive()).toMatchObject({
      state: 'replayed',
      reason: 'dry-run',
      attempts: [],
    });
    expect(world.notices).toContainEqual({
      kind: 'would-ask',
      question: { system: 'rules', user: 'question', calls },
    });
  });

  test('what was asked and answered is kept beside the record', async () => {
    const kept: string[] = [];
    open({
      history: { keepText: whenever(async (_id, name, text) => void kept.push(`${name}: ${text}`)) },
      fixer: {
        hasModel: true,
        applyRecipes: [() => []],
        askModel: [(task) => ({ ...edited(task, 'fixed'), question: 'Q', answer: 'A' })],
        judge,
      },
    });
    await drive();
    expect(kept).toEqual(['attempt-1-question.md: Q', 'attempt-1-answer.txt: A']);
  });
});

describe('a smaller change', () => {
  const shrinking = (texts: ReadonlyMap<string, string> | undefined, isGreenOf: string[]) => ({
    hasModel: true,
    applyRecipes: [() => []],
    askModel: [(task: FixTask) => edited(task, 'large')],
    shrink: [
      async ({ isGreen }: { isGreen(texts: ReadonlyMap<string, string>): Promise<boolean> }) => {
        for (const tree of isGreenOf)
          expect(await isGreen(new Map([['a.js', tree]]))).toBe(tree !== 'broken');
        return texts;
      },
    ],
    judge,
  });
  const writeTexts = whenever(async (_gitDir: string, { texts }: { texts: ReadonlyMap<string, string> }) =>
    texts.get('a.js') === 'broken' ? 'broken' : 'small',
  );
  const changes = (_from: string, to: string) => [
    { file: 'a.js', kind: 'modified' as const, added: to === 'small' ? 1 : 9, removed: 0 },
  ];

  test('is proved whole again before it takes the place of the proposed one', async () => {
    open({
      settings: { shrinkMs: 1000 },
      changes,
      workspaces: { writeTexts },
      fixer: shrinking(new Map([['a.js', 'small']]), ['broken', 'small']),
    });
    const record = await drive();
    expect(record.attempts).toMatchObject([{ tree: 'small', diff: `${base} → small`, verified: true }]);
    expect(record.receipt?.shrunk).toEqual({ fromLines: 9, toLines: 1 });
    expect(record.receipt?.after.wholeJob).toBe(true);
  });

  test('of which nothing can be left out stays as it is', async () => {
    open({
      settings: { shrinkMs: 1000 },
      changes,
      workspaces: { writeTexts },
      fixer: shrinking(undefined, []),
    });
    const record = await drive();
    expect(record.attempts).toMatchObject([{ tree: 'large', verified: true }]);
    expect(record.receipt?.shrunk).toBeUndefined();
  });
});

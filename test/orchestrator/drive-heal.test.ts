import { afterEach, describe, expect, test } from 'vitest';
import type {
  AppliedRecipe,
  Attempt,
  FixQuestion,
  FixTask,
  HealRecord,
  ModelAnswer,
} from '../../src/domain/index.js';
import { driveHeal } from '../../src/orchestrator/index.js';

import { createHealWorld, type Found, type HealWorld, log } from '../support/heal-world.js';
import { aFailure, aJob, aPlan, aRecord, aReport, aRun, sha } from '../support/samples.js';
import { whenever } from '../support/strict-fake.js';

const base = sha('a');
const [unusedVar, badSpace] = [
  aReport({ fingerprint: 'f1', message: 'Unused variable', file: 'src/a.js', line: 3 }),
  aReport({ fingerprint: 'f2', message: 'Bad space', file: 'src/b.js', line: 7 }),
];
const eslintFix: AppliedRecipe = { name: 'eslint-fix', summary: 'eslint --fix', touchesTests: true };
const usage = { input: 900, output: 100 };
const edited = (summary: string): ModelAnswer => ({
  kind: 'edited',
  summary,
  provider: 'ollama',
  model: 'small',
  usage,
  costUsd: 0.01,
});

let world: HealWorld;
afterEach(() => world.close());

/** A recipe that leaves the tree as `tree`. */
const recipeMaking = (tree: string) => (task: FixTask) => {
  world.put(task.workspace, tree);
  return [eslintFix];
};
const noRecipe = () => [];
const modelMaking = (tree: string, summary: string) => (task: FixTask) => {
  world.put(task.workspace, tree);
  return edited(summary);
};
/** A tree is green unless it is named here with what is red in it, at the step `npm run lint`. */
const redTrees =
  (red: Record<string, Found['reports']>) =>
  (_job: string, tree: string): Found =>
    red[tree] ? { step: 3, reports: red[tree] } : {};

/** The world in which CI on the failing run says what `failures` say. */
function open(scenario: Parameters<typeof createHealWorld>[0], failures = [aFailure()]): HealWorld {
  world = createHealWorld({
    ...scenario,
    github: {
      listJobs: [() => [aJob()]],
      listAnnotations: [() => []],
      openJobLog: [() => log('ci')],
      ...scenario.github,
    },
  });
  world.ciLog('ci', ...failures);
  return world;
}

const drive = (record: HealRecord = aRecord('detected')): Promise<HealRecord> =>
  driveHeal(record, world.settings, world.ports);

/** What follows a proved fix, when a test is about what comes before: a person is not there. */
const nobody = { decide: [() => ({ kind: 'wait' as const })] };
const harmless = { judge: whenever(() => ({ band: 'ask' as const, risk: 1, reasons: ['One line.'] })) };

describe('from red to green', () => {
  test('every state is recorded before the effect that follows it', async () => {
    open({
      settings: { delivery: 'pull-request' },
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: { applyRecipes: [recipeMaking('fixed')], ...harmless },
      approver: { decide: [() => ({ kind: 'accept', by: 'person' })] },
      git: {
        readRemoteHead: [() => base, () => undefined, () => base],
        commitTree: [() => sha('c')],
        pushCommit: [() => undefined],
      },
      github: {
        findOpenPullRequest: [() => undefined],
        createPullRequest: [
          () => ({
            number: 9,
            url: 'https://github.test/octo/project/pull/9',
            state: 'open',
            headBranch: 'cifix/77-abcdef',
            headSha: sha('c'),
            headRepo: 'octo/project',
            baseBranch: 'main',
          }),
        ],
        listRuns: [1, 2].map((n) => () => ({
          runs: [aRun({ id: 78, headSha: sha('c'), conclusion: 'success' })],
          etag: `"${n}"`,
        })),
      },
    });
    const healed = await drive();
    expect(healed.state).toBe('healed');
    expect(
      world.story(
        /^save|^git\.(?:commit|push)|^approver|createPull|listRuns|^fixer\.apply|listJobs|^replay(?:\.plan| )|remove/,
      ),
    ).toEqual([
      'github.listJobs',
      'save diagnosed',
      'replay.plan',
      'replay check',
      'save replayed',
      'fixer.applyRecipes',
      'save proposed',
      'replay check step 3',
      'replay check',
      'replay check step 3',
      'replay check step 3',
      'save verified',
      'approver.decide',
      'save approved',
      'git.commitTree',
      'save committed',
      'git.pushCommit',
      'save pushed',
      'github.createPullRequest',
      'save watching',
      'github.listRuns',
      'github.listRuns',
      'save healed',
      'workspaces.remove',
    ]);
    expect(healed.delivery).toEqual({
      kind: 'pull-request',
      branch: 'cifix/77-abcdef',
      commit: sha('c'),
      pullRequest: 9,
      pullRequestUrl: 'https://github.test/octo/project/pull/9',
    });
    expect(healed.ci).toEqual({ conclusion: 'success', runId: 78, url: aRun().url });
    expect(healed.next).toContain('https://github.test/octo/project/pull/9');
    expect(healed.receipt?.before.fingerprints).toEqual(['f1']);
    expect(healed.receipt?.after.wholeJob).toBe(true);
    expect(healed.attempts.map(({ byRecipe, verified, ci }) => [byRecipe, verified, ci?.conclusion])).toEqual(
      [[true, true, 'success']],
    );
  });

  test('the workspaces stay while a heal waits, because it has not ended', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: { applyRecipes: [recipeMaking('fixed')], ...harmless },
      approver: nobody,
    });
    const waiting = await drive();
    expect(waiting.state).toBe('awaiting-approval');
    expect(waiting.next).toContain('cifix approve abcdef12');
    expect(world.fakes.order('workspaces.remove')).toEqual([]);
  });

  test('stops between two stages when it is told to, with everything recorded so far', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      onSave: ({ state }) => {
        if (state === 'replayed') world.abort(new Error('stopped'));
      },
    });
    await expect(drive()).rejects.toThrow('stopped');
    expect(world.saved().map(({ state }) => state)).toEqual(['diagnosed', 'replayed']);
  });
});

describe('recipes and models', () => {
  test('a model is asked only after the recipes had nothing to give', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: {
        hasModel: true,
        applyRecipes: [noRecipe],
        askModel: [modelMaking('fixed', 'Removed it.')],
        ...harmless,
      },
      approver: nobody,
    });
    const record = await drive();
    expect(world.story(/^fixer\.(?:apply|ask)/)).toEqual(['fixer.applyRecipes', 'fixer.askModel']);
    expect(record.attempts).toMatchObject([
      {
        n: 1,
        provider: 'ollama',
        model: 'small',
        byRecipe: false,
        verified: true,
        tokens: usage,
        costUsd: 0.01,
      },
    ]);
  });

  test('a recipe that mends all of it leaves nothing to ask a model', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: { hasModel: true, applyRecipes: [recipeMaking('fixed')], ...harmless },
      approver: nobody,
    });
    expect((await drive()).attempts.map(({ provider }) => provider)).toEqual(['recipes']);
  });

  test('a recipe that changes the tree but not in the end is no proposal', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: { hasModel: false, applyRecipes: [recipeMaking(base)] },
    });
    expect(await drive()).toMatchObject({ state: 'unfixable', reason: 'no-recipe', attempts: [] });
  });

  test('without recipe and model the diagnosis is what a person gets, with what to do', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: { hasModel: false, applyRecipes: [noRecipe] },
    });
    const record = await drive();
    expect(record).toMatchObject({ state: 'unfixable', reason: 'no-recipe' });
    expect(record.next).toContain('cifix doctor');
  });

  test('a failed attempt leaves no trace: the next one starts from the commit, and is told why', async () => {
    const seen: { tree: string; previous: readonly Attempt[] }[] = [];
    const ask =
      (tree: string, summary: string) =>
      (task: FixTask, { previous }: FixQuestion) => {
        seen.push({ tree: world.treeOf(task.workspace), previous });
        return modelMaking(tree, summary)(task);
      };
    open({
      finds: redTrees({
        [base]: [unusedVar],
        worse: [badSpace, aReport({ fingerprint: 'f3', message: 'Worse' })],
      }),
      fixer: {
        hasModel: true,
        applyRecipes: [noRecipe, noRecipe],
        askModel: [ask('worse', 'First idea.'), ask('fixed', 'Second idea.')],
        ...harmless,
      },
      approver: nobody,
    });
    const record = await drive();
    expect(seen.map(({ tree }) => tree)).toEqual([base, base]);
    expect(seen[0]?.previous).toEqual([]);
    expect(seen[1]?.previous).toMatchObject([
      { n: 1, summary: 'First idea.', verified: false, error: 'still red: Bad space (src/b.js:7)' },
    ]);
    expect(record.attempts.map(({ verified }) => verified)).toEqual([false, true]);
    expect(record.attempts[1]?.diff).toBe(`${base} → fixed`);
  });

  test('what a model mended in part is not kept: it may have cheated there', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar, badSpace], half: [badSpace] }),
      fixer: {
        hasModel: true,
        applyRecipes: [noRecipe, noRecipe],
        askModel: [modelMaking('half', 'Half.'), modelMaking('fixed', 'All.')],
        ...harmless,
      },
      approver: nobody,
    });
    await drive();
    expect(world.story(/^reset to .* keeping build-outputs|^fixer\.ask/)).toEqual([
      `reset to ${base} keeping build-outputs`,
      `reset to ${base} keeping build-outputs`,
      'fixer.askModel',
      'reset to half keeping build-outputs',
      `reset to ${base} keeping build-outputs`,
      `reset to ${base} keeping build-outputs`,
      'fixer.askModel',
      'reset to fixed keeping build-outputs',
      `reset to ${base} keeping build-outputs`,
      'reset to fixed keeping build-outputs',
    ]);
  });

  test('what a recipe mended in part is kept, and the model gets only the rest', async () => {
    const asked: FixTask[] = [];
    open({
      finds: redTrees({ [base]: [unusedVar, badSpace], half: [badSpace] }),
      fixer: {
        hasModel: true,
        applyRecipes: [recipeMaking('half'), noRecipe],
        askModel: [
          (task) => {
            asked.push(structuredClone(task));
            expect(world.treeOf(task.workspace)).toBe('half');
            return modelMaking('fixed', 'The rest.')(task);
          },
        ],
        ...harmless,
      },
      approver: nobody,
    });
    const record = await drive();
    expect(asked.map(({ reports }) => reports.map(({ fingerprint }) => fingerprint))).toEqual([['f2']]);
    expect(record.attempts).toMatchObject([
      {
        provider: 'recipes',
        verified: false,
        error: expect.stringMatching(/^Part of it is mended, but still red: Bad space/),
      },
      { provider: 'ollama', verified: true, diff: `${base} → fixed` },
    ]);
    expect(record.receipt?.before.fingerprints).toEqual(['f1', 'f2']);
  });

  test('a recipe that swaps one failure of several for another is not kept', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar, aReport({ fingerprint: 'f4' })], other: [unusedVar, badSpace] }),
      fixer: {
        hasModel: true,
        applyRecipes: [recipeMaking('other'), noRecipe],
        askModel: [
          (task) => {
            expect(world.treeOf(task.workspace)).toBe(base);
            expect(task.reports.map(({ fingerprint }) => fingerprint)).toEqual(['f1', 'f4']);
            return modelMaking('fixed', 'It.')(task);
          },
        ],
        ...harmless,
      },
      approver: nobody,
    });
    expect((await drive()).attempts.map(({ error }) => error)).toEqual([
      'still red: Unused variable (src/a.js:3)',
      undefined,
    ]);
  });

  test('a recipe that mends all that the step showed is kept, though the step then shows what it had cut off', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar], further: [badSpace] }),
      fixer: {
        hasModel: true,
        applyRecipes: [
          recipeMaking('further'),
          (task) => {
            expect(world.treeOf(task.workspace)).toBe('further');
            expect(task.reports).toEqual([badSpace]);
            return recipeMaking('fixed')(task);
          },
        ],
        ...harmless,
      },
      approver: nobody,
    });
    expect((await drive()).attempts.map(({ verified }) => verified)).toEqual([false, true]);
  });

  test('the limit counts the tries of models, not those of recipes', async () => {
    open({
      settings: { maxAttempts: 2 },
      finds: (_job, tree) => (tree === 'fixed' ? {} : { step: 3, reports: [unusedVar] }),
      fixer: {
        hasModel: true,
        applyRecipes: [recipeMaking('r1'), noRecipe, noRecipe],
        askModel: [modelMaking('m1', 'One.'), modelMaking('m2', 'Two.')],
      },
    });
    const record = await drive();
    expect(record).toMatchObject({ state: 'exhausted', reason: 'attempts-used-up' });
    expect(record.attempts.map(({ provider }) => provider)).toEqual(['recipes', 'ollama', 'ollama']);
    expect(record.next).toContain('cifix history show');
    expect(world.story(/remove/)).toEqual(['workspaces.remove']);
  });

  const spent = { provider: 'ollama', model: 'small', usage, costUsd: null };
  test('an answer that cannot be applied is a try; its reason goes into the next question', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: {
        hasModel: true,
        applyRecipes: [noRecipe, noRecipe],
        askModel: [
          () => ({ kind: 'refused', reason: 'Edit 1: the text does not occur.', ...spent }),
          (task, { previous }) => {
            expect(previous).toMatchObject([{ error: 'Edit 1: the text does not occur.', diff: '' }]);
            return modelMaking('fixed', 'It.')(task);
          },
        ],
        ...harmless,
      },
      approver: nobody,
    });
    expect((await drive()).attempts.map(({ tokens }) => tokens)).toEqual([usage, usage]);
  });

  test('answers that cannot be applied are asked for no more often than the limit says', async () => {
    open({
      settings: { maxAttempts: 2 },
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: {
        hasModel: true,
        applyRecipes: [noRecipe, noRecipe],
        askModel: [1, 2].map(() => () => ({ kind: 'refused' as const, reason: 'No match.', ...spent })),
      },
    });
    expect(await drive()).toMatchObject({ state: 'exhausted', reason: 'attempts-used-up' });
  });

  test.each([
    ['declined', 'unfixable', 'model-declined'],
    ['failed', 'unfixable', 'provider-failed'],
  ] as const)('a model that %s ends the heal with its reason', async (kind, state, reason) => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: {
        hasModel: true,
        applyRecipes: [noRecipe],
        askModel: [() => ({ kind, reason: 'Because of this.', ...spent })],
      },
    });
    const record = await drive();
    expect(record).toMatchObject({ state, reason });
    expect(record.attempts).toMatchObject([{ error: 'Because of this.', costUsd: null, verified: false }]);
    expect(record.events.at(-1)?.detail).toBe('Because of this.');
  });
});

describe('the proof', () => {
  test('a red failing step refutes a fix without running the whole job', async () => {
    open({
      settings: { maxAttempts: 1 },
      finds: redTrees({ [base]: [unusedVar], bad: [unusedVar] }),
      fixer: { hasModel: true, applyRecipes: [noRecipe], askModel: [modelMaking('bad', 'No.')] },
    });
    await drive();
    expect(world.story(/^replay check/)).toEqual(['replay check', 'replay check step 3']);
  });

  test('the failing step alone is run in the state that the job was in before it', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: { applyRecipes: [recipeMaking('fixed')], ...harmless },
      approver: nobody,
    });
    await drive();
    const [, alone, whole] = world.fakes.of('replay.run').map(([, , options]) => options);
    expect(alone).toMatchObject({ only: 3, session: `before the red step on ${base}` });
    expect(whole).not.toHaveProperty('session');
    expect(world.story(/^reset to fixed/)).toEqual([
      'reset to fixed keeping build-outputs',
      'reset to fixed keeping dependencies',
      'reset to fixed keeping build-outputs',
    ]);
  });

  test('a step whose inputs an earlier step builds is never run alone', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar] }),
      fixer: { applyRecipes: [recipeMaking('fixed')], ...harmless },
      replay: { preparesOnly: whenever(() => false) },
      approver: nobody,
    });
    expect((await drive()).receipt?.withoutFix?.sameFingerprints).toBe(true);
    expect(world.story(/^replay check/)).toEqual(Array.from({ length: 4 }, () => 'replay check'));
  });

  test('the receipt has the failure again without the source edits, and green with them put back', async () => {
    open({
      finds: redTrees({ [base]: [unusedVar], 'tests only': [unusedVar] }),
      changes: (from) =>
        ['src/a.js', 'test/a.test.js'].map((file) => ({
          file: from === base ? file : '',
          kind: 'modified',
          added: 1,
          removed: 1,
        })),
      fixer: {
        applyRecipes: [recipeMaking('fixed')],
        isSource: whenever((file) => !file.startsWith('test/')),
        ...harmless,
      },
      workspaces: {
        takeBack: [
          (_gitDir, request) => {
            expect(request).toEqual({ tree: 'fixed', of: base, files: ['src/a.js'] });
            return 'tests only';
          },
        ],
      },
      approver: nobody,
    });
    const { receipt } = await drive();
    expect(receipt?.withoutFix).toMatchObject({
      fingerprints: ['f1'],
      sameFingerprints: true,
      steps: [{ exitCode: 1 }],
    });
    expect(receipt?.putBack?.steps).toMatchObject([{ exitCode: 0 }]);
    expect(world.story(/^reset to tests only/)).toHaveLength(1);
  });

  test('a change without which it is green too is not a fix, but a failure that comes and goes', async () => {
    let runs = 0;
    open({
      finds: (_job, tree) => (tree === base && runs++ === 0 ? { step: 3, reports: [unusedVar] } : {}),
      fixer: { applyRecipes: [recipeMaking('fixed')] },
    });
    expect(await drive()).toMatchObject({
      state: 'unfixable',
      reason: 'flaky',
      attempts: [{ verified: false, error: 'green without the change too' }],
    });
  });

  test('a change that is green once and red the next time is not taken', async () => {
    let runs = 0;
    open({
      settings: { maxAttempts: 1 },
      finds: (_job, tree) =>
        tree === base || (tree === 'lucky' && runs++ > 1) ? { step: 3, reports: [unusedVar] } : {},
      fixer: { hasModel: true, applyRecipes: [noRecipe], askModel: [modelMaking('lucky', 'Try.')] },
    });
    const record = await drive();
    expect(record.state).toBe('exhausted');
    expect(record.attempts[0]?.error).toContain('green with the change once and red the next time');
  });

  test.each(['package.json', 'web/package-lock.json', 'go.mod', 'Cargo.lock', 'requirements-dev.txt'])(
    'a change of %s is proved by the whole job, because the packages change with it',
    async (file) => {
      open({
        finds: redTrees({ [base]: [unusedVar] }),
        changes: () => [{ file, kind: 'modified', added: 1, removed: 1 }],
        fixer: { applyRecipes: [recipeMaking('fixed')], ...harmless },
        approver: nobody,
      });
      await drive();
      expect(world.story(/^replay check/)).toEqual(Array.from({ length: 4 }, () => 'replay check'));
    },
  );

  test('a fix that makes a later step red is no fix', async () => {
    open({
      settings: { maxAttempts: 1 },
      finds: (_job, tree, only) =>
        tree === base
          ? { step: 3, reports: [unusedVar] }
          : only === 3
            ? {}
            : { step: 4, reports: [aReport({ fingerprint: 't1', category: 'test', message: 'Test fails' })] },
      fixer: { hasModel: true, applyRecipes: [noRecipe], askModel: [modelMaking('breaks', 'It.')] },
    });
    const record = await drive();
    expect(record.state).toBe('exhausted');
    expect(record.attempts[0]?.error).toContain('still red: Test fails');
  });

  test('a later step that only this machine cannot run does not refute a fix, and the proof says so', async () => {
    open({
      finds: (_job, tree, only) =>
        tree === base
          ? { step: 3, reports: [unusedVar] }
          : only === 3
            ? {}
            : {
                step: 4,
                reports: [aReport({ fingerprint: 'n1', category: 'infra', message: 'No network' })],
              },
      fixer: { applyRecipes: [recipeMaking('fixed')], ...harmless },
      approver: nobody,
    });
    const record = await drive();
    expect(record.state).toBe('awaiting-approval');
    expect(record.receipt?.after.wholeJob).toBe(false);
    expect(record.receipt?.notes).toEqual([
      'check: "Run npm test" cannot run on this machine; steps before it are green.',
    ]);
  });

  test('legs of a matrix that fail alike are replayed once', async () => {
    open(
      {
        plans: [
          aPlan({ jobId: 'test', jobName: 'test (18)' }),
          aPlan({ jobId: 'test', jobName: 'test (20)' }),
        ],
        finds: redTrees({ [base]: [unusedVar] }),
        fixer: { applyRecipes: [recipeMaking('fixed')], ...harmless },
        approver: nobody,
      },
      [aFailure({ job: 'test (18)' }), aFailure({ job: 'test (20)' })],
    );
    const record = await drive();
    expect(world.story(/^replay test \(\d+\)$/)).toEqual(['replay test (18)', 'replay test (18)']);
    expect(record.fidelity?.warnings).toEqual([
      'test (20): fails as another leg of its matrix does; that one was replayed.',
    ]);
  });

  test('a job that waits for a failed one is not replayed', async () => {
    open(
      {
        plans: [aPlan(), aPlan({ jobName: 'gate', needs: ['check'] })],
        finds: redTrees({ [base]: [unusedVar] }),
        fixer: { applyRecipes: [recipeMaking('fixed')], ...harmless },
        approver: nobody,
      },
      [aFailure(), aFailure({ job: 'gate', reports: [badSpace] })],
    );
    const record = await drive();
    expect(world.fakes.of('replay.run').map(([plan]) => (plan as { jobName: string }).jobName)).not.toContain(
      'gate',
    );
    expect(record.fidelity?.warnings).toEqual(['gate: waits for jobs that failed; not replayed.']);
  });

  test('two jobs that fail differently are both proved, the second fix on top of the first', async () => {
    open(
      {
        plans: [aPlan({ jobName: 'lint' }), aPlan({ jobName: 'types' })],
        finds: (job, tree) => {
          if (job === 'lint') return tree === base ? { step: 3, reports: [unusedVar] } : {};
          return tree === 'lint and types' ? {} : { step: 3, reports: [badSpace] };
        },
        fixer: {
          applyRecipes: [
            recipeMaking('lint'),
            (task) => {
              expect(world.treeOf(task.workspace)).toBe('lint');
              return recipeMaking('lint and types')(task);
            },
          ],
          ...harmless,
        },
        approver: nobody,
      },
      [aFailure({ job: 'lint', reports: [unusedVar] }), aFailure({ job: 'types', reports: [badSpace] })],
    );
    const record = await drive();
    expect(record.attempts).toHaveLength(1);
    expect(record.receipt?.after).toMatchObject({
      wholeJob: true,
      steps: [{ job: 'lint' }, { job: 'types' }],
    });
  });
});

describe('a failure that does not happen here', () => {
  test('that goes green is not fixed blindly', async () => {
    open({ finds: () => ({}) });
    const record = await drive();
    expect(record).toMatchObject({ state: 'unfixable', reason: 'not-reproduced' });
    expect(record.next).toMatch(/^Re-run the failed jobs/);
    expect(record.fidelity).toMatchObject({ sandbox: 'bwrap', sameFingerprints: null });
  });

  test('that breaks at another step for another reason is another failure', async () => {
    open({ finds: () => ({ step: 2, reports: [aReport({ fingerprint: 'i1', message: 'npm is down' })] }) });
    const record = await drive();
    expect(record).toMatchObject({ state: 'unfixable', reason: 'not-reproduced' });
    expect(record.fidelity?.warnings).toEqual([
      'check: failed here in "Run npm ci", in CI in "Run npm run lint".',
    ]);
  });

  test('whose job cannot be planned says why', async () => {
    open({ plans: [] });
    const record = await drive();
    expect(record).toMatchObject({ state: 'unfixable', reason: 'not-reproduced' });
    expect(record.events.at(-1)?.detail).toContain('there is no job "check"');
    expect(record.next).toContain('fidelity');
  });

  test('counts as the same when the same step is red, and the record says that the words differ', async () => {
    open({
      finds: (_job, tree) => (tree === base ? { step: 3, reports: [badSpace] } : {}),
      fixer: { applyRecipes: [recipeMaking('fixed')], ...harmless },
      approver: nobody,
    });
    expect((await drive()).fidelity?.sameFingerprints).toBe(false);
  });
});

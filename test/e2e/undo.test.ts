import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GitHubStandIn } from '../../src/demo/index.js';
import { onlyHeal, readDocument, readError, readHeals } from './support/answers.js';
import { scriptWithoutBit, wrongSum } from './support/projects.js';
import { createRed, type RedRepository } from './support/red-repository.js';
import type { Machine } from './support/run-cifix.js';
import { type ScriptedModel, startScriptedModel } from './support/scripted-model.js';
import { useStandIn } from './support/use-stand-in.js';

const rightEdit = { action: 'replace', file: 'src/sum.js', find: 'a - b', replace: 'a + b' } as const;
const right = { outcome: 'fix', summary: 'add the numbers', edits: [rightEdit] } as const;

describe('what a person says later', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  let machine: Machine;
  useStandIn((scene) => {
    ({ github, machine } = scene);
  });

  const heal = (red: RedRepository, more: string[] = [], model?: ScriptedModel) =>
    machine.run(['heal', red.run, '--repo', red.repo, '--json', ...more], model ? { env: model.env } : {});

  test('"revert" closes the open pull request, and the fix is never proposed again', async () => {
    const red = await createRed(github, 'revert-open', scriptWithoutBit);
    const healed = onlyHeal(await heal(red, ['--yes']));
    const reverted = await machine.run(['revert', healed.id, '--json']);
    expect(onlyHeal(reverted)).toMatchObject({
      state: 'healed',
      reason: 'reverted',
      reverted: { by: 'person' },
    });
    expect(reverted.code).toBe(0);
    expect(await red.pulls()).toMatchObject([{ state: 'closed' }]);

    const again = onlyHeal(await heal(red, ['--yes', '--provider', 'none']));
    expect(again.id).not.toBe(healed.id);
    expect(again.attempts[0]?.error).toBe('a person rejected or undid exactly this change before');
    expect(again.state).toBe('exhausted');
    expect(readError(await machine.run(['revert', healed.id, '--json'])).code).toBe('already-reverted');
  });

  test('of a merged pull request a new one takes the change back', async () => {
    const red = await createRed(github, 'revert-merged', scriptWithoutBit);
    const healed = onlyHeal(await heal(red, ['--yes']));
    await red.merge(healed.delivery?.pullRequest ?? 0);
    const reverted = onlyHeal(await machine.run(['revert', healed.id, '--json']));
    expect(reverted.next).toMatch(/^Review and merge http/);
    const branch = `cifix/revert-${healed.id}`;
    expect(await red.branches()).toContain(branch);
    expect(await red.git('ls-tree', branch, 'scripts/check.sh')).toContain('100644');
    const open = (await red.pulls()).filter(({ state }) => state === 'open');
    expect(open).toMatchObject([{ head: { ref: branch }, base: { ref: 'main' } }]);
  });

  test('on the branch itself a commit takes it back, on top of what came since', async () => {
    const red = await createRed(github, 'revert-branch', scriptWithoutBit);
    const healed = onlyHeal(await heal(red, ['--yes', '--delivery', 'branch']));
    const since = await github.commitFiles(red.repo, 'main', { 'README.md': '# new\n' }, 'Go on');
    const reverted = onlyHeal(await machine.run(['revert', healed.id, '--json']));
    expect(await red.head('main')).toBe(reverted.reverted?.commit);
    expect(await red.git('rev-parse', 'main~1')).toBe(since);
    expect(await red.git('diff', '--name-only', since, 'main')).toBe('scripts/check.sh');
  });

  test('"abort" ends a waiting heal, and one that has ended cannot be aborted', async () => {
    const red = await createRed(github, 'aborted', scriptWithoutBit);
    const waiting = onlyHeal(await heal(red));
    const aborted = await machine.run(['abort', waiting.id, '--json']);
    expect(onlyHeal(aborted)).toMatchObject({ state: 'aborted', reason: 'aborted' });
    expect(aborted.code).toBe(0);
    expect(await red.branches()).toEqual(['main']);
    const again = await machine.run(['abort', waiting.id, '--json']);
    expect([again.code, readError(again).code]).toEqual([3, 'heal-ended']);
  });

  test('a question of the model waits for "answer", and the answer is in the next question', async ({
    onTestFinished,
  }) => {
    const red = await createRed(github, 'asked', wrongSum);
    const model = await startScriptedModel();
    onTestFinished(model.close);
    model.answer({ outcome: 'needs_human', question: 'May sum round its result?', edits: [] }, right);
    const ended = await heal(red, ['--yes'], model);
    const asking = onlyHeal(ended);
    expect([asking.state, asking.reason, ended.code]).toEqual(['replayed', 'question', 8]);
    expect(readHeals(await machine.run(['pending', '--json']), 'pending').map(({ id }) => id)).toContain(
      asking.id,
    );

    const answered = await machine.run(['answer', asking.id, 'No, never.', '--yes', '--json'], {
      env: model.env,
    });
    expect(onlyHeal(answered)).toMatchObject({
      state: 'healed',
      questions: [{ question: 'May sum round its result?', answer: 'No, never.' }],
    });
    expect(model.questions[1]).toContain('No, never.');
    expect(readError(await machine.run(['answer', asking.id, 'Well.', '--json'])).code).toBe(
      'heal-not-asking',
    );
  });

  test('a dry run shows the question, its size and its price, and asks nobody', async ({
    onTestFinished,
  }) => {
    const red = await createRed(github, 'dry-model', wrongSum);
    const model = await startScriptedModel();
    onTestFinished(model.close);
    model.answer(right);
    const dry = await machine.run(['heal', red.run, '--repo', red.repo, '--dry-run'], { env: model.env });
    expect(dry.stdout).toMatch(/^openai \S+: \d+ tokens asked, 4096 answered at most/m);
    expect(dry.stdout).toContain('return a - b');
    expect([dry.code, model.questions]).toEqual([8, []]);
    expect(onlyHeal(await heal(red, ['--yes'], model)).state).toBe('healed');
  });

  test('a budget that allows no question ends the heal before anybody is asked', async ({
    onTestFinished,
  }) => {
    const red = await createRed(github, 'no-budget', wrongSum);
    const model = await startScriptedModel();
    onTestFinished(model.close);
    model.answer(right);
    const config = join(machine.root, 'no-budget.json');
    await writeFile(config, '{"budget": {"healTokens": 100}}');
    const ended = await heal(red, ['--yes', '--config', config], model);
    expect(onlyHeal(ended)).toMatchObject({ state: 'unfixable', reason: 'provider-failed' });
    expect(onlyHeal(ended).attempts[0]?.error).toContain('100 tokens');
    expect([ended.code, model.questions]).toEqual([1, []]);
  });

  test('what a model changes beyond need is left out, and the tests stay counted', async ({
    onTestFinished,
  }) => {
    const red = await createRed(github, 'too-much', {
      ...wrongSum,
      'src/other.js': 'export const other = 1;\n',
    });
    const model = await startScriptedModel();
    onTestFinished(model.close);
    model.answer({
      ...right,
      edits: [
        rightEdit,
        { action: 'replace', file: 'src/other.js', find: 'other = 1', replace: 'other = 2' },
      ],
    });
    const healed = onlyHeal(await heal(red, ['--yes'], model));
    expect(healed.receipt?.shrunk).toEqual({ fromLines: 4, toLines: 2 });
    expect(await red.git('diff', '--name-only', red.headSha, healed.delivery?.commit ?? '')).toBe(
      'src/sum.js',
    );
    expect(healed.receipt?.withoutFix).toMatchObject({ sameFingerprints: true });
    expect(healed.receipt?.tests).toMatchObject({
      before: { passed: 0, failed: 1 },
      after: { passed: 1, failed: 0 },
    });
    expect(await red.git('log', '-1', '--format=%B', healed.delivery?.commit ?? '')).toContain(
      'green (whole job), red without it (the same failure), green',
    );
  });

  test('a fix accepted twice is a recipe: the third time no model is asked', async ({ onTestFinished }) => {
    const red = await createRed(github, 'taught', wrongSum);
    const model = await startScriptedModel();
    onTestFinished(model.close);
    const breakAgain = async (round: number): Promise<string> => {
      const sha = await github.commitFiles(
        red.repo,
        'main',
        { 'src/sum.js': `// round ${round}\n${wrongSum['src/sum.js']}` },
        'Break it',
      );
      await github.waitForIdle();
      let runs = await red.runsAt(sha);
      while (runs.length === 0) runs = await red.runsAt(sha);
      return String(runs[0]?.id);
    };
    for (const round of [0, 1]) {
      const run = round === 0 ? red.run : await breakAgain(round);
      model.answer(right);
      const ended = await machine.run(
        ['heal', run, '--repo', red.repo, '--yes', '--delivery', 'branch', '--json'],
        { env: model.env },
      );
      expect(onlyHeal(ended).state).toBe('healed');
    }
    const listed = readDocument(await machine.run(['recipes', '--json']), 'recipes') as {
      learned: { repo: string }[];
    };
    expect(listed.learned.map(({ repo }) => repo)).toContain(red.repo);

    const third = onlyHeal(
      await machine.run([
        'heal',
        await breakAgain(2),
        '--repo',
        red.repo,
        '--yes',
        '--provider',
        'none',
        '--json',
      ]),
    );
    expect(third).toMatchObject({ state: 'healed', attempts: [{ provider: 'recipes', verified: true }] });
    expect(third.attempts[0]?.summary).toMatch(/^as in heal /);
  });
});

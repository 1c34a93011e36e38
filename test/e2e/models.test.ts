import { describe, expect, test } from 'vitest';
import type { GitHubStandIn } from '../../src/demo/index.js';
import { onlyHeal } from './support/answers.js';
import { scriptWithoutBit, sleepingFailure, wrongSum } from './support/projects.js';
import { createRed } from './support/red-repository.js';
import type { Machine } from './support/run-cifix.js';
import { startScriptedModel } from './support/scripted-model.js';
import { useStandIn } from './support/use-stand-in.js';

const rightEdit = { action: 'replace', file: 'src/sum.js', find: 'a - b', replace: 'a + b' } as const;

describe('attempts until CI is green', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  let machine: Machine;
  useStandIn((scene) => {
    ({ github, machine } = scene);
  });

  test('a model that is wrong first is told why, and only its second answer is delivered', async ({
    onTestFinished,
  }) => {
    const red = await createRed(github, 'by-model', wrongSum);
    const model = await startScriptedModel();
    onTestFinished(model.close);
    model.answer(
      {
        outcome: 'fix',
        summary: 'multiply instead',
        edits: [
          { ...rightEdit, replace: 'a * b' },
          { action: 'create', file: 'src/leftover.js', replace: 'export const leftover = 1;\n' },
        ],
      },
      { outcome: 'fix', summary: 'add the numbers', edits: [rightEdit] },
    );
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json'], {
      env: model.env,
    });
    const heal = onlyHeal(ended);

    expect(heal.state).toBe('healed');
    expect(ended.code).toBe(0);
    expect(heal.attempts).toMatchObject([
      { n: 1, provider: 'openai', verified: false, summary: 'multiply instead' },
      { n: 2, provider: 'openai', verified: true, summary: 'add the numbers' },
    ]);
    expect(heal.attempts[0]?.error).toMatch(/still red/);
    const [first, second] = model.questions;
    expect(model.questions).toHaveLength(2);
    expect(first).toContain('return a - b');
    expect(first).not.toContain('a * b');
    expect(second).toContain('multiply instead');
    expect(second).toContain('+  return a * b;');
    expect(second).toMatch(/still red: .*expected 5, actual 6/);
    // The second question is about the commit, not about the leftovers of the first answer.
    expect(second).toContain('| export function sum(a, b) {');
    expect(second).toContain('return a - b;');

    const commit = heal.delivery?.commit ?? '';
    expect(await red.git('diff', '--name-only', red.headSha, commit)).toBe('src/sum.js');
    expect(await red.git('show', `${commit}:src/sum.js`)).toContain('return a + b;');
    expect(await red.runsAt(commit)).toMatchObject([{ conclusion: 'success' }]);
  });

  test('of two answers at once the smallest that proves itself is taken', async ({ onTestFinished }) => {
    const red = await createRed(github, 'two-answers', wrongSum);
    const model = await startScriptedModel();
    onTestFinished(model.close);
    const created = { action: 'create', file: 'src/more.js', replace: 'export const more = 1;\n' } as const;
    model.answer(
      { outcome: 'fix', summary: 'add, and more', edits: [rightEdit, created] },
      { outcome: 'fix', summary: 'add', edits: [rightEdit] },
    );
    const wish = ['--candidates', '2', '--max-attempts', '1'];
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json', ...wish], {
      env: model.env,
    });
    expect(onlyHeal(ended)).toMatchObject({
      state: 'healed',
      attempts: [{ summary: 'add', verified: true, agreement: 'different-files' }],
    });
    expect(model.questions).toHaveLength(2);
  });

  test('an answer that breaks the syntax is never built, and the model is told what the parser says', async ({
    onTestFinished,
  }) => {
    const red = await createRed(github, 'broken-syntax', wrongSum);
    const model = await startScriptedModel();
    onTestFinished(model.close);
    model.answer(
      { outcome: 'fix', summary: 'break it', edits: [{ ...rightEdit, replace: 'a + (b' }] },
      { outcome: 'fix', summary: 'add the numbers', edits: [rightEdit] },
    );
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json'], {
      env: model.env,
    });
    expect(onlyHeal(ended)).toMatchObject({
      state: 'healed',
      attempts: [{ verified: false, diff: '' }, { verified: true }],
    });
    expect(model.questions[1]).toMatch(/src\/sum\.js cannot be parsed any more[\s\S]*SyntaxError/);
  });

  test('an edit of a test is refused, and the attempts have an end', async ({ onTestFinished }) => {
    const red = await createRed(github, 'cheating', wrongSum);
    const cheat = {
      outcome: 'fix',
      summary: 'expect less',
      edits: [
        { action: 'replace', file: 'test/sum.test.js', find: 'sum(2, 3), 5', replace: 'sum(2, 3), -1' },
      ],
    } as const;
    const missing = { outcome: 'fix', edits: [{ ...rightEdit, find: 'not in the file' }] } as const;
    const model = await startScriptedModel();
    onTestFinished(model.close);
    model.answer(cheat, missing);
    const ended = await machine.run(
      ['heal', red.run, '--repo', red.repo, '--yes', '--json', '--max-attempts', '2'],
      { env: model.env },
    );
    const heal = onlyHeal(ended);
    expect(heal).toMatchObject({ state: 'exhausted', reason: 'attempts-used-up' });
    expect(ended.code).toBe(1);
    expect(heal.attempts[0]?.error).toContain('test/sum.test.js');
    expect(model.questions[1]).toContain('may not be edited');
    expect(await red.branches()).toEqual(['main']);
  });

  test('without a model what no recipe mends is unfixable, and says what to do', async () => {
    const red = await createRed(github, 'no-model', wrongSum);
    const ended = await machine.run([
      ...['heal', red.run, '--repo', red.repo, '--yes', '--json', '--provider', 'none'],
    ]);
    const heal = onlyHeal(ended);
    expect(heal).toMatchObject({ state: 'unfixable', reason: 'no-recipe', attempts: [] });
    expect(heal.diagnosis?.failures[0]).toMatchObject({ category: 'test', job: 'test', step: 'Run it' });
    expect(heal.next).toContain('cifix doctor');
    expect(ended.code).toBe(1);
    expect(await red.branches()).toEqual(['main']);
  });

  test('a model server that is down does not stand in the way of recipes', async () => {
    const red = await createRed(github, 'model-down', scriptWithoutBit);
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json'], {
      env: { OLLAMA_HOST: 'http://127.0.0.1:9' },
    });
    expect(onlyHeal(ended)).toMatchObject({ state: 'healed', attempts: [{ provider: 'recipes' }] });
    expect(ended.code).toBe(0);
  });

  test('where only a model could help, a server that is down is named in a clear end', async () => {
    const red = await createRed(github, 'model-needed', wrongSum);
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json'], {
      env: { OLLAMA_HOST: 'http://127.0.0.1:9' },
    });
    const heal = onlyHeal(ended);
    expect(heal.reason).toBe('provider-failed');
    expect(heal.events.at(-1)?.detail).toMatch(/ollama/);
    expect(heal.next).toBeTruthy();
    expect(ended.code).toBe(1);
    expect(await red.branches()).toEqual(['main']);
  });

  test('CI that is red again on the pushed commit leads to a next attempt on top of it', async () => {
    const red = await createRed(github, 'red-again', sleepingFailure);
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json']);
    const heal = onlyHeal(ended);
    expect(heal.state).toBe('healed');
    expect(ended.code).toBe(0);
    expect(heal.events.filter(({ state }) => state === 'pushed')).toHaveLength(2);
    const branch = heal.delivery?.branch ?? '';
    expect(await red.git('rev-list', '--count', `main..${branch}`)).toBe('2');
    expect(await red.pulls()).toMatchObject([
      { state: 'open', head: { ref: branch, sha: heal.delivery?.commit } },
    ]);
    expect(heal.attempts[0]?.ci).toMatchObject({ conclusion: 'failure' });
    expect(heal.attempts[1]?.ci).toMatchObject({ conclusion: 'success' });
  });

  test('the limit of attempts ends a heal that CI keeps refusing', async () => {
    const red = await createRed(github, 'red-for-ever', sleepingFailure);
    const ended = await machine.run([
      ...['heal', red.run, '--repo', red.repo, '--yes', '--json', '--max-attempts', '1'],
    ]);
    expect(onlyHeal(ended)).toMatchObject({ state: 'exhausted', ci: { conclusion: 'failure' } });
    expect(ended.code).toBe(1);
  });
});

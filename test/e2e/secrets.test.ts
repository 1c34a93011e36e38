import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { watchExchanges } from '../support/github-api/validate.js';
import { listCommandLines } from './support/processes.js';
import { workflowOf, wrongSum } from './support/projects.js';
import { createRed } from './support/red-repository.js';
import { type Machine, openMachine, token } from './support/run-cifix.js';
import { type ScriptedModel, startScriptedModel } from './support/scripted-model.js';

const spellings = [
  token,
  encodeURIComponent(token),
  Buffer.from(token).toString('base64').replace(/=+$/, ''),
  Buffer.from(`x-access-token:${token}`).toString('base64').replace(/=+$/, ''),
];

describe('the token', { timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  let machine: Machine;
  let model: ScriptedModel;
  let violations: readonly string[];

  beforeAll(async () => {
    github = await startGitHub({ tokens: [{ token, login: 'octo' }] });
    violations = watchExchanges(github);
    model = await startScriptedModel();
    machine = await openMachine(github);
  });
  afterAll(async () => {
    await github.close();
    await model.close();
    await machine.remove();
    expect(violations).toEqual([]);
  });

  test('is in no file, no output, no argument list, no prompt and no environment of project code', async () => {
    const red = await createRed(github, 'curious', {
      ...wrongSum,
      // What the project sees of its environment stands in the log, where it would be found.
      '.github/workflows/ci.yml': workflowOf({ test: 'env; git config --list; node --test' }),
    });
    model.answer({
      outcome: 'fix',
      summary: 'add the numbers',
      edits: [{ action: 'replace', file: 'src/sum.js', find: 'a - b', replace: 'a + b' }],
    });
    const seen = new Set<string>();
    const running = machine.start(
      [
        'heal',
        red.run,
        '--repo',
        red.repo,
        '--yes',
        '--json',
        '--debug',
        '--verbose',
        '--delivery',
        'branch',
      ],
      { env: model.env },
    );
    const watch = setInterval(async () => {
      for (const line of await listCommandLines()) seen.add(line);
    }, 20);
    const ended = await running.ended;
    clearInterval(watch);
    expect(JSON.parse(ended.stdout)).toMatchObject({ heals: [{ state: 'healed' }] });
    expect(ended.stderr).toContain('/actions/runs/');

    const texts = [
      ['stdout', ended.stdout],
      ['stderr', ended.stderr],
      ...model.questions.map((question, index) => [`question ${index + 1}`, question]),
      ...[...seen].map((line) => ['argument list', line]),
      ...[...(await machine.readEverything())].map(([path, content]) => [path, content.toString('latin1')]),
    ] as [string, string][];
    expect(model.questions).toHaveLength(1);
    for (const spelling of spellings)
      expect(texts.filter(([, text]) => text.includes(spelling)).map(([place]) => place)).toEqual([]);
    expect(texts.filter(([, text]) => text.includes('e2e-model-key-0815')).map(([place]) => place)).toEqual(
      [],
    );
  });

  test('that a project prints by itself is masked in what is shown and kept', async () => {
    const red = await createRed(github, 'careless', {
      ...wrongSum,
      '.github/workflows/ci.yml': workflowOf({ test: `echo "using ${token}"; node --test` }),
    });
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--provider', 'none', '--verbose']);
    const kept = [...(await machine.readEverything())].filter(([path]) => path.startsWith(machine.stateDir));
    expect(ended.code).toBe(1);
    expect(ended.stderr).not.toContain(token);
    expect(kept.filter(([, content]) => content.includes(token)).map(([path]) => path)).toEqual([]);
  });
});

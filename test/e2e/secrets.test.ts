import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { watchExchanges } from '../support/github-api/validate.js';
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

describe('the token', () => {
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
      // The log of the project holds the token, as a careless step would print it.
      'src/announce.js': `console.log(${JSON.stringify(`debug: token is ${token}`)}, Object.keys(process.env).join());\n`,
      '.github/workflows/ci.yml': workflowOf({
        test: 'node src/announce.js; env | base64 -w0 > environment.txt; node --test',
      }),
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
    const watch = setInterval(() => {
      for (const line of argumentLists()) seen.add(line);
    }, 10);
    const ended = await running.ended;
    clearInterval(watch);
    expect(JSON.parse(ended.stdout)).toMatchObject({ heals: [{ state: 'healed' }] });
    expect(ended.stderr).toContain('/actions/runs/');

    const projectFiles = /\/(?:src\/announce\.js|objects\/)/;
    const texts = [
      ['stdout', ended.stdout],
      ['stderr', ended.stderr],
      ...model.questions.map((question, index) => [`question ${index + 1}`, question]),
      ...[...seen].map((line) => ['argument list', line]),
      ...[...(await machine.readEverything())]
        .filter(([path]) => !projectFiles.test(path))
        .map(([path, content]) => [path, content.toString('latin1')]),
    ] as [string, string][];
    expect(model.questions).toHaveLength(1);
    for (const spelling of spellings)
      expect(texts.filter(([, text]) => text.includes(spelling)).map(([place]) => place)).toEqual([]);
    expect(texts.filter(([, text]) => text.includes('e2e-model-key-0815')).map(([place]) => place)).toEqual(
      [],
    );
  });
});

/** The command lines of all processes of this user, where the system shows them. */
function argumentLists(): string[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
        } catch {
          return [];
        }
      });
  } catch {
    return [];
  }
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { watchExchanges } from '../support/github-api/validate.js';
import { readScan } from './support/answers.js';
import { scriptWithoutBit, workflowOf } from './support/projects.js';
import { createRed, type RedRepository } from './support/red-repository.js';
import { type Ended, type Machine, openMachine as openOne, token } from './support/run-cifix.js';

describe('scan', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  const machines: Machine[] = [];
  let red: RedRepository;
  let violations: readonly string[];

  beforeAll(async () => {
    github = await startGitHub({ tokens: [{ token, login: 'octo' }] });
    violations = watchExchanges(github);
    red = await createRed(github, 'project', scriptWithoutBit);
  });
  afterAll(async () => {
    await github.close();
    for (const machine of machines) await machine.remove();
    expect(violations).toEqual([]);
  });
  const openMachine = async (): Promise<Machine> => {
    const machine = await openOne(github);
    machines.push(machine);
    return machine;
  };

  const failuresOf = (ended: Ended) => readScan(ended).repositories.flatMap(({ failures }) => failures);

  test('it tells what is new only, and an unchanged listing costs one request that is not modified', async () => {
    const machine = await openMachine();
    const first = await machine.run(['scan', '--repo', red.repo, '--json']);
    expect(failuresOf(first)).toMatchObject([
      {
        runId: Number(red.run),
        attempt: 1,
        workflow: 'CI',
        path: '.github/workflows/ci.yml',
        branch: 'main',
        headSha: red.headSha,
        event: 'push',
        conclusion: 'failure',
        jobs: [{ name: 'check', conclusion: 'failure', failedSteps: ['Run it'] }],
      },
    ]);
    expect(readScan(first).requests).toMatchObject({ total: 2, notModified: 0 });

    const second = await machine.run(['scan', '--repo', red.repo, '--json']);
    expect(failuresOf(second)).toEqual([]);
    expect(readScan(second).requests).toMatchObject({ total: 1, notModified: 1 });

    const sha = await github.commitFiles(red.repo, 'topic', { 'README.md': '# topic\n' }, 'Go on');
    await github.waitForIdle();
    const third = await machine.run(['scan', '--repo', red.repo, '--json']);
    expect(failuresOf(third)).toMatchObject([{ headSha: sha, branch: 'topic' }]);

    const since = await machine.run(['scan', '--repo', red.repo, '--since', '1h', '--json']);
    expect(failuresOf(since).map(({ branch }) => branch)).toEqual(['topic', 'main']);
  });

  test('branch, workflow and limit narrow it, and what was cut off comes with the next scan', async () => {
    const machine = await openMachine();
    const wide = await createRed(github, 'wide', {
      '.github/workflows/one.yml': workflowOf({ one: 'false' }).replace('name: CI', 'name: First'),
      '.github/workflows/two.yml': workflowOf({ two: 'false' }).replace('name: CI', 'name: Second'),
    });
    const scan = (...args: string[]) => machine.run(['scan', '--repo', wide.repo, '--json', ...args]);
    expect(failuresOf(await scan('--since', '1h', '--branch', 'other'))).toEqual([]);
    expect(failuresOf(await scan('--since', '1h', '--workflow', 'sec*'))).toMatchObject([
      { workflow: 'Second' },
    ]);

    const fresh = await openMachine();
    const limited = ['scan', '--repo', wide.repo, '--json', '--limit', '1'];
    const told = [await fresh.run(limited), await fresh.run(limited), await fresh.run(limited)].map(
      failuresOf,
    );
    expect(told.map(({ length }) => length)).toEqual([1, 1, 0]);
    expect(
      told
        .flat()
        .map(({ workflow }) => workflow)
        .sort(),
    ).toEqual(['First', 'Second']);
  });

  test('--output writes the same document, --exit-status tells red from green', async () => {
    const machine = await openMachine();
    const ended = await machine.run([
      ...['scan', '--repo', red.repo, '--json', '--output', 'scan.json', '--exit-status'],
    ]);
    expect(ended.code).toBe(1);
    expect(await readFile(join(machine.cwd, 'scan.json'), 'utf8')).toBe(ended.stdout);
    expect((await machine.run(['scan', '--repo', red.repo, '--json', '--exit-status'])).code).toBe(0);

    const text = await machine.run(['scan', '--repo', red.repo, '--since', '1h', '--exit-status']);
    expect(text.stdout).toContain(red.run);
    expect(text.stdout).toContain('check › Run it');
    expect(text.code).toBe(1);
  });

  test('of several repositories one that is not there does not hide the others', async () => {
    const machine = await openMachine();
    const ended = await machine.run(['scan', '--repo', 'octo/gone', '--repo', red.repo, '--json']);
    expect(readScan(ended).repositories).toMatchObject([
      { repo: 'octo/gone', failures: [], error: { code: 'not-found' } },
      { repo: red.repo },
    ]);
    expect(failuresOf(ended).length).toBeGreaterThan(0);
    expect(ended.code).toBe(0);
  });

  test('the configured repositories are scanned when none is named', async () => {
    const machine = await openMachine();
    const config = {
      repositories: [
        { repo: red.repo, branch: 'main' },
        { repo: 'octo/gone', enabled: false },
      ],
    };
    await writeFile(join(machine.cwd, 'cifix.config.json'), JSON.stringify(config));
    const ended = await machine.run(['scan', '--json']);
    expect(readScan(ended).repositories.map(({ repo }) => repo)).toEqual([red.repo]);
    expect(new Set(failuresOf(ended).map(({ branch }) => branch))).toEqual(new Set(['main']));
  });
});

import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { watchExchanges } from '../support/github-api/validate.js';
import { onlyHeal, readError, readHeals } from './support/answers.js';
import { networkFailure, scriptWithoutBit, workflowOf } from './support/projects.js';
import { createRed, type RedRepository } from './support/red-repository.js';
import { type Machine, openMachine, token } from './support/run-cifix.js';

const unreachable = 'http://127.0.0.1:9';

describe('what cifix does not heal', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  let machine: Machine;
  let red: RedRepository;
  let violations: readonly string[];

  beforeAll(async () => {
    github = await startGitHub({
      tokens: [
        { token, login: 'octo' },
        { token: 'reader', login: 'visitor', permission: 'read' },
      ],
    });
    violations = watchExchanges(github);
    machine = await openMachine(github);
    red = await createRed(github, 'project', scriptWithoutBit);
  });
  afterAll(async () => {
    await github.close();
    await machine.remove();
    expect(violations).toEqual([]);
  });

  test('a GitHub that cannot be reached is exit 6', async () => {
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json'], {
      env: { GITHUB_API_URL: `${unreachable}/api/v3`, GITHUB_SERVER_URL: unreachable },
    });
    expect(readError(ended)).toMatchObject({ code: 'github-unreachable' });
    expect(readError(ended).hint).toContain('GITHUB_API_URL');
    expect(ended.code).toBe(6);
  });

  test('a failure of the network is no failure of the code', async () => {
    const infra = await createRed(github, 'infra', networkFailure);
    const ended = await machine.run(['heal', infra.run, '--repo', infra.repo, '--yes', '--json']);
    const heal = onlyHeal(ended);
    expect(heal).toMatchObject({ state: 'not-code', reason: 'infra', attempts: [] });
    expect(heal.diagnosis?.failures[0]).toMatchObject({ action: 'rerun', owner: 'devops' });
    expect(heal.next).toMatch(/re-run/i);
    expect(ended.code).toBe(1);
  });

  test('a run of a fork is refused, and does not keep --all from healing the others', async () => {
    const workflow = workflowOf({ check: './scripts/check.sh' }).replace('on: push', 'on: pull_request');
    const base = await createRed(github, 'forked', {
      'scripts/check.sh': scriptWithoutBit['scripts/check.sh'] ?? null,
      'README.md': '# project\n',
    });
    await github.commitFiles(base.repo, 'main', { '.github/workflows/ci.yml': workflow }, 'Add CI');
    await github.createRepository({ owner: 'stranger', name: 'forked', forkOf: base.repo });
    await github.commitFiles('stranger/forked', 'feature', { 'README.md': '# better\n' }, 'Improve');
    const opened = await fetch(`${github.apiUrl}/repos/${base.repo}/pulls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Improve', head: 'stranger:feature', base: 'main' }),
    });
    expect(opened.status).toBe(201);
    await github.waitForIdle();
    const ended = await machine.run(['heal', '--pr', '1', '--repo', base.repo, '--yes', '--json']);
    expect(readError(ended)).toMatchObject({ code: 'fork', facts: { headRepo: 'stranger/forked' } });
    expect(readError(ended).hint).toContain('--delivery patch');
    expect(ended.code).toBe(7);

    await github.commitFiles(
      base.repo,
      'release',
      { '.github/workflows/ci.yml': String(scriptWithoutBit['.github/workflows/ci.yml']) },
      'Begin a release',
    );
    await github.waitForIdle();
    const all = await machine.run(['heal', '--all', '--repo', base.repo, '--yes', '--json']);
    expect(onlyHeal(all)).toMatchObject({ state: 'healed', branch: 'release' });
    expect(all.stderr).toContain('belongs to the fork stranger/forked');
    expect(all.code).toBe(0);
  });

  test('a run that GitHub does not know is exit 3', async () => {
    const ended = await machine.run(['heal', '4711', '--repo', red.repo, '--yes', '--json']);
    expect(readError(ended)).toMatchObject({ code: 'not-found' });
    expect(readError(ended).message).toContain('run 4711 of octo/project');
    expect(ended.code).toBe(3);
    const nonsense = await machine.run(['heal', 'the-last-one', '--repo', red.repo, '--json']);
    expect(readError(nonsense)).toMatchObject({ code: 'usage' });
    expect(nonsense.code).toBe(3);
  });

  test('a token that GitHub refuses is exit 4, and the message says what to set', async () => {
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes'], {
      env: { GH_TOKEN: 'a-wrong-token' },
    });
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain('does not accept the token');
    expect(ended.stderr).toContain('GH_TOKEN');
    expect(ended.stderr).not.toContain('a-wrong-token');
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    expect(ended.code).toBe(4);
  });

  test('a token that may only read is told so at the push, and the proved fix is kept', async () => {
    const own = await createRed(github, 'read-only', scriptWithoutBit);
    const ended = await machine.run(['heal', own.run, '--repo', own.repo, '--yes', '--json'], {
      env: { GH_TOKEN: 'reader' },
    });
    expect(readError(ended)).toMatchObject({ code: 'git-forbidden' });
    expect(ended.code).toBe(4);
    const [kept] = readHeals(await machine.run(['history', '--repo', own.repo, '--json']), 'history');
    expect(kept).toMatchObject({ state: 'committed' });
    const resumed = await machine.run(['resume', kept?.id ?? '', '--json']);
    expect(onlyHeal(resumed).state).toBe('healed');
  });

  test('a machine without git is exit 5', async () => {
    const bin = join(machine.root, 'home');
    await symlink(process.execPath, join(bin, 'node'));
    for (const args of [
      ['heal', red.run, '--repo', red.repo, '--yes', '--json'],
      ['heal', '--local', '--json'],
    ]) {
      const ended = await machine.run(args, {
        env: { PATH: bin, XDG_STATE_HOME: join(machine.root, 'no-git') },
      });
      expect(readError(ended)).toMatchObject({ code: 'git-missing' });
      expect(ended.code).toBe(5);
    }
  });

  test('a repository without workflows has nothing red', async () => {
    const calm = await createRed(github, 'calm', { 'README.md': '# calm\n' });
    const scan = await machine.run(['scan', '--repo', calm.repo, '--json', '--exit-status']);
    expect(JSON.parse(scan.stdout)).toMatchObject({ repositories: [{ repo: calm.repo, failures: [] }] });
    expect(scan.code).toBe(0);
    const heal = await machine.run(['heal', '--repo', calm.repo, '--json']);
    expect(readError(heal).message).toContain('no failed run');
    expect(heal.code).toBe(3);
  });

  test('a run that is green is left alone, with exit 0', async () => {
    const green = await createRed(github, 'green', {
      '.github/workflows/ci.yml': workflowOf({ check: 'true' }),
    });
    const ended = await machine.run(['heal', green.run, '--repo', green.repo, '--yes', '--json']);
    expect(readHeals(ended)).toEqual([]);
    expect(ended.stderr).toContain('is not red');
    expect(ended.code).toBe(0);
  });

  test('a repository that nobody named is asked for', async () => {
    const ended = await machine.run(['scan', '--json']);
    expect(readError(ended)).toMatchObject({ code: 'no-repository' });
    expect(ended.code).toBe(3);
    const misspelt = await machine.run(['scan', '--repo', 'project', '--json']);
    expect(readError(misspelt)).toMatchObject({ code: 'repo-name' });
    expect(misspelt.code).toBe(3);
  });
});

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { jsonSchema, schemaNames } from '../../src/schemas.js';
import { watchExchanges } from '../support/github-api/validate.js';
import { onlyHeal, readError, readHeals } from './support/answers.js';
import { scriptWithoutBit } from './support/projects.js';
import { createRed } from './support/red-repository.js';
import { type Machine, openMachine as openOne, token } from './support/run-cifix.js';

describe('what is kept and what is configured', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  const machines: Machine[] = [];
  let violations: readonly string[];

  beforeAll(async () => {
    github = await startGitHub({ tokens: [{ token, login: 'octo' }] });
    violations = watchExchanges(github);
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

  const putHistory = async (machine: Machine, text: string): Promise<void> => {
    await mkdir(machine.stateDir, { recursive: true });
    await writeFile(join(machine.stateDir, 'history.json'), text);
  };

  test('"history" lists heals and "history show" tells one of them in full', async () => {
    const machine = await openMachine();
    const red = await createRed(github, 'told', scriptWithoutBit);
    const healed = onlyHeal(
      await machine.run(['heal', red.run, '--repo', red.repo, '--delivery', 'patch', '--yes', '--json']),
    );
    const list = await machine.run(['history', '--json']);
    expect(readHeals(list, 'history').map(({ id, state }) => [id, state])).toEqual([[healed.id, 'healed']]);
    expect(readHeals(await machine.run(['history', '--status', 'declined', '--json']), 'history')).toEqual(
      [],
    );
    expect(readHeals(await machine.run(['history', '--since', '1h', '--json']), 'history')).toHaveLength(1);

    const shown = await machine.run(['history', 'show', healed.id.slice(0, 5), '--json']);
    expect(onlyHeal(shown, 'history')).toEqual(healed);
    expect(shown.code).toBe(0);
    const text = await machine.run(['history', 'show', healed.id]);
    for (const part of [healed.id, 'healed', 'scripts/check.sh', 'verified: green here'])
      expect(text.stdout).toContain(part);

    const unknown = await machine.run(['history', 'show', 'ffffffff', '--json']);
    expect(readError(unknown)).toMatchObject({ code: 'heal-unknown', facts: { id: 'ffffffff' } });
    expect(unknown.code).toBe(3);
  });

  test('a history that cannot be read is set aside whole, and the person is told where', async () => {
    const machine = await openMachine();
    await putHistory(machine, '{ "schemaVersion": 1, "heals": [');
    const ended = await machine.run(['history', '--json']);
    expect(readHeals(ended, 'history')).toEqual([]);
    expect(ended.code).toBe(0);
    const aside = (await readdir(machine.stateDir)).filter((name) => name.includes('unreadable'));
    expect(aside).toHaveLength(1);
    expect(ended.stderr).toContain(aside[0]);
    expect(await readFile(join(machine.stateDir, aside[0] ?? ''), 'utf8')).toBe(
      '{ "schemaVersion": 1, "heals": [',
    );
  });

  test('a history of a newer cifix is refused and left as it is', async () => {
    const machine = await openMachine();
    const newer = '{ "schemaVersion": 2, "heals": {} }';
    await putHistory(machine, newer);
    const ended = await machine.run(['history', '--json']);
    expect(readError(ended)).toMatchObject({ code: 'history-too-new', facts: { version: 2 } });
    expect(ended.code).toBe(3);
    expect(await machine.readHistory()).toBe(newer);
  });

  test('three faults of a configuration are named together, each with its path', async () => {
    const machine = await openMachine();
    const path = join(machine.cwd, 'cifix.config.json');
    await writeFile(
      path,
      JSON.stringify({ maxAttempts: 0, gate: { maxFiles: 'many' }, repositories: [{ repo: 'nameless' }] }),
    );
    for (const args of [['scan'], ['heal', '1', '--repo', 'octo/told']]) {
      const ended = await machine.run([...args, '--json']);
      const error = readError(ended);
      expect(error).toMatchObject({ code: 'config-invalid', facts: { path } });
      expect((error.facts.faults as string[]).map((fault) => fault.split(':')[0]).sort()).toEqual([
        'gate.maxFiles',
        'maxAttempts',
        'repositories[0].repo',
      ]);
      for (const fault of error.facts.faults as string[]) expect(ended.stderr).toContain(fault);
      expect(ended.code).toBe(3);
    }
    const missing = await machine.run(['config', '--config', 'nowhere.json', '--json']);
    expect(readError(missing)).toMatchObject({ code: 'config-missing' });
    expect(missing.code).toBe(3);
  });

  test('"config" tells every value and where it comes from', async () => {
    const machine = await openMachine();
    const path = join(machine.cwd, 'cifix.config.json');
    await writeFile(path, JSON.stringify({ maxAttempts: 5, delivery: 'branch' }));
    const ended = await machine.run(['config', '--json'], { env: { CIFIX_DELIVERY: 'patch' } });
    const told = JSON.parse(ended.stdout) as {
      file: string;
      values: { path: string; value: unknown; origin: string }[];
      surroundings: Record<string, unknown>;
    };
    expect(told.file).toBe(path);
    const origin = Object.fromEntries(told.values.map((entry) => [entry.path, [entry.value, entry.origin]]));
    expect(origin).toMatchObject({
      maxAttempts: [5, 'file'],
      delivery: ['patch', 'environment'],
      'watch.pollSeconds': [0.1, 'environment'],
      'gate.maxLines': [600, 'default'],
    });
    expect(told.surroundings).toMatchObject({ apiUrl: github.apiUrl, token: 'GH_TOKEN' });
    expect(ended.stdout).not.toContain(token);
    expect(ended.code).toBe(0);
  });

  test('"schema" prints the JSON schema of every answer', async () => {
    const machine = await openMachine();
    const listed = await machine.run(['schema', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject({ schemas: [...schemaNames] });
    for (const name of ['heal', 'config']) {
      const ended = await machine.run(['schema', name]);
      expect(JSON.parse(ended.stdout)).toEqual(JSON.parse(JSON.stringify(jsonSchema(name))));
      expect(ended.code).toBe(0);
    }
    const unknown = await machine.run(['schema', 'nothing', '--json']);
    expect(readError(unknown)).toMatchObject({ code: 'usage' });
    expect(unknown.code).toBe(3);
  });

  test('a flag or command that is not there is a usage error with an advice', async () => {
    const machine = await openMachine();
    for (const args of [['hael'], ['scan', '--limit', 'many']]) {
      const ended = await machine.run([...args, '--json']);
      expect(readError(ended)).toMatchObject({ code: 'usage' });
      expect(readError(ended).hint).toContain('--help');
      expect(ended.code).toBe(3);
    }
  });

  test('"doctor" looks at this machine and GitHub, and says what a wrong token lacks', async () => {
    const machine = await openMachine();
    const good = await machine.run(['doctor', '--json']);
    const { checks } = JSON.parse(good.stdout) as { checks: { name: string; status: string }[] };
    expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['node', 'git', 'token']));
    expect(checks.filter(({ status }) => status === 'fault')).toEqual([]);
    expect(good.code).toBe(0);
    const bad = await machine.run(['doctor', '--json'], { env: { GH_TOKEN: 'a-wrong-token' } });
    expect(bad.stdout).not.toContain('a-wrong-token');
    expect(bad.code).toBe(4);
  });
});

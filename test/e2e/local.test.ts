import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FileTree } from '../../src/demo/index.js';
import { onlyHeal, readError, readHeals } from './support/answers.js';
import { comesTrue } from './support/moments.js';
import { listCommandLines } from './support/processes.js';
import { scriptWithoutBit, workflowOf, wrongSum } from './support/projects.js';
import { type Machine, openMachine } from './support/run-cifix.js';
import { startScriptedModel } from './support/scripted-model.js';

const addition = {
  outcome: 'fix',
  summary: 'add the numbers',
  edits: [{ action: 'replace', file: 'src/sum.js', find: 'a - b', replace: 'a + b' }],
} as const;

describe('heal --local', { concurrent: true, timeout: 90_000 }, () => {
  let machine: Machine;

  beforeAll(async () => {
    machine = await openMachine();
  });
  afterAll(async () => {
    await machine.remove();
  });

  /** A git repository on disk with one commit. */
  const createTree = async (files: FileTree): Promise<string> => {
    const dir = await mkdtemp(join(machine.root, 'tree-'));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), String(content));
    }
    git(dir, 'init', '--quiet', '--initial-branch=main');
    git(dir, 'add', '--all');
    git(dir, '-c', 'user.name=octo', '-c', 'user.email=octo@example.com', 'commit', '--quiet', '-m', 'begin');
    return dir;
  };

  test('a proved fix is written into the tree with --yes, and nothing else of it changes', async () => {
    const dir = await createTree(scriptWithoutBit);
    await writeFile(join(dir, 'notes.txt'), 'mine\n');
    const ended = await machine.run(['heal', '--local', '--provider', 'none', '--yes', '--json'], {
      cwd: dir,
    });
    expect(onlyHeal(ended)).toMatchObject({ state: 'healed', localDir: dir, delivery: { kind: 'local' } });
    expect(ended.code).toBe(0);
    expect((await stat(join(dir, 'scripts/check.sh'))).mode & 0o111).toBe(0o111);
    expect(git(dir, 'status', '--porcelain')).toBe(' M scripts/check.sh\n?? notes.txt\n');
    expect(git(dir, 'log', '--oneline').trim().split('\n')).toHaveLength(1);

    const again = await machine.run(['heal', '--local', '--provider', 'none', '--yes', '--json'], {
      cwd: dir,
    });
    expect(readHeals(again)).toEqual([]);
    expect(again.stderr).toContain('Nothing is red here: check.');
    expect(again.code).toBe(0);
  });

  test('the tree is as it was until the approval, and the undo patch restores it byte for byte', async ({
    onTestFinished,
  }) => {
    const dir = await createTree(wrongSum);
    const file = join(dir, 'src/sum.js');
    await writeFile(file, `${wrongSum['src/sum.js'] as string}// in progress`);
    const before = await readFile(file);
    const model = await startScriptedModel();
    onTestFinished(model.close);
    model.answer(addition);
    const waiting = await machine.run(['heal', '--local', dir, '--json'], { env: model.env });
    const heal = onlyHeal(waiting);
    expect(heal).toMatchObject({ state: 'awaiting-approval', attempts: [{ provider: 'openai' }] });
    expect(waiting.code).toBe(8);
    expect(await readFile(file)).toEqual(before);

    const approved = onlyHeal(await machine.run(['approve', heal.id, '--json']));
    expect(approved.state).toBe('healed');
    expect(await readFile(file, 'utf8')).toBe(before.toString().replace('a - b', 'a + b'));
    expect(approved.next).toContain(approved.delivery?.patch);
    git(dir, 'apply', approved.delivery?.patch ?? '');
    expect(await readFile(file)).toEqual(before);
  });

  test('a file that a person edited meanwhile is not touched', async ({ onTestFinished }) => {
    const dir = await createTree(wrongSum);
    const file = join(dir, 'src/sum.js');
    const model = await startScriptedModel();
    onTestFinished(model.close);
    model.answer(addition);
    const heal = onlyHeal(await machine.run(['heal', '--local', dir, '--json'], { env: model.env }));
    expect(heal.state).toBe('awaiting-approval');
    await writeFile(file, 'export const sum = (a, b) => b + a;\n');
    const ended = await machine.run(['approve', heal.id, '--json']);
    expect(onlyHeal(ended)).toMatchObject({ state: 'superseded', reason: 'tree-changed' });
    expect(ended.code).toBe(7);
    expect(await readFile(file, 'utf8')).toBe('export const sum = (a, b) => b + a;\n');
  });

  test('two independent failures are two heals', async () => {
    const dir = await createTree({
      ...wrongSum,
      ...scriptWithoutBit,
      '.github/workflows/ci.yml': workflowOf({ check: './scripts/check.sh', test: 'node --test' }),
    });
    const ended = await machine.run(['heal', '--local', '--provider', 'none', '--yes', '--json'], {
      cwd: dir,
    });
    // The failing test names its place in the code and comes first.
    expect(readHeals(ended).map(({ state, reason }) => [state, reason])).toEqual([
      ['unfixable', 'no-recipe'],
      ['healed', 'written-to-tree'],
    ]);
    expect(ended.code).toBe(1);
    expect(git(dir, 'diff', '--name-only')).toBe('scripts/check.sh\n');
  });

  test.skipIf(process.platform !== 'linux')('Ctrl-C while a job runs is no green tree', async () => {
    const dir = await createTree({ '.github/workflows/ci.yml': workflowOf({ slow: 'sleep 4712' }) });
    const sleeping = async (): Promise<boolean> =>
      (await listCommandLines()).some((line) => line.includes('sleep 4712'));
    const running = machine.start(['heal', '--local', '--json'], { cwd: dir });
    expect(await comesTrue(running, sleeping)).toBe(true);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(readError(ended)).toMatchObject({ code: 'cancelled' });
    expect(ended.code).toBe(2);
    await vi.waitUntil(async () => !(await sleeping()), { interval: 20, timeout: 10_000 });
  });

  test('a tree without workflows or without git is told so', async () => {
    const dir = await createTree({ 'README.md': '# calm\n' });
    const calm = await machine.run(['heal', '--local', '--json'], { cwd: dir });
    expect(readHeals(calm)).toEqual([]);
    expect(calm.stderr).toContain('No job of a workflow could be run here.');
    expect(calm.code).toBe(0);

    const bare = await mkdtemp(join(machine.root, 'plain-'));
    const ended = await machine.run(['heal', '--local', bare, '--json']);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { message: expect.stringContaining('git') } });
    expect(ended.code).toBe(3);
  });
});

const git = (cwd: string, ...args: string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8' });

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GitHubStandIn } from '../../src/demo/index.js';
import { onlyHeal, readError } from './support/answers.js';
import { scriptWithoutBit, twoScriptsWithoutBit } from './support/projects.js';
import { createRed } from './support/red-repository.js';
import type { Machine } from './support/run-cifix.js';
import { useStandIn } from './support/use-stand-in.js';

describe('the ways in which a fix is delivered', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  let machine: Machine;
  useStandIn(
    (scene) => {
      ({ github, machine } = scene);
    },
    { runLagMs: 300 },
  );

  test('a red run becomes an open pull request whose CI is green', async () => {
    const red = await createRed(github, 'by-pull', scriptWithoutBit);
    const ended = await machine.run([
      ...['heal', red.run, '--repo', red.repo, '--yes', '--json', '--sandbox', 'auto'],
    ]);
    const heal = onlyHeal(ended);

    expect(heal).toMatchObject({ state: 'healed', repo: red.repo, headSha: red.headSha, branch: 'main' });
    expect(ended.code).toBe(0);
    expect(heal.events.map(({ state }) => state)).toEqual([
      'detected',
      'diagnosed',
      'replayed',
      'proposed',
      'verified',
      'approved',
      'committed',
      'pushed',
      'watching',
      'healed',
    ]);
    const [pull, ...others] = await red.pulls();
    expect(others).toEqual([]);
    expect(pull).toMatchObject({
      number: heal.delivery?.pullRequest,
      state: 'open',
      base: { ref: 'main' },
      head: { ref: heal.delivery?.branch, sha: heal.delivery?.commit },
    });
    expect(heal.delivery?.branch).toMatch(new RegExp(`^cifix/${red.run}-[0-9a-f]+$`));

    const commit = heal.delivery?.commit ?? '';
    expect(await red.runsAt(commit)).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
    expect(await red.git('rev-parse', `${commit}^`)).toBe(red.headSha);
    expect(await red.git('diff', '--raw', '--abbrev=4', red.headSha, commit)).toMatch(
      /^:100644 100755 .* M\tscripts\/check\.sh$/,
    );
    expect(await red.git('log', '-1', '--format=%(trailers:key=Cifix-Heal,valueonly)', commit)).toBe(heal.id);
    expect(await red.head('main')).toBe(red.headSha);
    expect(heal.ci).toMatchObject({ conclusion: 'success' });
    expect(heal.receipt?.after.wholeJob).toBe(true);
    expect(heal.attempts).toMatchObject([{ n: 1, provider: 'recipes', verified: true }]);
  });

  test('with --delivery branch the failing branch itself goes on by one commit', async () => {
    const red = await createRed(github, 'by-branch', scriptWithoutBit);
    const ended = await machine.run([
      ...['heal', red.run, '--repo', red.repo, '--yes', '--json', '--delivery', 'branch'],
    ]);
    const heal = onlyHeal(ended);

    expect(heal.state).toBe('healed');
    expect(ended.code).toBe(0);
    expect(await red.head('main')).toBe(heal.delivery?.commit);
    expect(await red.git('rev-list', '--count', 'main')).toBe('2');
    expect(await red.branches()).toEqual(['main']);
    expect(await red.pulls()).toEqual([]);
    expect(await red.runsAt(heal.delivery?.commit ?? '')).toMatchObject([{ conclusion: 'success' }]);
  });

  test('with --delivery patch the patch applies to the failing commit and nothing is pushed', async () => {
    const red = await createRed(github, 'by-patch', scriptWithoutBit);
    const ended = await machine.run([
      ...['heal', red.run, '--repo', red.repo, '--yes', '--json', '--delivery', 'patch'],
    ]);
    const heal = onlyHeal(ended);

    expect(heal).toMatchObject({ state: 'healed', delivery: { kind: 'patch' } });
    expect(ended.code).toBe(0);
    expect(await red.branches()).toEqual(['main']);
    expect(await red.head('main')).toBe(red.headSha);
    const patch = heal.delivery?.patch ?? '';
    expect(await readFile(patch, 'utf8')).toContain('scripts/check.sh');
    const clone = await mkdtemp(join(machine.root, 'clone-'));
    execFileSync('git', ['clone', '--quiet', await red.git('rev-parse', '--absolute-git-dir'), clone]);
    execFileSync('git', ['apply', patch], { cwd: clone });
    expect((await stat(join(clone, 'scripts/check.sh'))).mode & 0o111).toBe(0o111);
    expect(execFileSync('git', ['diff', '--name-only'], { cwd: clone, encoding: 'utf8' })).toBe(
      'scripts/check.sh\n',
    );
  });

  test('two independent failures of one run are mended by one commit', async () => {
    const red = await createRed(github, 'two', twoScriptsWithoutBit);
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json']);
    const heal = onlyHeal(ended);

    expect(heal.state).toBe('healed');
    expect(heal.diagnosis?.failures.map(({ job }) => job).sort()).toEqual(['check', 'pack']);
    const commit = heal.delivery?.commit ?? '';
    expect(await red.git('diff', '--name-only', red.headSha, commit)).toBe(
      'scripts/check.sh\nscripts/pack.sh',
    );
    expect(await red.git('rev-list', '--count', `${red.headSha}..${commit}`)).toBe('1');
    expect(await red.runsAt(commit)).toMatchObject([{ conclusion: 'success' }]);
  });

  test('a protected branch is not pushed to, and the way out that the message names leads out', async () => {
    const red = await createRed(github, 'protected', scriptWithoutBit, { protectedBranches: ['main'] });
    const ended = await machine.run([
      ...['heal', red.run, '--repo', red.repo, '--yes', '--json', '--delivery', 'branch'],
    ]);

    expect(ended.code).toBe(7);
    expect(readError(ended)).toMatchObject({ code: 'branch-protected' });
    expect(readError(ended).hint).toContain('--delivery pull-request');
    expect(await red.head('main')).toBe(red.headSha);

    const again = await machine.run([
      ...['heal', red.run, '--repo', red.repo, '--yes', '--json', '--delivery', 'pull-request'],
    ]);
    const heal = onlyHeal(again);
    expect(heal).toMatchObject({ state: 'healed', delivery: { kind: 'pull-request' } });
    expect(await red.pulls()).toMatchObject([{ state: 'open', head: { sha: heal.delivery?.commit } }]);
    expect(await red.head('main')).toBe(red.headSha);
  });

  test('a branch that moved meanwhile is left alone', async ({ onTestFinished }) => {
    const red = await createRed(github, 'moved', scriptWithoutBit);
    onTestFinished(github.holdJobs());
    const moved = await github.commitFiles(red.repo, 'main', { 'README.md': '# new\n' }, 'Go on');
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json']);

    expect(onlyHeal(ended)).toMatchObject({ state: 'superseded', reason: 'branch-moved' });
    expect(ended.code).toBe(7);
    expect(await red.branches()).toEqual(['main']);
    expect(await red.head('main')).toBe(moved);
    expect(await red.pulls()).toEqual([]);
  });
});

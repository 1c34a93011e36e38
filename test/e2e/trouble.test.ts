import { describe, expect, test } from 'vitest';
import type { FaultKind, GitHubStandIn } from '../../src/demo/index.js';
import { onlyHeal, readError, readHeals } from './support/answers.js';
import { scriptWithoutBit, workflowOf } from './support/projects.js';
import { createRed } from './support/red-repository.js';
import { type Machine, token } from './support/run-cifix.js';
import { useStandIn } from './support/use-stand-in.js';

describe('a world that does not stand still', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  let machine: Machine;
  useStandIn((scene) => {
    ({ github, machine } = scene);
  });

  test.each<[name: string, path: string, kind: FaultKind, code: string]>([
    ['a rate limit that lasts', 'pulls\\?', 'primary', 'rate-limited'],
    ['a log that the token may not read', 'actions/jobs/\\d+/logs', 'forbidden', 'forbidden'],
    ['a listing that is cut off', 'actions/runs/\\d+/jobs', 'truncated-body', 'github-answer-broken'],
    ['a pull request whose answer is lost', 'pulls$', 'drop-body', 'github-answer-broken'],
  ])(
    '%s ends in an error that saves what was done, and the same command goes on',
    async (name, path, kind, code) => {
      const red = await createRed(github, name.replaceAll(' ', '-'), scriptWithoutBit);
      const fault = github.fault({
        match: { path: new RegExp(`${red.repo}/${path}`) },
        kind,
        retryAfterSeconds: 3600,
      });
      const command = ['heal', red.run, '--repo', red.repo, '--yes', '--json'];
      const ended = await machine.run(command);
      expect(readError(ended)).toMatchObject({ code });
      expect(ended.code).toBe(code === 'forbidden' ? 4 : 6);
      expect(fault.left()).toBe(0);
      const again = await machine.run(command);
      expect(onlyHeal(again)).toMatchObject({ state: 'healed' });
      expect(again.code).toBe(0);
      expect(await red.pulls()).toHaveLength(1);
      expect(readHeals(await machine.run(['history', '--repo', red.repo, '--json']), 'history')).toHaveLength(
        1,
      );
    },
  );

  test('two at once on the same run deliver one fix, and the second says who is at it', async () => {
    const red = await createRed(github, 'at-once', scriptWithoutBit);
    const command = ['heal', red.run, '--repo', red.repo, '--yes', '--json'];
    const both = await Promise.all([machine.run(command), machine.run(command)]);
    const [healed, busy] = both[0]?.code === 0 ? both : both.toReversed();
    expect(healed && onlyHeal(healed).state).toBe('healed');
    expect(busy && readError(busy)).toMatchObject({ code: 'lock-busy' });
    expect(busy?.code).toBe(7);
    expect(await red.pulls()).toHaveLength(1);
    expect(await red.branches()).toHaveLength(2);
    expect(onlyHeal(await machine.run(command)).state).toBe('healed');
  });

  test('the red run of a pull request is mended by a pull request against its branch', async () => {
    const workflow = String(scriptWithoutBit['.github/workflows/ci.yml']).replace(
      'on: push',
      'on: pull_request',
    );
    const red = await createRed(github, 'reviewed', { 'README.md': '# project\n' });
    await github.commitFiles(
      red.repo,
      'feature',
      { ...scriptWithoutBit, '.github/workflows/ci.yml': workflow },
      'Add a check',
    );
    await openPull(red.repo);
    const ended = await machine.run(['heal', '--pr', '1', '--repo', red.repo, '--yes', '--json']);
    const heal = onlyHeal(ended);
    expect(heal).toMatchObject({ state: 'healed', branch: 'feature' });
    expect(ended.code).toBe(0);
    const pulls = await red.pulls();
    expect(pulls.find(({ number }) => number === heal.delivery?.pullRequest)).toMatchObject({
      base: { ref: 'feature' },
      head: { sha: heal.delivery?.commit },
    });
    expect(await red.runsAt(heal.delivery?.commit ?? '')).toMatchObject([{ conclusion: 'success' }]);
  });

  test('the run of a pull request is replayed as the merge that CI ran, and the fix goes onto its head', async () => {
    // Only the merge has what came into main since: on the head alone another failure would come first.
    const workflow = workflowOf({ check: 'cat came-later.txt && ./scripts/check.sh' }).replace(
      'on: push',
      'on: pull_request',
    );
    const red = await createRed(github, 'merged', { 'README.md': '# project\n' });
    const files = { ...scriptWithoutBit, '.github/workflows/ci.yml': workflow };
    const head = await github.commitFiles(red.repo, 'feature', files, 'Add a check');
    await github.commitFiles(red.repo, 'main', { 'came-later.txt': 'later\n' }, 'Go on');
    await openPull(red.repo);
    const wanted = ['heal', '--pr', '1', '--repo', red.repo, '--yes', '--delivery', 'branch', '--json'];
    const heal = onlyHeal(await machine.run(wanted));
    expect(heal).toMatchObject({ state: 'healed', headSha: head, attempts: [{ verified: true }] });
    expect(heal.mergeSha).toMatch(/^[0-9a-f]{40}$/);
    expect(heal.attempts[0]?.diff).not.toContain('came-later');
    const pushed = heal.delivery?.commit ?? '';
    expect(await red.git('rev-parse', `${pushed}^`)).toBe(head);
    expect(await red.git('diff', '--name-only', head, pushed)).toBe('scripts/check.sh');
  });

  async function openPull(repo: string): Promise<void> {
    const opened = await fetch(`${github.apiUrl}/repos/${repo}/pulls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Check', head: 'feature', base: 'main' }),
    });
    expect(opened.status).toBe(201);
    await github.waitForIdle();
  }
});

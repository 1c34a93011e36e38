import { describe, expect, test } from 'vitest';
import type { GitHubStandIn } from '../../src/demo/index.js';
import { onlyHeal, readError, readHeals } from './support/answers.js';
import { scriptWithoutBit } from './support/projects.js';
import { createRed } from './support/red-repository.js';
import type { Machine } from './support/run-cifix.js';
import { useStandIn } from './support/use-stand-in.js';

describe('a proved fix that waits for a person', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  let machine: Machine;
  useStandIn((scene) => {
    ({ github, machine } = scene);
  });

  test('without a terminal and without --yes it waits, "pending" lists it and "approve" delivers it', async () => {
    const red = await createRed(github, 'approved', scriptWithoutBit);
    const ended = await machine.run(['heal', red.run, '--repo', red.repo, '--json']);
    const waiting = onlyHeal(ended);
    expect(waiting).toMatchObject({ state: 'awaiting-approval', attempts: [{ verified: true }] });
    expect(waiting.next).toContain(`cifix approve ${waiting.id}`);
    expect(ended.code).toBe(8);
    expect(await red.branches()).toEqual(['main']);

    const pending = await machine.run(['pending', '--json']);
    expect(readHeals(pending, 'pending').map(({ id }) => id)).toContain(waiting.id);
    expect(pending.code).toBe(0);

    const approved = await machine.run(['approve', waiting.id, '--json']);
    expect(onlyHeal(approved)).toMatchObject({ id: waiting.id, state: 'healed', approval: { by: 'person' } });
    expect(approved.code).toBe(0);
    expect(await red.pulls()).toMatchObject([{ state: 'open' }]);
    const after = readHeals(await machine.run(['pending', '--json']), 'pending');
    expect(after.map(({ id }) => id)).not.toContain(waiting.id);

    const again = await machine.run(['approve', waiting.id, '--json']);
    expect(again.code).toBe(3);
    expect(readError(again)).toMatchObject({ code: 'heal-not-waiting', facts: { state: 'healed' } });
  });

  test('"reject" ends it as declined and nothing is pushed', async () => {
    const red = await createRed(github, 'rejected', scriptWithoutBit);
    const waiting = onlyHeal(await machine.run(['heal', red.run, '--repo', red.repo, '--json']));
    const rejected = await machine.run([
      'reject',
      waiting.id,
      '--reason',
      'the mode is on purpose',
      '--json',
    ]);
    const declined = onlyHeal(rejected);
    expect(declined).toMatchObject({ state: 'declined', reason: 'declined' });
    expect(declined.events.at(-1)?.detail).toBe('the mode is on purpose');
    expect(rejected.code).toBe(0);
    expect(await red.branches()).toEqual(['main']);
    const [kept] = readHeals(await machine.run(['history', '--repo', red.repo, '--json']), 'history');
    expect(kept?.state).toBe('declined');
  });

  test('the delivery that was asked for is kept until the approval, and the branch is looked at again', async () => {
    const red = await createRed(github, 'waits', scriptWithoutBit);
    const waiting = onlyHeal(
      await machine.run(['heal', red.run, '--repo', red.repo, '--delivery', 'branch', '--json']),
    );
    const approved = onlyHeal(await machine.run(['approve', waiting.id.slice(0, 6), '--json']));
    expect(approved.state).toBe('healed');
    expect(await red.head('main')).toBe(approved.delivery?.commit);

    const other = await createRed(github, 'waits-too-long', scriptWithoutBit);
    const late = onlyHeal(await machine.run(['heal', other.run, '--repo', other.repo, '--json']));
    const moved = await github.commitFiles(other.repo, 'main', { 'README.md': '# new\n' }, 'Go on');
    const ended = await machine.run(['approve', late.id, '--json']);
    expect(onlyHeal(ended)).toMatchObject({ state: 'superseded', reason: 'branch-moved' });
    expect(ended.code).toBe(7);
    expect(await other.branches()).toEqual(['main']);
    expect(await other.head('main')).toBe(moved);
  });

  test('after a dry run the same heal is delivered with --yes', async () => {
    const red = await createRed(github, 'dry', scriptWithoutBit);
    const dry = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--dry-run', '--json']);
    expect(onlyHeal(dry)).toMatchObject({ state: 'awaiting-approval', reason: 'dry-run' });
    expect(dry.code).toBe(8);
    expect(await red.branches()).toEqual(['main']);

    const real = await machine.run(['heal', red.run, '--repo', red.repo, '--yes', '--json']);
    expect(onlyHeal(real)).toMatchObject({ state: 'healed', id: onlyHeal(dry).id });
    expect(await red.pulls()).toHaveLength(1);
  });
});

import { readFileSync, statSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { HealRecord, PullRequest } from '../../../src/domain/index.js';
import { CifixError } from '../../../src/errors/index.js';
import { driveHeal } from '../../../src/orchestrator/index.js';
import { createHealWorld, type HealWorld } from '../../support/heal-world.js';
import { anAttempt, aReceipt, aRecord, aRun, sha } from '../../support/samples.js';

const [base, commit, other] = [sha('a'), sha('c'), sha('f')];

let world: HealWorld;
afterEach(() => world.close());

const approved = (given: Partial<HealRecord> = {}): HealRecord =>
  aRecord('approved', {
    attempts: [anAttempt({ tree: sha('d'), diff: 'the patch\n' })],
    receipt: aReceipt(),
    gitDir: '/mirror.git',
    approval: { by: 'person', at: '2026-01-02T03:00:00.000Z' },
    ...given,
  });
const committed = (given: Partial<HealRecord> = {}): HealRecord =>
  approved({
    state: 'committed',
    delivery: { kind: 'pull-request', branch: 'cifix/77-abcdef', commit },
    ...given,
  });

const pull: PullRequest = {
  number: 9,
  url: 'https://github.test/octo/project/pull/9',
  state: 'open',
  headBranch: 'cifix/77-abcdef',
  headSha: commit,
  headRepo: 'octo/project',
  baseBranch: 'main',
};
const drive = (record: HealRecord): Promise<HealRecord> => driveHeal(record, world.settings, world.ports);

describe('a pull request', () => {
  test('comes from a branch of its own, with the commit on top of the failing one', async () => {
    world = createHealWorld({
      settings: { watch: false },
      git: {
        readRemoteHead: [
          (url, branch) => {
            expect([url, branch]).toEqual(['https://github.test/octo/project.git', 'main']);
            return base;
          },
          (_url, branch) => {
            expect(branch).toBe('cifix/77-abcdef');
            return undefined;
          },
          () => base,
        ],
        commitTree: [
          (request) => {
            expect(request).toEqual({
              gitDir: '/mirror.git',
              tree: sha('d'),
              parent: base,
              message: 'fix for abcdef12',
              at: Date.parse('2026-01-02T03:00:00.000Z'),
            });
            return commit;
          },
        ],
        pushCommit: [
          (request) =>
            expect(request).toEqual({
              gitDir: '/mirror.git',
              url: 'https://github.test/octo/project.git',
              commit,
              branch: 'cifix/77-abcdef',
            }),
        ],
      },
      github: {
        findOpenPullRequest: [
          (repo, head, into) => {
            expect([repo, head, into]).toEqual(['octo/project', 'cifix/77-abcdef', 'main']);
            return undefined;
          },
        ],
        createPullRequest: [
          (_repo, request) => {
            expect(request).toEqual({
              head: 'cifix/77-abcdef',
              base: 'main',
              title: 'title of abcdef12',
              body: 'body',
            });
            return pull;
          },
        ],
      },
    });
    const record = await drive(approved());
    expect(record).toMatchObject({ state: 'watching', reason: 'not-watched', pushedSha: commit });
    expect(record.delivery).toMatchObject({ pullRequest: 9, pullRequestUrl: pull.url });
    expect(world.fakes.of('workspaces.keep')).toEqual([['/mirror.git', 'abcdef12', commit]]);
  });

  test('that is open already is used, not opened twice', async () => {
    world = createHealWorld({
      settings: { watch: false },
      github: { findOpenPullRequest: [() => pull] },
    });
    expect((await drive(committed({ state: 'pushed' }))).delivery?.pullRequest).toBe(9);
  });
});

describe('delivery onto the branch', () => {
  test('pushes to the failing branch and opens no pull request', async () => {
    world = createHealWorld({
      settings: { delivery: 'branch', watch: false },
      git: {
        readRemoteHead: [() => base, () => base, () => base],
        commitTree: [() => commit],
        pushCommit: [({ branch }) => expect(branch).toBe('main')],
      },
    });
    const record = await drive(approved());
    expect(record.delivery).toEqual({ kind: 'branch', branch: 'main', commit });
    expect(record.events.map(({ state }) => state).slice(-3)).toEqual(['committed', 'pushed', 'watching']);
  });

  test('of a second try stands on the commit that was pushed before', async () => {
    world = createHealWorld({
      settings: { delivery: 'branch', watch: false },
      git: {
        readRemoteHead: [() => sha('b'), () => sha('b'), () => sha('b')],
        commitTree: [
          ({ parent }) => {
            expect(parent).toBe(sha('b'));
            return commit;
          },
        ],
        pushCommit: [() => undefined],
      },
    });
    await drive(approved({ pushedSha: sha('b') }));
  });
});

describe('a branch that moved meanwhile', () => {
  test.each([
    ['moved on', other, 'moved on to ffffffffff meanwhile'],
    ['was deleted', undefined, 'was deleted meanwhile'],
  ])('stops the heal before the commit when it %s', async (_case, head, words) => {
    world = createHealWorld({ git: { readRemoteHead: [() => head] } });
    const record = await drive(approved());
    expect(record).toMatchObject({ state: 'superseded', reason: 'branch-moved' });
    expect(record.events.at(-1)?.detail).toContain(words);
    expect(record.next).toContain('nothing was pushed');
  });

  test('stops the heal between commit and push', async () => {
    world = createHealWorld({ git: { readRemoteHead: [() => undefined, () => other] } });
    expect(await drive(committed())).toMatchObject({ state: 'superseded', reason: 'branch-moved' });
    expect(world.fakes.order('git.pushCommit')).toEqual([]);
  });

  test('a push that git refuses leaves the record where the next process goes on', async () => {
    const moved = new CifixError({ kind: 'refused', code: 'branch-moved', message: 'It moved.', hint: '' });
    world = createHealWorld({
      git: {
        readRemoteHead: [() => undefined, () => base],
        pushCommit: [() => Promise.reject(moved)],
      },
    });
    await expect(drive(committed())).rejects.toBe(moved);
    expect(world.saved()).toEqual([]);
  });
});

describe('after a crash', () => {
  test('a commit that reached the remote is not pushed again', async () => {
    world = createHealWorld({
      settings: { watch: false },
      git: { readRemoteHead: [() => commit] },
      github: { findOpenPullRequest: [() => pull] },
    });
    const record = await drive(committed());
    expect(record).toMatchObject({ state: 'watching', pushedSha: commit });
  });

  test('a commit that reached the failing branch itself is not taken for a foreign one', async () => {
    world = createHealWorld({
      settings: { watch: false, delivery: 'branch' },
      git: { readRemoteHead: [() => commit] },
    });
    const delivery = { kind: 'branch' as const, branch: 'main', commit };
    expect(await drive(committed({ delivery }))).toMatchObject({ state: 'watching', reason: 'not-watched' });
  });
});

describe('delivery as a patch', () => {
  test('writes the proved change beside the record and touches neither git nor GitHub', async () => {
    world = createHealWorld({ settings: { delivery: 'patch' } });
    const record = await drive(approved({ run: aRun({ headRepo: 'someone/fork' }) }));
    expect(record).toMatchObject({ state: 'healed', reason: 'patch-written', delivery: { kind: 'patch' } });
    const file = record.delivery?.patch ?? '';
    expect(readFileSync(file, 'utf8')).toBe('the patch\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(record.next).toBe(`Apply it with: git apply ${file}`);
    expect(world.fakes.calls.map(({ name }) => name).filter((name) => /^git/.test(name))).toEqual([]);
  });
});

describe('delivery into the working tree', () => {
  const local = { localDir: '/home/me/project', headSha: sha('e'), run: undefined, remoteUrl: undefined };

  test('hands over the difference to the snapshot, and says how to undo it', async () => {
    world = createHealWorld({
      workspaces: {
        writeToLocal: [
          (request) => {
            expect(request).toMatchObject({
              top: '/home/me/project',
              gitDir: '/mirror.git',
              from: sha('e'),
              to: sha('d'),
            });
            return { written: ['src/a.js'] };
          },
        ],
      },
    });
    const record = await drive(approved(local));
    expect(record).toMatchObject({ state: 'healed', reason: 'written-to-tree' });
    expect(record.next).toContain(`git apply ${record.delivery?.patch}`);
  });

  test('stops when the person changed those files meanwhile', async () => {
    world = createHealWorld({ workspaces: { writeToLocal: [() => ({ moved: ['src/a.js'] })] } });
    const record = await drive(approved(local));
    expect(record).toMatchObject({ state: 'superseded', reason: 'tree-changed' });
    expect(record.events.at(-1)?.detail).toContain('src/a.js');
  });
});

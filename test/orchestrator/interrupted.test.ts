import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { HealRecord, PullRequest } from '../../src/domain/index.js';
import { driveHeal, type Ports } from '../../src/orchestrator/index.js';
import { createHealWorld, log } from '../support/heal-world.js';
import { aFailure, aJob, aRecord, aReport, aRun, sha } from '../support/samples.js';
import { whenever } from '../support/strict-fake.js';

// What outlives a process: GitHub, the mirror, and the history on disk.
interface Outside {
  heads: Map<string, string>;
  pushed: string[];
  pulls: PullRequest[];
  record: HealRecord;
}

const outside = (): Outside => ({
  heads: new Map([['main', sha('a')]]),
  pushed: [],
  pulls: [],
  record: aRecord('detected'),
});

class Killed extends Error {}

/** The ports of one process, which dies at its `at`-th call: before the call has an effect, or right after it. */
function mortal(ports: Ports, death: { at: number; when: 'before' | 'after' } | undefined) {
  let calls = 0;
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          calls += 1;
          // What swallowed the death must not go on living.
          if (death && calls > death.at) throw new Killed();
          const dies = calls === death?.at;
          if (dies && death?.when === 'before') throw new Killed();
          const answer: unknown = member.apply(target, args);
          if (!dies) return answer;
          if (!(answer instanceof Promise)) throw new Killed();
          return answer.then(() => {
            throw new Killed();
          });
        };
      },
    });
  const wrapped: Ports = {
    ...ports,
    github: wrap(ports.github),
    git: wrap(ports.git),
    workspaces: wrap(ports.workspaces),
    replay: wrap(ports.replay),
    fixer: wrap(ports.fixer),
    approver: wrap(ports.approver),
    history: wrap(ports.history),
  };
  return { wrapped, calls: () => calls };
}

/** One process that heals until it is done or dies. */
async function live(
  world: Outside,
  delivery: 'pull-request' | 'branch',
  death?: Parameters<typeof mortal>[1],
) {
  const { heads, pulls } = world;
  const pushedRuns = () =>
    world.pushed.map((headSha, index) =>
      aRun({ id: 80 + index, headSha, status: 'completed', conclusion: 'success' }),
    );
  const heal = createHealWorld({
    settings: { delivery },
    finds: (_job, tree) => (tree === sha('a') ? { step: 3, reports: [aReport()] } : {}),
    onSave: (record) => {
      world.record = record;
    },
    fixer: {
      hasModel: false,
      applyRecipes: whenever(async ({ workspace }) => {
        heal.put(workspace, sha('d'));
        return [{ name: 'eslint-fix', summary: 'eslint --fix', touchesTests: true }];
      }),
      judge: whenever(() => ({ band: 'ask' as const, risk: 1, reasons: [] })),
    },
    approver: { decide: whenever(async () => ({ kind: 'accept' as const, by: 'yes-flag' as const })) },
    git: {
      readRemoteHead: whenever(async (_url, branch) => heads.get(branch)),
      commitTree: whenever(async ({ tree, parent, message, at }) =>
        createHash('sha1').update(`${tree} ${parent} ${message} ${at}`).digest('hex'),
      ),
      pushCommit: whenever(async ({ commit, branch }) => {
        heads.set(branch, commit);
        world.pushed.push(commit);
      }),
    },
    github: {
      listJobs: whenever(async () => [aJob()]),
      listAnnotations: whenever(async () => []),
      openJobLog: whenever(async () => log('ci')),
      findOpenPullRequest: whenever(async (_repo, head) =>
        pulls.find(({ headBranch }) => headBranch === head),
      ),
      createPullRequest: whenever(async (_repo, { head, base }) => {
        const number = pulls.length + 1;
        const pull = {
          number,
          url: `https://github.test/pull/${number}`,
          state: 'open' as const,
          headBranch: head,
          headSha: heads.get(head) ?? '',
          headRepo: 'octo/project',
          baseBranch: base,
        };
        pulls.push(pull);
        return pull;
      }),
      listRuns: whenever(async () => ({ runs: pushedRuns() })),
    },
  });
  heal.ciLog('ci', aFailure());
  // Every process lives at another time.
  await heal.clock.sleep(world.record.events.length * 3_600_000);
  const { wrapped, calls } = mortal(heal.ports, death);
  try {
    world.record = await driveHeal(world.record, heal.settings, wrapped);
    return { died: false, calls: calls() };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { died: true, calls: calls() };
  } finally {
    heal.close();
  }
}

test.each([
  ['pull-request', 'before'],
  ['pull-request', 'after'],
  ['branch', 'before'],
  ['branch', 'after'],
] as const)(
  'a heal with delivery %s that dies at any call, %s its effect, ends as if it had not, with one push',
  async (delivery, when) => {
    const { calls } = await live(outside(), delivery);
    expect(calls).toBeGreaterThan(25);
    for (let at = 1; at <= calls; at += 1) {
      const world = outside();
      expect((await live(world, delivery, { at, when })).died, `call ${at}`).toBe(true);
      await live(world, delivery);
      expect(world.record.state, `call ${at}`).toBe('healed');
      expect(world.pushed, `call ${at}`).toHaveLength(1);
      expect(world.pulls.length, `call ${at}`).toBe(delivery === 'branch' ? 0 : 1);
    }
  },
);

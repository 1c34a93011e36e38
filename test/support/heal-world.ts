import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  BugReport,
  Category,
  Failure,
  FileChange,
  HealRecord,
  Plan,
  Workspace,
} from '../../src/domain/index.js';
import type {
  ApproverPort,
  FixerPort,
  GitHubPort,
  GitPort,
  HealSettings,
  Notice,
  Ports,
  Replay,
  WorkspacePort,
} from '../../src/orchestrator/index.js';
import { createFakeClock } from './fake-clock.js';
import { aFailure, aPlan } from './samples.js';
import { type Script, StrictFakes, whenever } from './strict-fake.js';

/** What a replay finds in a tree: green, or the step that is red and why. */
export interface Found {
  step?: number;
  reports?: BugReport[];
  /** Of the failure; without it `lint`. */
  category?: Category;
}

interface Scenario {
  settings?: Partial<HealSettings>;
  plans?: Plan[];
  /** What running a job (or only one step of it, or from one on) on a tree finds. */
  finds?(job: string, tree: string, only?: number, from?: number): Found;
  /** The changes that `git diff` would show between two trees. */
  changes?(from: string, to: string): FileChange[];
  github?: Script<GitHubPort>;
  git?: Script<GitPort>;
  fixer?: Script<FixerPort>;
  approver?: Script<ApproverPort>;
  workspaces?: Script<WorkspacePort>;
  replay?: Script<Ports['replay']>;
  history?: Script<Ports['history']>;
  onSave?(record: HealRecord): void;
  onSleep?(passedMs: number): void;
}

const settings: HealSettings = {
  maxAttempts: 3,
  candidates: 1,
  delivery: 'pull-request',
  dryRun: false,
  shrinkMs: 0,
  watch: true,
  watchTimeoutMs: 60 * 60_000,
  appearTimeoutMs: 3 * 60_000,
  pollMs: 5000,
};

export const noModel: Script<FixerPort> = { hasModel: false };

/**
 * The ports of the loop over a world of trees that are plain names. Workspaces and replays behave (a tree
 * is what was put there last, a replay answers by the tree); everything with an effect outside is scripted
 * call by call and fails when it is not expected, or expected and not called.
 */
export function createHealWorld(scenario: Scenario) {
  const fakes = new StrictFakes();
  const directory = mkdtempSync(join(tmpdir(), 'heal-world-'));
  const trees = new Map<string, string>();
  const logs = new Map<string, Failure[]>();
  const notices: Notice[] = [];
  const clock = createFakeClock(scenario.onSleep);
  const controller = new AbortController();
  const plans = scenario.plans ?? [aPlan()];
  const finds = scenario.finds ?? ((): Found => ({}));
  const treeOf = ({ tree }: Workspace): string => trees.get(tree) ?? 'nothing';

  const replay = async (
    plan: Plan,
    workspace: Workspace,
    { logFile, only, from }: { logFile: string; only?: number; from?: number },
  ): Promise<Replay> => {
    const found = finds(plan.jobName, treeOf(workspace), only, from);
    const step = plan.steps.find(({ number }) => number === found.step);
    const failed = step && {
      number: step.number,
      name: step.name,
      treatment: 'replayed' as const,
      conclusion: 'failure' as const,
      exitCode: 1,
      durationMs: 1000,
    };
    logs.set(
      logFile,
      failed
        ? [
            aFailure({
              job: plan.jobName,
              step: failed.name,
              reports: found.reports ?? [],
              category: found.category ?? 'lint',
            }),
          ]
        : [],
    );
    return {
      conclusion: failed ? 'failure' : 'success',
      jobName: plan.jobName,
      steps: failed ? [failed] : [],
      ...(failed ? { failedStep: failed, command: step.name.slice(4) } : {}),
      logFile,
      sandbox: 'bwrap',
      warnings: [],
      durationMs: 3000,
      session: `before the red step on ${treeOf(workspace)}`,
    };
  };

  const ports: Ports = {
    clock,
    signal: controller.signal,
    github: fakes.make('github', scenario.github ?? {}),
    git: fakes.make('git', scenario.git ?? {}),
    workspaces: fakes.make<WorkspacePort>('workspaces', {
      fetchCommit: whenever(async () => '/mirror.git'),
      create: whenever(async ({ id, gitDir, commit }) => {
        trees.set(`/trees/${id}`, commit);
        return { id, gitDir, commit, tree: `/trees/${id}`, scratch: `/scratch/${id}` };
      }),
      reset: whenever(async (workspace, treeish) => void trees.set(workspace.tree, treeish)),
      writeTree: whenever(async (workspace) => treeOf(workspace)),
      diff: whenever(async (_gitDir, from, to) => ({
        patch: from === to ? '' : `${from} → ${to}`,
        changes:
          from === to
            ? []
            : (scenario.changes?.(from, to) ?? [
                { file: 'src/a.js', kind: 'modified' as const, added: 1, removed: 1 },
              ]),
      })),
      keep: whenever(async () => {}),
      readAt: whenever(async () => 'text'),
      takeBack: whenever(async (_gitDir, { of }) => of),
      remove: whenever(async () => {}),
      ...scenario.workspaces,
    }),
    replay: fakes.make<Ports['replay']>('replay', {
      plan: whenever(async (_workspace, { jobName }) => {
        const plan = plans.find((known) => known.jobName === jobName);
        return plan ? { plan } : { problem: `there is no job "${jobName}"` };
      }),
      // Every plan of these tests installs in its first step.
      preparesOnly: whenever((_plan, _step, { mayInstall }) => mayInstall),
      planAll: whenever(async () => ({ plans, faults: [], notes: [] })),
      run: whenever(replay),
      ...scenario.replay,
    }),
    fixer: fakes.make<FixerPort>('fixer', {
      isSource: whenever(() => true),
      judge: whenever(() => ({ band: 'ask', risk: 1, reasons: [] })),
      weigh: whenever((verdict) => verdict),
      ...(scenario.fixer ?? noModel),
    }),
    approver: fakes.make('approver', scenario.approver ?? {}),
    texts: {
      commitMessage: (record) => `fix for ${record.id}`,
      pullRequest: (record) => ({ title: `title of ${record.id}`, body: 'body' }),
    },
    history: fakes.make<Ports['history']>('history', {
      save: whenever(async (record) => scenario.onSave?.(record)),
      fileOf: whenever(async (_id, name) => join(directory, name)),
      keepText: whenever(async () => {}),
      recall: whenever(async () => ({ similar: [], pushed: [], answers: [], spurned: [] })),
      ...scenario.history,
    }),
    readFailures: async (source) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of source) chunks.push(chunk);
      const failures = logs.get(Buffer.concat(chunks).toString()) ?? [];
      return { failures, stats: { lines: 100, bytes: 2000, ms: 1 }, notes: [] };
    },
    openFile: (path) => log(path),
    tell: (notice) => void notices.push(notice),
  };

  return {
    ports,
    clock,
    fakes,
    notices,
    directory,
    abort: (reason: Error) => controller.abort(reason),
    settings: { ...settings, ...scenario.settings },
    /** What a recipe or a model does to the files of a workspace. */
    put: (workspace: Workspace, tree: string) => void trees.set(workspace.tree, tree),
    treeOf,
    /** What stands in a log of CI, by the name that `log` was given. */
    ciLog: (name: string, ...failures: Failure[]) => void logs.set(name, failures),
    saved: (): HealRecord[] => fakes.of('history.save').map(([record]) => record as HealRecord),
    /** The effects in order, `save` with the state; only those that `wanted` matches. */
    story: (wanted: RegExp): string[] =>
      fakes.calls
        .map(({ name, args }) =>
          name === 'history.save' ? `save ${(args[0] as HealRecord).state}` : tellCall(name, args),
        )
        .filter((line) => wanted.test(line)),
    /** Fails the test when a fake was called unexpectedly or not called at all. */
    close: () => {
      rmSync(directory, { recursive: true, force: true });
      fakes.check();
    },
  };
}

export type HealWorld = ReturnType<typeof createHealWorld>;

/** The bytes of a log that `ciLog` knows by its name. */
export async function* log(name: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(name);
}

function tellCall(name: string, args: unknown[]): string {
  const [first, second] = args;
  switch (name) {
    case 'workspaces.reset':
      return `reset to ${String(second)} keeping ${String(args[2])}`;
    case 'replay.run': {
      const { only, from } = args[2] as { only?: number; from?: number };
      const part = only === undefined ? (from === undefined ? '' : ` from ${from}`) : ` step ${only}`;
      return `replay ${(first as Plan).jobName}${part}`;
    }
    default:
      return name;
  }
}

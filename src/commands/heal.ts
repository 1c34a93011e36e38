import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { HealRecord, Run } from '../domain/index.js';
import { usageError } from '../errors/index.js';
import { healLocal, healRun, redHeads, wasGivenUp } from '../orchestrator/index.js';
import { cacheLimits, createPorts, healSettings, openWorld, type World } from '../wiring.js';
import { tidyCache } from '../workspace/index.js';
import { aloneAt, unlessRefused } from './alone-at.js';
import {
  collect,
  list,
  money,
  oneOf,
  type SandboxFlags,
  sandboxOption,
  trustOption,
  wholeNumber,
} from './flags.js';
import { type Follower, followHeal, reportHeals } from './follow-heal.js';
import { repositoryHere, resolveTarget } from './resolve-target.js';

interface HealFlags extends SandboxFlags {
  repo?: string[];
  all?: boolean;
  branch?: string;
  pr?: number;
  local?: string | true;
  job?: string;
  provider?: string;
  model?: string;
  maxAttempts?: number;
  candidates?: number;
  maxCost?: number;
  delivery?: 'pull-request' | 'branch' | 'patch';
  yes?: boolean;
  dryRun?: boolean;
  only?: string[];
  watch: boolean;
}

export function define(command: Command): void {
  command
    .argument('[run]', 'number or address of a run; without it the newest failed run of this branch')
    .option('--repo <owner/name>', 'repository; may be given several times with --all', collect)
    .option('--all', 'every run that is red and not healed yet')
    .option('--branch <name>', 'newest failed run of this branch')
    .option('--pr <number>', 'newest failed run of this pull request', wholeNumber)
    .option('--local [dir]', 'heal the working tree here: no GitHub, no push')
    .option('--job <name>', 'with --local: only this job')
    .option('--provider <name>', 'model provider, or "none" for recipes only')
    .option('--model <name>', 'model of the provider')
    .option('--max-attempts <n>', 'how many model attempts and pushes at most', wholeNumber)
    .option(
      '--candidates <n>',
      'answers to ask a model for at once; the smallest that holds is taken',
      wholeNumber,
    )
    .option('--max-cost <usd>', 'dollars that models may cost in one heal', money)
    .option('--delivery <kind>', 'pull-request, branch or patch', oneOf(['pull-request', 'branch', 'patch']))
    .option('--yes', 'say yes to what the gate leaves to a person')
    .option('--dry-run', 'stop before anything is delivered')
    .option('--only <recipes>', 'only these recipes, separated by commas', list)
    .addOption(sandboxOption())
    .addOption(trustOption())
    .option('--no-watch', 'do not wait for CI after the push');
}

export async function run(context: Context, args: string[], given: Record<string, unknown>): Promise<number> {
  const flags = given as unknown as HealFlags;
  const [named] = args;
  if (flags.local !== undefined && named !== undefined && flags.local !== true) {
    throw usageError('A run and --local exclude each other.', 'Give one of them.');
  }
  const world = await openWorld(context);
  const follower = await followHeal(context, { yes: flags.yes ?? false });
  try {
    const records =
      flags.local === undefined
        ? await healRuns(context, world, follower, flags, named)
        : await healTree(
            context,
            world,
            follower,
            flags,
            flags.local === true ? (named ?? '.') : flags.local,
          );
    await follower.finish();
    await tidyCache(world.directories.cache, cacheLimits(world, context.clock.now()));
    return await reportHeals(context, records);
  } catch (error) {
    await follower.fail();
    throw error;
  }
}

const wishOf = (flags: HealFlags, follower: Follower) => ({
  sandbox: flags.sandbox,
  trust: flags.trust === true,
  provider: flags.provider,
  model: flags.model,
  maxCostUsd: flags.maxCost,
  approver: follower.approver,
  tell: follower.tell,
});

async function healRuns(
  context: Context,
  world: World,
  follower: Follower,
  flags: HealFlags,
  named: string | undefined,
): Promise<HealRecord[]> {
  const ports = await createPorts(context, world, wishOf(flags, follower));
  const settings = healSettings(world, flags);
  const runs = flags.all
    ? await redRuns(context, world, flags)
    : [
        (
          await resolveTarget(context, world, {
            run: named,
            repo: flags.repo?.[0],
            branch: flags.branch,
            pullRequest: flags.pr,
          })
        ).run,
      ];
  const records: HealRecord[] = [];
  for (const run of runs) {
    const alone = aloneAt(context, world, { repo: run.repo, runId: run.id }, () =>
      healRun(run, settings, ports, { findForRun: world.history.findForRun, newId: world.newHealId }),
    );
    const name = `Run ${run.id} of ${run.repo}`;
    const tellPeople = (text: string): void => follower.tell({ kind: 'note', text });
    if (flags.all) {
      const record = await unlessRefused(name, tellPeople, alone);
      if (record) records.push(record);
      continue;
    }
    const record = await alone;
    if (record) records.push(record);
    else tellPeople(`${name} is not red; there is nothing to heal.`);
  }
  return records;
}

/** What makes a branch of the repositories red and was not given up before, newest first. */
async function redRuns(context: Context, world: World, flags: HealFlags): Promise<Run[]> {
  const configured = world.loaded.config.repositories
    .filter(({ enabled }) => enabled)
    .map(({ repo }) => repo);
  const repositories =
    flags.repo ?? (configured.length > 0 ? configured : [await repositoryHere(context, world)]);
  const records = await world.history.list();
  const runs: Run[] = [];
  for (const repo of repositories) {
    const listed = (await world.github.listRuns(repo, { limit: 100 })).runs ?? [];
    runs.push(
      ...redHeads(listed)
        .filter((run) => flags.branch === undefined || run.branch === flags.branch)
        .filter((run) => !wasGivenUp(run, records)),
    );
  }
  return runs;
}

async function healTree(
  context: Context,
  world: World,
  follower: Follower,
  flags: HealFlags,
  dir: string,
): Promise<HealRecord[]> {
  const path = resolve(context.cwd, dir);
  const ports = await createPorts(context, world, wishOf(flags, follower));
  const healed = await healLocal(
    { dir: path, newId: world.newHealId, job: flags.job },
    healSettings(world, flags),
    ports,
  );
  await follower.finish();
  for (const note of healed.notes) follower.tell({ kind: 'note', text: `note: ${note}` });
  if (healed.records.length === 0) {
    follower.tell({
      kind: 'note',
      text:
        healed.green.length > 0
          ? `Nothing is red here: ${healed.green.join(', ')}.`
          : 'No job of a workflow could be run here.',
    });
  }
  return healed.records;
}

import type { Command } from 'commander';
import type { Context } from '../context.js';
import { exitCodes, usageError } from '../errors/index.js';
import { renderHealDetails, renderHealList } from '../render/index.js';
import { openWorld, type World } from '../wiring.js';
import { findHeal } from './find-heal.js';
import { duration } from './flags.js';

export function define(command: Command): void {
  command
    .argument('[show]', '"show" and an id tell one heal in full')
    .argument('[id]', 'id of a heal')
    .option('--repo <owner/name>', 'only this repository')
    .option('--status <state>', 'only heals in this state')
    .option('--since <time>', 'only heals begun since then, like 7d', duration);
}

export async function run(context: Context, args: string[], flags: Record<string, unknown>): Promise<number> {
  const world = await openWorld(context);
  const [verb, id] = args;
  if (verb !== undefined && verb !== 'show')
    throw usageError(`"cifix history" does not know "${verb}".`, 'It takes nothing, or: show ID.');
  if (verb === 'show' && id === undefined)
    throw usageError('"cifix history show" takes the id of a heal.', '"cifix history" lists them.');
  const heals = id === undefined ? await listed(context, world, flags) : [await findHeal(world, id)];
  const { terminal } = context;
  if (context.flags.json) {
    terminal.out(JSON.stringify({ schemaVersion: 1, heals }, null, 2));
    return exitCodes.done;
  }
  const paint = await terminal.paint('out');
  const [one] = heals;
  terminal.out(
    id !== undefined && one
      ? renderHealDetails(one, paint, terminal.columns)
      : renderHealList(heals, paint, terminal.columns),
  );
  return exitCodes.done;
}

async function listed(context: Context, world: World, flags: Record<string, unknown>) {
  const since = typeof flags.since === 'number' ? context.clock.now() - flags.since : 0;
  return (await world.history.list()).filter(
    (record) =>
      (flags.repo === undefined || record.repo === flags.repo) &&
      (flags.status === undefined || record.state === flags.status) &&
      Date.parse(record.createdAt) >= since,
  );
}

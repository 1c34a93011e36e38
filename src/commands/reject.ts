import type { Command } from 'commander';
import type { Context } from '../context.js';
import { exitCodes, healNotWaiting } from '../errors/index.js';
import { rejectHeal } from '../orchestrator/index.js';
import { renderHeal } from '../render/index.js';
import { openWorld } from '../wiring.js';
import { aloneAt } from './alone-at.js';
import { findHeal } from './find-heal.js';

export function define(command: Command): void {
  command
    .argument('<id>', 'id of the heal, from "cifix pending"')
    .option('--reason <text>', 'why; kept with the heal');
}

export async function run(context: Context, args: string[], given: Record<string, unknown>): Promise<number> {
  const world = await openWorld(context);
  const named = await findHeal(world, args[0] ?? '');
  const rejected = await aloneAt(context, world, named, async () => {
    const record = await findHeal(world, named.id);
    if (record.state !== 'awaiting-approval') throw healNotWaiting(record.id, record.state);
    return rejectHeal(record, typeof given.reason === 'string' ? given.reason : '', {
      clock: context.clock,
      history: world.history,
    });
  });
  if (context.flags.json)
    context.terminal.out(JSON.stringify({ schemaVersion: 1, heals: [rejected] }, null, 2));
  else
    context.terminal.out(renderHeal(rejected, await context.terminal.paint('out'), context.terminal.columns));
  return exitCodes.done;
}

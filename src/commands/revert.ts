import type { Command } from 'commander';
import type { Context } from '../context.js';
import { exitCodes } from '../errors/index.js';
import { revertHeal } from '../orchestrator/index.js';
import { createPorts, openWorld } from '../wiring.js';
import { aloneAt } from './alone-at.js';
import { findHeal } from './find-heal.js';
import { followHeal, reportHeals } from './follow-heal.js';

export function define(command: Command): void {
  command.argument('<id>', 'id of the heal, from "cifix history"');
}

export async function run(context: Context, args: string[]): Promise<number> {
  const world = await openWorld(context);
  const named = await findHeal(world, args[0] ?? '');
  const follower = await followHeal(context, { yes: false });
  try {
    const ports = await createPorts(context, world, {
      provider: 'none',
      approver: follower.approver,
      tell: follower.tell,
    });
    const reverted = await aloneAt(context, world, named, async () =>
      revertHeal(await findHeal(world, named.id), ports),
    );
    await follower.finish();
    await reportHeals(context, [reverted]);
    return exitCodes.done;
  } catch (error) {
    await follower.fail();
    throw error;
  }
}

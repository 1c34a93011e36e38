import type { Command } from 'commander';
import type { Context } from '../context.js';
import { isEnd } from '../domain/index.js';
import { exitCodes, healEnded } from '../errors/index.js';
import { abortHeal } from '../orchestrator/index.js';
import { openWorld } from '../wiring.js';
import { removeWorkspace } from '../workspace/index.js';
import { aloneAt } from './alone-at.js';
import { findHeal } from './find-heal.js';
import { reportHeals } from './follow-heal.js';

export function define(command: Command): void {
  command.argument('<id>', 'id of the heal, from "cifix history"');
}

export async function run(context: Context, args: string[]): Promise<number> {
  const world = await openWorld(context);
  const named = await findHeal(world, args[0] ?? '');
  const aborted = await aloneAt(context, world, named, async () => {
    const record = await findHeal(world, named.id);
    if (isEnd(record.state)) throw healEnded(record.id, record.state);
    return abortHeal(record, {
      clock: context.clock,
      history: world.history,
      removeWorkspaces: (id) => removeWorkspace(world.directories.cache, id),
    });
  });
  await reportHeals(context, [aborted]);
  return exitCodes.done;
}

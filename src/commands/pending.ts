import type { Command } from 'commander';
import type { Context } from '../context.js';
import { exitCodes } from '../errors/index.js';
import { isAsking } from '../orchestrator/index.js';
import { renderHealList } from '../render/index.js';
import { openWorld } from '../wiring.js';

export function define(_command: Command): void {}

export async function run(context: Context): Promise<number> {
  const { history } = await openWorld(context);
  const heals = (await history.list()).filter(
    (record) => record.state === 'awaiting-approval' || isAsking(record),
  );
  if (context.flags.json) context.terminal.out(JSON.stringify({ schemaVersion: 1, heals }, null, 2));
  else
    context.terminal.out(
      renderHealList(heals, await context.terminal.paint('out'), context.terminal.columns),
    );
  return exitCodes.done;
}

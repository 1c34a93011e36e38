import type { Command } from 'commander';
import type { Context } from '../context.js';
import { type HealRecord, isEnd } from '../domain/index.js';
import { driveHeal } from '../orchestrator/index.js';
import { createPorts, healSettings, openWorld, type World } from '../wiring.js';
import { aloneAt, unlessRefused } from './alone-at.js';
import { findHeal } from './find-heal.js';
import { followHeal, reportHeals } from './follow-heal.js';

export function define(command: Command): void {
  command
    .argument('[id]', 'id of the heal; without it every one that was interrupted')
    .option('--yes', 'say yes to what the gate leaves to a person')
    .option('--provider <name>', 'model provider, or "none" for recipes only')
    .option('--no-watch', 'do not wait for CI after the push');
}

export async function run(context: Context, args: string[], given: Record<string, unknown>): Promise<number> {
  const world = await openWorld(context);
  const interrupted = await interruptedHeals(world, args[0]);
  const follower = await followHeal(context, { yes: given.yes === true });
  const records: HealRecord[] = [];
  try {
    const provider = typeof given.provider === 'string' ? given.provider : undefined;
    const ports = await createPorts(context, world, {
      provider,
      approver: follower.approver,
      tell: follower.tell,
    });
    const resumeOne = ({ id }: HealRecord) =>
      // Read anew: the cifix that was at it before may have brought it further.
      findHeal(world, id).then((record) =>
        driveHeal(
          record,
          healSettings(world, { delivery: record.wantedDelivery, watch: given.watch !== false }),
          ports,
        ),
      );
    for (const record of interrupted) {
      const alone = aloneAt(context, world, record, () => resumeOne(record));
      const tellPeople = (text: string): void => follower.tell({ kind: 'note', text });
      const resumed =
        args[0] === undefined ? await unlessRefused(`Heal ${record.id}`, tellPeople, alone) : await alone;
      if (resumed) records.push(resumed);
    }
    await follower.finish();
    return await reportHeals(context, records);
  } catch (error) {
    await follower.fail();
    throw error;
  }
}

/** A local heal that never reached a person is begun anew with "cifix heal --local", not resumed. */
async function interruptedHeals(world: World, id: string | undefined): Promise<HealRecord[]> {
  if (id !== undefined) return [await findHeal(world, id)];
  const open = (await world.history.list()).filter(
    ({ state, localDir }) => !isEnd(state) && state !== 'awaiting-approval' && localDir === undefined,
  );
  return Promise.all(open.map((record) => findHeal(world, record.id)));
}

import type { Command } from 'commander';
import type { Context } from '../context.js';
import { isEnd } from '../domain/index.js';
import { exitCodes, healNotAsking, usageError } from '../errors/index.js';
import { answerHeal, driveHeal, isAsking } from '../orchestrator/index.js';
import { createPorts, healSettings, openWorld } from '../wiring.js';
import { aloneAt } from './alone-at.js';
import { findHeal } from './find-heal.js';
import { followHeal, reportHeals } from './follow-heal.js';

export function define(command: Command): void {
  command
    .argument('<id>', 'id of the heal, from "cifix pending"')
    .argument('<text>', 'the answer')
    .option('--yes', 'say yes to what the gate leaves to a person')
    .option('--no-watch', 'do not wait for CI after the push');
}

export async function run(context: Context, args: string[], given: Record<string, unknown>): Promise<number> {
  const [id = '', text = ''] = args;
  if (text.trim() === '') throw usageError('The answer is empty.', 'Say it in quotes after the id.');
  const world = await openWorld(context);
  const named = await findHeal(world, id);
  const follower = await followHeal(context, { yes: given.yes === true });
  try {
    const ports = await createPorts(context, world, { approver: follower.approver, tell: follower.tell });
    const record = await aloneAt(context, world, named, async () => {
      const asking = await findHeal(world, named.id);
      if (!isAsking(asking)) throw healNotAsking(asking.id);
      const answered = await answerHeal(asking, text, ports);
      if (isEnd(answered.state)) return answered;
      const settings = healSettings(world, {
        delivery: answered.wantedDelivery,
        watch: given.watch !== false,
      });
      return driveHeal(answered, settings, ports);
    });
    await follower.finish();
    const code = await reportHeals(context, [record]);
    return record.reason === 'answered' ? exitCodes.done : code;
  } catch (error) {
    await follower.fail();
    throw error;
  }
}

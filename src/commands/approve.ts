import type { Command } from 'commander';
import type { Context } from '../context.js';
import { type HealRecord, safeText } from '../domain/index.js';
import { confirmationMissing, healNotWaiting } from '../errors/index.js';
import { approveHeal, driveHeal } from '../orchestrator/index.js';
import { createPorts, healSettings, openWorld } from '../wiring.js';
import { aloneAt } from './alone-at.js';
import { findHeal } from './find-heal.js';
import { followHeal, reportHeals } from './follow-heal.js';

export function define(command: Command): void {
  command
    .argument('<id>', 'id of the heal, from "cifix pending"')
    .option('--confirm <id>', 'the id once more, for a risk that must be confirmed')
    .option('--no-watch', 'do not wait for CI after the push');
}

/** A risk that is more than "ask" takes the id typed by a person, or given with --confirm. */
async function confirmRisk({ terminal, signal }: Context, record: HealRecord, given: unknown): Promise<void> {
  const verdict = record.attempts.at(-1)?.verdict;
  if (!verdict || verdict.band === 'ask' || verdict.band === 'automatic' || given === record.id) return;
  if (given !== undefined || !terminal.interactive)
    throw confirmationMissing(record.id, verdict.risk, verdict.reasons);
  for (const reason of verdict.reasons) terminal.err(safeText(reason));
  const typed = await terminal.askText(`Risk ${verdict.risk} of 10. Type ${record.id} to approve`, signal);
  if (typed.trim() !== record.id) throw confirmationMissing(record.id, verdict.risk, verdict.reasons);
}

export async function run(context: Context, args: string[], given: Record<string, unknown>): Promise<number> {
  const world = await openWorld(context);
  const named = await findHeal(world, args[0] ?? '');
  const follower = await followHeal(context, { yes: true });
  try {
    const ports = await createPorts(context, world, {
      provider: 'none',
      approver: follower.approver,
      tell: follower.tell,
    });
    const ended = await aloneAt(context, world, named, async () => {
      const record = await findHeal(world, named.id);
      if (record.state !== 'awaiting-approval') throw healNotWaiting(record.id, record.state);
      await confirmRisk(context, record, given.confirm);
      const settings = healSettings(world, { delivery: record.wantedDelivery, watch: given.watch !== false });
      return driveHeal(await approveHeal(record, ports), settings, ports);
    });
    await follower.finish();
    return await reportHeals(context, [ended]);
  } catch (error) {
    await follower.fail();
    throw error;
  }
}

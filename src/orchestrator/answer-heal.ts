import type { HealRecord } from '../domain/index.js';
import type { Ports } from './ports.js';
import { next } from './transitions.js';

type Recorder = Pick<Ports, 'clock' | 'history'>;

/** A person's yes to a waiting heal; recorded before anything follows from it. */
export async function approveHeal(record: HealRecord, { clock, history }: Recorder): Promise<HealRecord> {
  const now = clock.now();
  const approved = next(
    record,
    {
      kind: 'approved',
      detail: 'Approved by a person.',
      facts: { approval: { by: 'person', at: new Date(now).toISOString() } },
    },
    now,
  );
  await history.save(approved);
  return approved;
}

/** A person's no to a waiting heal. */
export async function rejectHeal(
  record: HealRecord,
  reason: string,
  { clock, history }: Recorder,
): Promise<HealRecord> {
  const declined = next(
    record,
    {
      kind: 'declined',
      reason: 'declined',
      detail: reason || 'A person said no.',
      next: 'Fix it by hand, or run cifix again.',
    },
    clock.now(),
  );
  await history.save(declined);
  return declined;
}

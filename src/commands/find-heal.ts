import type { HealRecord } from '../domain/index.js';
import { healUnknown } from '../errors/index.js';
import type { World } from '../wiring.js';

/** The heal with this id, or with an id that begins so. */
export async function findHeal(world: World, id: string): Promise<HealRecord> {
  const record = await world.history.get(id);
  if (!record) throw healUnknown(id);
  return record;
}

import { type HealEvent, type HealRecord, type HealState, openStates } from '../domain/index.js';

/** What a stage can answer, and the state that each answer leads to from the states it may come from. */
const transitions = {
  diagnosed: { from: ['detected'], to: 'diagnosed' },
  'nothing-to-fix': { from: ['detected', 'diagnosed'], to: 'not-code' },
  'was-green': { from: ['diagnosed'], to: 'unfixable' },
  replayed: { from: ['diagnosed'], to: 'replayed' },
  'not-reproduced': { from: ['diagnosed'], to: 'unfixable' },
  proposed: { from: ['replayed', 'verified'], to: 'proposed' },
  'nothing-to-propose': { from: ['replayed'], to: 'unfixable' },
  exhausted: { from: ['replayed', 'proposed', 'verified', 'watching'], to: 'exhausted' },
  refuted: { from: ['proposed', 'replayed'], to: 'replayed' },
  verified: { from: ['proposed'], to: 'verified' },
  'not-the-cause': { from: ['proposed'], to: 'unfixable' },
  'try-again': { from: ['verified'], to: 'replayed' },
  wait: { from: ['verified'], to: 'awaiting-approval' },
  approved: { from: ['verified', 'awaiting-approval'], to: 'approved' },
  declined: { from: ['verified', 'awaiting-approval'], to: 'declined' },
  refused: { from: ['verified', 'replayed'], to: 'unfixable' },
  superseded: { from: ['approved', 'committed', 'detected'], to: 'superseded' },
  committed: { from: ['approved'], to: 'committed' },
  pushed: { from: ['committed'], to: 'pushed' },
  watching: { from: ['pushed', 'watching'], to: 'watching' },
  'handed-over': { from: ['approved', 'pushed'], to: 'healed' },
  'ci-green': { from: ['watching'], to: 'healed' },
  'ci-red': { from: ['watching'], to: 'diagnosed' },
  // Nothing to prove before a person has answered, or has let a model be asked.
  rests: { from: ['replayed'], to: 'replayed' },
  aborted: { from: openStates, to: 'aborted' },
} as const satisfies Record<string, { from: readonly HealState[]; to: HealState }>;

export type OutcomeKind = keyof typeof transitions;

/** What a stage found out: the kind decides the next state, the rest is written into the record. */
export interface Outcome {
  kind: OutcomeKind;
  /** One sentence for the record's events. */
  detail: string;
  reason?: string;
  next?: string;
  /** Fields of the record that the stage worked out. */
  facts?: Partial<HealRecord>;
}

/** The record after an outcome. Throws when that outcome cannot follow the record's state: a bug. */
export function next(record: HealRecord, outcome: Outcome, now: number): HealRecord {
  const { from, to } = transitions[outcome.kind];
  if (!(from as readonly HealState[]).includes(record.state)) {
    throw new Error(`outcome "${outcome.kind}" cannot follow state "${record.state}"`);
  }
  const at = new Date(now).toISOString();
  const event: HealEvent = { at, state: to, detail: outcome.detail };
  return {
    ...record,
    ...outcome.facts,
    state: to,
    reason: outcome.reason,
    next: outcome.next,
    updatedAt: at,
    events: [...record.events, event],
  };
}

/** The record with one more event in the state that it is in. */
export function noted(
  record: HealRecord,
  now: number,
  { detail, facts }: Pick<Outcome, 'detail' | 'facts'>,
): HealRecord {
  const at = new Date(now).toISOString();
  const { state } = record;
  return { ...record, ...facts, state, updatedAt: at, events: [...record.events, { at, state, detail }] };
}

/**
 * Where a heal goes on that was interrupted in this state. What was in memory only (the replay, an
 * unproved change) is made again; what had an effect outside goes on from its record.
 */
export function resumeState(state: HealState): HealState {
  return state === 'replayed' || state === 'proposed' ? 'diagnosed' : state;
}

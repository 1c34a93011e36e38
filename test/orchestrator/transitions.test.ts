import { describe, expect, test } from 'vitest';
import { endStates, type HealState, isEnd, openStates } from '../../src/domain/index.js';
import { next, type OutcomeKind, resumeState } from '../../src/orchestrator/transitions.js';
import { aRecord } from '../support/samples.js';

/** By outcome: the states it may follow, and the state it leads to. Every other pair is a bug and throws. */
const allowed: Record<OutcomeKind, [from: HealState[], to: HealState]> = {
  diagnosed: [['detected'], 'diagnosed'],
  'nothing-to-fix': [['detected', 'diagnosed'], 'not-code'],
  'was-green': [['diagnosed'], 'unfixable'],
  replayed: [['diagnosed'], 'replayed'],
  'not-reproduced': [['diagnosed'], 'unfixable'],
  proposed: [['replayed', 'verified'], 'proposed'],
  'nothing-to-propose': [['replayed'], 'unfixable'],
  exhausted: [['replayed', 'proposed', 'verified', 'watching'], 'exhausted'],
  refuted: [['proposed', 'replayed'], 'replayed'],
  verified: [['proposed'], 'verified'],
  'try-again': [['verified'], 'replayed'],
  wait: [['verified'], 'awaiting-approval'],
  approved: [['verified', 'awaiting-approval'], 'approved'],
  declined: [['verified', 'awaiting-approval'], 'declined'],
  refused: [['verified', 'replayed'], 'unfixable'],
  superseded: [['approved', 'committed', 'detected'], 'superseded'],
  committed: [['approved'], 'committed'],
  pushed: [['committed'], 'pushed'],
  watching: [['pushed', 'watching'], 'watching'],
  'handed-over': [['approved', 'pushed'], 'healed'],
  'ci-green': [['watching'], 'healed'],
  'ci-red': [['watching'], 'diagnosed'],
  'not-the-cause': [['proposed'], 'unfixable'],
  rests: [['replayed'], 'replayed'],
  aborted: [[...openStates], 'aborted'],
};

const kinds = Object.keys(allowed) as OutcomeKind[];
const states: readonly HealState[] = [...openStates, ...endStates];
const now = Date.parse('2026-02-03T04:05:06.789Z');

/** The state after an outcome, or undefined where it throws. */
const step = (state: HealState, kind: OutcomeKind): HealState | undefined => {
  try {
    return next(aRecord(state), { kind, detail: '' }, now).state;
  } catch {
    return undefined;
  }
};

describe('the transitions', () => {
  test.each(kinds.flatMap((kind) => states.map((state) => [kind, state] as const)))(
    'outcome %s in state %s leads where the table says, or throws',
    (kind, state) => {
      const [from, to] = allowed[kind];
      const outcome = { kind, detail: 'what happened' };
      if (from.includes(state)) expect(next(aRecord(state), outcome, now).state).toBe(to);
      else
        expect(() => next(aRecord(state), outcome, now)).toThrow(
          `outcome "${kind}" cannot follow state "${state}"`,
        );
    },
  );

  test('no outcome leads out of an end', () => {
    const ways = endStates.flatMap((end) => kinds.filter((kind) => step(end, kind) !== undefined));
    expect(ways).toEqual([]);
  });

  test('from every state that can be reached, an end can be reached', () => {
    const reached = reachableFrom('detected');
    expect([...openStates].filter((state) => !reached.has(state))).toEqual([]);
    for (const state of reached) expect([...reachableFrom(state)].some(isEnd), state).toBe(true);
  });

  test('nothing is committed, pushed or handed over that was not approved on the way', () => {
    const withoutApproval = reachableFrom('detected', (kind) => kind !== 'approved');
    for (const state of ['approved', 'committed', 'pushed', 'watching', 'healed'] as const)
      expect(withoutApproval.has(state), state).toBe(false);
  });

  test('nothing is approved that was not verified on the way', () => {
    expect(reachableFrom('detected', (kind) => kind !== 'verified').has('approved')).toBe(false);
  });
});

/** Every state that some sequence of outcomes leads to, the first one included. */
function reachableFrom(
  start: HealState,
  wanted: (kind: OutcomeKind) => boolean = () => true,
): Set<HealState> {
  const reached = new Set([start]);
  for (const state of reached) {
    for (const kind of kinds.filter(wanted)) {
      const to = step(state, kind);
      if (to) reached.add(to);
    }
  }
  return reached;
}

describe('the record after an outcome', () => {
  test('has one more event, the time, and the facts of the stage', () => {
    const before = aRecord('detected');
    const after = next(before, { kind: 'diagnosed', detail: 'Lint.', facts: { gitDir: '/mirror.git' } }, now);
    expect(after.events).toEqual([
      ...before.events,
      { at: '2026-02-03T04:05:06.789Z', state: 'diagnosed', detail: 'Lint.' },
    ]);
    expect(after.updatedAt).toBe('2026-02-03T04:05:06.789Z');
    expect(after.gitDir).toBe('/mirror.git');
  });

  test('keeps no reason or advice of the state before', () => {
    const before = aRecord('watching', { reason: 'still-running', next: 'Wait.' });
    const after = next(before, { kind: 'ci-green', detail: 'Green.' }, now);
    expect([after.reason, after.next]).toEqual([undefined, undefined]);
  });

  test('takes neither its state nor its events from the facts of a stage', () => {
    const before = aRecord('detected');
    const facts = { state: 'healed', events: [], updatedAt: 'never' } as const;
    const after = next(before, { kind: 'diagnosed', detail: '', facts: { ...facts, events: [] } }, now);
    expect([after.state, after.events.length, after.updatedAt]).toEqual([
      'diagnosed',
      2,
      '2026-02-03T04:05:06.789Z',
    ]);
  });

  test('leaves the record it came from as it was', () => {
    const before = aRecord('detected');
    const copy = structuredClone(before);
    next(before, { kind: 'diagnosed', detail: '', facts: { branch: 'other' } }, now);
    expect(before).toEqual(copy);
  });
});

describe('the state a resumed heal starts from', () => {
  test.each(states)('%s is itself, or made again when it was in memory only', (state) => {
    expect(resumeState(state)).toBe(['replayed', 'proposed'].includes(state) ? 'diagnosed' : state);
  });
});

import type { HealRecord, Verdict } from '../../domain/index.js';
import type { HealSettings } from '../ports.js';
import type { Outcome } from '../transitions.js';
import type { Workbench } from '../workbench.js';
import { modelAttempts } from './no-proposal.js';
import { withLast } from './verify.js';

/** The gate refuses the last attempt: its reasons go into the next question, or end the heal. */
export function refusedByGate(
  record: HealRecord,
  verdict: Verdict,
  bench: Workbench | undefined,
  settings: HealSettings,
): Outcome {
  const reasons = verdict.reasons.join(' ');
  const attempts = withLast(record, { error: `refused by the gate: ${reasons}`, verified: false });
  const facts = { attempts, ...(record.similar ? { similar: record.similar } : {}) };
  const last = record.attempts.at(-1);
  const mayTryAgain = modelAttempts(record).length < settings.maxAttempts || (bench?.rivals?.length ?? 0) > 0;
  const detail = `The gate refuses this: ${reasons}`;
  if (bench && last && !last.byRecipe && mayTryAgain)
    return { kind: record.state === 'verified' ? 'try-again' : 'refuted', detail, facts };
  return {
    kind: 'refused',
    reason: 'gate-refused',
    detail,
    next: 'Read the change with "cifix history show" and make it by hand if it is right.',
    facts,
  };
}

import type { HealRecord } from '../domain/index.js';
import type { Ports } from './ports.js';
import { next, noted } from './transitions.js';

type Recorder = Pick<Ports, 'clock'> & { history: Pick<Ports['history'], 'save'> };

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

/** Does a question of a model wait for a person? */
export const isAsking = ({ questions, state }: HealRecord): boolean =>
  state === 'replayed' && questions?.at(-1)?.answer === undefined && questions !== undefined;

/** A person's answer to the question that a model asked last; the heal can go on with it. */
export async function answerHeal(
  record: HealRecord,
  answer: string,
  { clock, history }: Recorder,
): Promise<HealRecord> {
  const questions = record.questions?.map((asked, index, all) =>
    index === all.length - 1 ? { ...asked, answer } : asked,
  );
  const detail = `A person answered: ${answer}`;
  // The tree of a local heal may have changed since: it is begun anew, and the next one finds the answer.
  const answered = record.localDir
    ? next(
        record,
        {
          kind: 'aborted',
          reason: 'answered',
          detail,
          next: `Go on with: cifix heal --local ${record.localDir}`,
          facts: { questions },
        },
        clock.now(),
      )
    : noted(record, clock.now(), { detail, facts: { questions, reason: undefined, next: undefined } });
  await history.save(answered);
  return answered;
}

/** Ends an open heal where it stands. What it has pushed stays where it is. */
export async function abortHeal(
  record: HealRecord,
  { clock, history, removeWorkspaces }: Recorder & { removeWorkspaces(id: string): Promise<void> },
): Promise<HealRecord> {
  const { delivery, pushedSha } = record;
  const left = delivery?.pullRequestUrl ?? (pushedSha ? `branch ${delivery?.branch}` : undefined);
  const aborted = next(
    record,
    {
      kind: 'aborted',
      reason: 'aborted',
      detail: 'A person ended it.',
      next: left
        ? `What was pushed is still there: ${left}. "cifix revert ${record.id}" undoes it.`
        : undefined,
    },
    clock.now(),
  );
  await history.save(aborted);
  await removeWorkspaces(record.id);
  return aborted;
}

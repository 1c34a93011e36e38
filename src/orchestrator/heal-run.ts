import { type HealRecord, isFailing, isFork, type Run } from '../domain/index.js';
import { branchless, forkRefused, runUnfinished } from '../errors/index.js';
import { driveHeal } from './drive-heal.js';
import type { HealSettings, Ports } from './ports.js';

interface RunHistory {
  findForRun(repo: string, runId: number, attempt: number): Promise<HealRecord | undefined>;
  newId(): string;
}

/**
 * Heals one run. A record of the same run that was interrupted is gone on with, one that waits for a person
 * is put to them again, one that ended healed is answered as it is. Undefined when the run is not red.
 */
export async function healRun(
  run: Run,
  settings: HealSettings,
  ports: Ports,
  history: RunHistory,
): Promise<HealRecord | undefined> {
  const known = await history.findForRun(run.repo, run.id, run.attempt);
  if (known) return driveHeal(askedAgain(known, settings), settings, ports);
  if (run.status !== 'completed') throw runUnfinished(run.repo, run.id);
  if (!isFailing(run) && run.conclusion !== 'cancelled') return undefined;
  if (isFork(run) && settings.delivery !== 'patch') throw forkRefused(run.repo, run.id, run.headRepo);
  if (run.branch === null && settings.delivery !== 'patch') throw branchless(run.repo, run.id);

  const repository = await ports.github.getRepository(run.repo);
  const now = new Date(ports.clock.now()).toISOString();
  const record: HealRecord = {
    id: history.newId(),
    repo: run.repo,
    runId: run.id,
    runAttempt: run.attempt,
    run,
    remoteUrl: repository.cloneUrl,
    branch: run.branch,
    headSha: run.headSha,
    wantedDelivery: settings.delivery,
    state: 'detected',
    attempts: [],
    createdAt: now,
    updatedAt: now,
    events: [
      {
        at: now,
        state: 'detected',
        detail: `${run.workflow} is red on ${run.branch ?? run.headSha.slice(0, 10)}.`,
      },
    ],
  };
  await ports.history.save(record);
  return driveHeal(record, settings, ports);
}

/**
 * The record as the person who asks again wants it gone on with. A fix that waits is put to them anew: a dry
 * run is over, or --yes was not given before. One that was not pushed yet may be delivered in another way.
 */
function askedAgain(record: HealRecord, { delivery }: HealSettings): HealRecord {
  if (record.state === 'awaiting-approval') return { ...record, state: 'verified', wantedDelivery: delivery };
  if (record.state === 'committed' && record.delivery?.kind !== delivery && !record.pushedSha)
    return { ...record, state: 'approved', delivery: undefined, wantedDelivery: delivery };
  return record;
}

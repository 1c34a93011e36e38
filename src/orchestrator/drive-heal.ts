import { type HealRecord, type HealState, isEnd } from '../domain/index.js';
import type { HealSettings, Ports } from './ports.js';
import { approveStage } from './stages/approve.js';
import { commitStage, openPullRequestStage, pushStage } from './stages/deliver.js';
import { diagnoseStage } from './stages/diagnose.js';
import { proposeStage } from './stages/propose.js';
import { replayStage } from './stages/replay.js';
import { verifyStage } from './stages/verify.js';
import { watchStage } from './stages/watch.js';
import { next, type Outcome, resumeState } from './transitions.js';
import type { Workbench } from './workbench.js';

/** Reasons with which an open record rests: nothing more can be done until something outside happens. */
const resting = new Set(['no-run', 'still-running', 'not-watched', 'question', 'dry-run']);

/** States whose stage has no effect outside, so that its answer may be thrown away and found again. */
const harmless = new Set<HealState>(['detected', 'diagnosed', 'replayed', 'proposed']);

/**
 * Drives one heal from the state it is in until it has ended or must wait. Every change of state is
 * recorded before the effect that follows it, so a run that is killed goes on from the record.
 */
export async function driveHeal(
  start: HealRecord,
  settings: HealSettings,
  ports: Ports,
  prepared?: Workbench,
): Promise<HealRecord> {
  let record: HealRecord = prepared ? start : { ...start, state: resumeState(start.state) };
  let bench = prepared;
  while (!isEnd(record.state) && record.state !== 'awaiting-approval') {
    ports.signal.throwIfAborted();
    const step = await takeStep(record, bench, settings, ports).catch((error: unknown) => {
      // What breaks off because of Ctrl-C is no fault of its own, whatever it calls itself.
      ports.signal.throwIfAborted();
      throw error;
    });
    // What an interrupted stage answers may be so only because it was interrupted.
    if (harmless.has(record.state)) ports.signal.throwIfAborted();
    bench = step.bench;
    record = next(record, step.outcome, ports.clock.now());
    await ports.history.save(record);
    ports.tell({ kind: 'state', record, detail: step.outcome.detail });
    if (record.reason && resting.has(record.reason)) break;
  }
  if (isEnd(record.state)) await ports.workspaces.remove(record.id);
  return record;
}

interface Step {
  outcome: Outcome;
  bench: Workbench | undefined;
}

async function takeStep(
  record: HealRecord,
  bench: Workbench | undefined,
  settings: HealSettings,
  ports: Ports,
): Promise<Step> {
  const answer = async (outcome: Promise<Outcome>): Promise<Step> => ({ outcome: await outcome, bench });
  switch (record.state) {
    case 'detected':
      return answer(diagnoseStage(record, runOf(record), ports));
    case 'diagnosed': {
      const { outcome, bench: replayed } = await replayStage(record, ports);
      return { outcome, bench: replayed };
    }
    case 'replayed':
      return answer(proposeStage(record, benchOf(bench), settings, ports));
    case 'proposed':
      return answer(verifyStage(record, benchOf(bench), settings, ports));
    case 'verified':
      return answer(approveStage(record, bench, settings, ports));
    case 'approved':
      return answer(commitStage(record, settings, ports));
    case 'committed':
      return answer(pushStage(record, ports));
    case 'pushed':
      return answer(openPullRequestStage(record, settings, ports));
    case 'watching':
      return answer(watchStage(record, settings, ports));
    default:
      throw new Error(`no stage for state "${record.state}"`);
  }
}

function benchOf(bench: Workbench | undefined): Workbench {
  if (!bench) throw new Error('no workbench');
  return bench;
}

function runOf(record: HealRecord) {
  if (!record.run) throw new Error('no run in the record');
  return record.run;
}

import { resolve } from 'node:path';
import type { Context } from '../context.js';
import type { Diagnosis } from '../domain/index.js';
import {
  bisectRun,
  diagnoseRun,
  diagnoseTree,
  type Notice,
  type Ports,
  replayRun,
} from '../orchestrator/index.js';
import { createPorts, type World } from '../wiring.js';
import type { DiagnoseFlags } from './diagnose.js';
import type { SandboxFlags } from './flags.js';
import { followNotices } from './follow-notices.js';
import { isZip, openLog } from './open-log.js';
import { resolveTarget } from './resolve-target.js';

/** The ports of a command that changes nothing: nobody is asked, and no model. */
const openPorts = (
  context: Context,
  world: World,
  { sandbox, trust, tell }: SandboxFlags & { tell(notice: Notice): void },
): Promise<Ports> =>
  createPorts(context, world, {
    provider: 'none',
    approver: { decide: async () => ({ kind: 'wait' }) },
    tell,
    ...(sandbox === undefined ? {} : { sandbox }),
    trust: trust === true,
  });

export async function diagnoseFromGitHub(
  context: Context,
  world: World,
  flags: DiagnoseFlags,
  named: string | undefined,
): Promise<Diagnosis> {
  const { run: target, jobName } = await resolveTarget(context, world, {
    run: named,
    repo: flags.repo,
    attempt: flags.attempt,
  });
  const runsHere = flags.bisect === true || flags.replay === true;
  const shown = runsHere ? await followNotices(context) : undefined;
  const ports = await openPorts(context, world, { ...flags, tell: shown?.tell ?? (() => {}) });
  try {
    const { origin } = ports;
    let diagnosis = await diagnoseRun(
      flags.origin ? ports : { ...ports, origin: undefined },
      target,
      flags.job ?? jobName,
    );
    if (flags.replay && origin)
      diagnosis = await replayRun(ports, origin, {
        run: target,
        diagnosis,
        id: world.newHealId(),
        dryRun: flags.dryRun === true,
      });
    if (flags.bisect && origin)
      diagnosis = await bisectRun(ports, origin, { run: target, diagnosis, id: world.newHealId() });
    return diagnosis;
  } finally {
    await shown?.progress.stop();
  }
}

export async function diagnoseHere(context: Context, world: World, flags: DiagnoseFlags): Promise<Diagnosis> {
  const shown = await followNotices(context);
  const ports = await openPorts(context, world, { ...flags, tell: shown.tell });
  try {
    return await diagnoseTree(ports, {
      dir: resolve(context.cwd, flags.local === true ? '.' : (flags.local ?? '.')),
      id: world.newHealId(),
      job: flags.job,
      dryRun: flags.dryRun === true,
    });
  } finally {
    await shown.progress.stop();
  }
}

export async function diagnoseLog(context: Context, world: World, path: string): Promise<Diagnosis> {
  const file = resolve(context.cwd, path);
  const { failures, stats, notes } =
    path !== '-' && (await isZip(file))
      ? await world.readArchive(file)
      : await world.readFailures(await openLog(context, path === '-' ? path : file), {});
  return {
    schemaVersion: 1,
    source: { kind: 'log' },
    failures,
    stats,
    ...(notes.length > 0 ? { notes } : {}),
  };
}

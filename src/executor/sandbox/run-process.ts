import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { execa } from 'execa';

import { bwrapArgv, type SandboxedCommand } from './bwrap.js';
import { createCgroup } from './cgroup.js';
import { containerArgv, containerName } from './container.js';
import { removeContainer, removeContainerNow } from './container-processes.js';
import { execArgv, type JobContainer } from './job-container.js';
import { defaultLimits, withinLimits } from './launcher.js';
import { emptyFile, type Mounts } from './mounts.js';
import { isContainerEngine, type SandboxChoice } from './sandbox-choice.js';
import { makeScratchFolder, writeScratchFile } from './scratch-files.js';
import { signal as send, sweepMarked, trackingVariable } from './sweep.js';

export interface ProcessRequest extends SandboxedCommand {
  sandbox: SandboxChoice;
  /** Runs in there instead of in the sandbox. */
  container?: JobContainer;
  mounts: Mounts;
  timeoutMs: number;
  signal: AbortSignal;
  /** stdout and stderr in the order written; called synchronously, so that a slow reader slows the process. */
  onOutput(chunk: Buffer): void;
}

export interface ProcessEnd {
  /** 128 + n after signal n; 127 when it could not be started. */
  exitCode: number;
  end: 'exited' | 'timed-out' | 'aborted';
  durationMs: number;
}

/** Between asking and killing, for a process outside of a sandbox. */
const graceMs = 1000;
/** How long output may still come in after the process has ended. */
const drainMs = 500;
/** From here on an exit code may be the engine's own, or tell that its client was killed. */
const engineFault = 125;

/** Runs one command to its end; whatever it started is dead when this returns. */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  const started = performance.now();
  const ended = (exitCode: number, end: ProcessEnd['end']): ProcessEnd => ({
    exitCode,
    end,
    durationMs: Math.round(performance.now() - started),
  });
  if (request.signal.aborted) return ended(130, 'aborted');
  const mark = randomUUID();
  if (request.sandbox.kind !== 'none') {
    const { scratch } = request.mounts;
    await makeScratchFolder(scratch, join(scratch, 'tmp'));
    await writeScratchFile(scratch, emptyFile(scratch), '');
  }
  const launch = launchOf(request, mark);
  // An engine makes a group for each container.
  const isLimited = request.container !== undefined || isContainerEngine(request.sandbox);
  const cgroup = isLimited ? undefined : createCgroup(defaultLimits());
  const [file = '', ...args] = withinLimits(launch.argv, cgroup?.entries ?? []);
  const child = execa(file, args, {
    ...{ extendEnv: false, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', buffer: false, reject: false },
    ...{ detached: true, cleanup: false, cwd: launch.cwd, env: launch.env },
  } as const);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', request.onOutput);
  const closed = Promise.all([child.stdout, child.stderr].map((stream) => onceClosed(stream)));
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, name) => resolve(code ?? signalCode(name)));
    // Settles first only when the program could not be started.
    child.then((result) => {
      if (result.exitCode === undefined && result.signal === undefined) resolve(127);
    });
  });
  const bye = (): void => {
    killGroup(child.pid);
    launch.killRestNow();
  };
  process.once('exit', bye);
  const why = await stopWhenDue(child.pid, exited, request);
  const exitCode = await exited;
  killGroup(child.pid);
  await launch.killRest(why === 'exited' && exitCode < engineFault);
  process.off('exit', bye);
  await atMost(drainMs, closed);
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  if (exitCode === 127 && child.pid === undefined)
    request.onOutput(Buffer.from(`${file} cannot be started\n`));
  await cgroup?.remove();
  return ended(exitCode, why);
}

/** What is started on this machine for a command, and how all of it ends that is not in its process group. */
interface Launch {
  argv: readonly string[];
  cwd: string;
  env: Record<string, string>;
  killRest(isOver: boolean): Promise<void>;
  killRestNow(): void;
}

function launchOf(request: ProcessRequest, id: string): Launch {
  const { sandbox, container, mounts, argv, cwd, env, network } = request;
  const mark = `cifix_${id}`;
  const marked = { ...env, [trackingVariable]: mark };
  const command = { argv, cwd, env: marked, network };
  if (container) {
    // Killing the engine's client leaves the step running; what a step that ended left, the job may need.
    return {
      ...{ argv: execArgv(container, command), cwd: '/', env: container.engine.env },
      killRest: async (isOver) => (isOver ? undefined : container.killMarked(mark)),
      killRestNow: () => {},
    };
  }
  switch (sandbox.kind) {
    case 'none': {
      const sweep = (): void => void sweepMarked(mark);
      return { argv, cwd, env: marked, killRest: async () => sweep(), killRestNow: sweep };
    }
    case 'bwrap': {
      // The process namespace dies with bubblewrap.
      const rest = { killRest: async () => {}, killRestNow: () => {} };
      return { argv: bwrapArgv(sandbox.program, mounts, command), cwd: '/', env: {}, ...rest };
    }
    default: {
      const name = containerName(id);
      return {
        argv: containerArgv(sandbox, mounts, { ...command, name }),
        cwd: '/',
        env: sandbox.env,
        // A container that ended by itself has removed itself.
        killRest: async (isOver) => (isOver ? undefined : removeContainer(sandbox, name)),
        killRestNow: () => removeContainerNow(sandbox, name),
      };
    }
  }
}

/** Waits for the end, the deadline or the abort, whichever comes first. */
async function stopWhenDue(
  pid: number | undefined,
  exited: Promise<number>,
  { signal, timeoutMs, sandbox, container }: ProcessRequest,
): Promise<ProcessEnd['end']> {
  const settled = new AbortController();
  const deadline = sleep(Math.min(timeoutMs, 2 ** 31 - 1), 'timed-out' as const, { signal: settled.signal });
  const aborted = new Promise<'aborted'>((resolve) => {
    signal.addEventListener('abort', () => resolve('aborted'), { once: true, signal: settled.signal });
  });
  const why = await Promise.race([exited.then(() => 'exited' as const), deadline, aborted]);
  settled.abort();
  deadline.catch(() => undefined);
  if (why === 'exited' || pid === undefined) return why;
  if (sandbox.kind === 'none' && !container && send(-pid, 'SIGINT')) {
    await atMost(graceMs, exited);
  }
  send(-pid, 'SIGKILL');
  return why;
}

/** Waits for a promise, but no longer than this; leaves no timer behind. */
async function atMost(ms: number, promise: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const timer = sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([promise, timer]);
  over.abort();
}

function killGroup(pid: number | undefined): void {
  if (pid !== undefined) send(-pid, 'SIGKILL');
}

const onceClosed = (stream: NodeJS.ReadableStream): Promise<void> =>
  new Promise((resolve) => {
    stream.once('close', resolve);
    stream.once('end', resolve);
  });

const signalNumbers: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

const signalCode = (name: string | null): number => 128 + (signalNumbers[name ?? ''] ?? 0);

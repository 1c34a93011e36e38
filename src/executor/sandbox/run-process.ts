import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { execa } from 'execa';

import { bwrapArgv, type SandboxedCommand } from './bwrap.js';
import { createCgroup } from './cgroup.js';
import { defaultLimits, withinLimits } from './launcher.js';
import { emptyFile, type Mounts } from './mounts.js';
import type { SandboxChoice } from './sandbox-choice.js';
import { makeScratchFolder, writeScratchFile } from './scratch-files.js';
import { signal as send, sweepMarked, trackingVariable } from './sweep.js';

export interface ProcessRequest extends SandboxedCommand {
  sandbox: SandboxChoice;
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

/** Runs one command to its end; whatever it started is dead when this returns. */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  const started = performance.now();
  const ended = (exitCode: number, end: ProcessEnd['end']): ProcessEnd => ({
    exitCode,
    end,
    durationMs: Math.round(performance.now() - started),
  });
  if (request.signal.aborted) return ended(130, 'aborted');
  const mark = `cifix_${randomUUID()}`;
  if (request.sandbox.kind === 'bwrap') {
    const { scratch } = request.mounts;
    await makeScratchFolder(scratch, join(scratch, 'tmp'));
    await writeScratchFile(scratch, emptyFile(scratch), '');
  }
  const cgroup = createCgroup(defaultLimits());
  const { child, file } = start(request, mark, (argv) => withinLimits(argv, cgroup.entries));
  for (const stream of [child.stdout, child.stderr]) stream.on('data', request.onOutput);
  const closed = Promise.all([child.stdout, child.stderr].map((stream) => onceClosed(stream)));
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, name) => resolve(code ?? signalCode(name)));
    // Settles first only when the program could not be started.
    child.then((result) => {
      if (result.exitCode === undefined && result.signal === undefined) resolve(127);
    });
  });
  const bye = (): void => killAll(child.pid, mark, request.sandbox);
  process.once('exit', bye);
  const why = await stopWhenDue(child.pid, exited, request);
  process.off('exit', bye);
  const exitCode = await exited;
  killAll(child.pid, mark, request.sandbox);
  await atMost(drainMs, closed);
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  if (exitCode === 127 && child.pid === undefined)
    request.onOutput(Buffer.from(`${file} cannot be started\n`));
  await cgroup.remove();
  return ended(exitCode, why);
}

function start(
  { sandbox, mounts, argv, cwd, env, network }: ProcessRequest,
  mark: string,
  limited: (argv: readonly string[]) => string[],
) {
  const marked = { ...env, [trackingVariable]: mark };
  const command = { argv, cwd, env: marked, network };
  const plain = sandbox.kind === 'bwrap' ? bwrapArgv(sandbox.program, mounts, command) : argv;
  const [file = '', ...args] = limited(plain);
  const child = execa(file, args, {
    ...{ extendEnv: false, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', buffer: false, reject: false },
    ...{ detached: true, cleanup: false },
    cwd: sandbox.kind === 'bwrap' ? '/' : cwd,
    env: sandbox.kind === 'bwrap' ? {} : marked,
  } as const);
  return { child, file };
}

/** Waits for the end, the deadline or the abort, whichever comes first. */
async function stopWhenDue(
  pid: number | undefined,
  exited: Promise<number>,
  { signal, timeoutMs, sandbox }: ProcessRequest,
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
  if (sandbox.kind === 'none' && send(-pid, 'SIGINT')) {
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

/** In a sandbox the process namespace dies with bubblewrap; outside, the group and everything marked. */
function killAll(pid: number | undefined, mark: string, sandbox: SandboxChoice): void {
  if (pid !== undefined) send(-pid, 'SIGKILL');
  if (sandbox.kind === 'none') sweepMarked(mark);
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

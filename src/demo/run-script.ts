import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

export interface ScriptOptions {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  signal: AbortSignal;
  /** Receives the process group when some of it outlives the step, as background servers do. */
  leftovers: Set<number>;
  onLine(line: string): void;
}

export type ScriptEnd =
  | { kind: 'exit'; code: number }
  | { kind: 'timed-out' }
  | { kind: 'cancelled' }
  | { kind: 'not-started'; message: string };

/** Between the polite and the final signal; GitHub gives 7.5 s, a local stand-in need not. */
const killGraceMs = 500;
/** How long output may still arrive after the step's own process has ended. */
const drainMs = 300;

/** Runs one real process in a group of its own, so that what it leaves behind ends with it. */
export const runScript = (options: ScriptOptions): Promise<ScriptEnd> =>
  new Promise((resolve) => {
    if (options.signal.aborted) return resolve({ kind: 'cancelled' });
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let stopped: 'timed-out' | 'cancelled' | null = null;
    const stop = (why: 'timed-out' | 'cancelled'): void => {
      stopped ??= why;
      signalGroup(child, 'SIGTERM');
      setTimeout(() => signalGroup(child, 'SIGKILL'), killGraceMs).unref();
    };
    const cancel = (): void => stop('cancelled');
    const timer = setTimeout(() => stop('timed-out'), Math.min(options.timeoutMs, 2 ** 31 - 1));
    options.signal.addEventListener('abort', cancel, { once: true });
    const flushes = [child.stdout, child.stderr].map((stream) => {
      const splitter = createLineSplitter(options.onLine);
      stream.on('data', splitter.push);
      return splitter.end;
    });
    const finish = (end: ScriptEnd): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', cancel);
      for (const flush of flushes) flush();
      resolve(end);
    };
    child.on('error', (error) => finish({ kind: 'not-started', message: error.message }));
    child.on('exit', (code, signalName) => {
      const end: ScriptEnd =
        stopped === null ? { kind: 'exit', code: code ?? signalExitCode(signalName) } : { kind: stopped };
      if (stopped !== null) signalGroup(child, 'SIGKILL');
      // A server that the step left running holds the pipes open, so 'close' may never come.
      const drained = setTimeout(finish, drainMs, end);
      child.on('close', () => {
        clearTimeout(drained);
        finish(end);
      });
      if (child.pid !== undefined && isGroupAlive(child.pid)) options.leftovers.add(child.pid);
    });
  });

/** Ends the processes that steps left behind; GitHub's "Cleaning up orphan processes". */
export const endLeftovers = (leftovers: Set<number>): void => {
  for (const group of leftovers) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  leftovers.clear();
};

const isGroupAlive = (group: number): boolean => {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
};

const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
};

const signalNumbers: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};
const signalExitCode = (name: string | null): number => 128 + (signalNumbers[name ?? ''] ?? 0);

/** Lines end at `\n`, `\r\n` or a bare `\r`, as the runner's own reader has it. */
const createLineSplitter = (onLine: (line: string) => void) => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const emit = (): void => {
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  return {
    push: (chunk: Buffer): void => {
      rest += decoder.write(chunk);
      emit();
    },
    end: (): void => {
      rest += decoder.end();
      emit();
      if (rest !== '') onLine(rest.replace(/\r$/, ''));
      rest = '';
    },
  };
};

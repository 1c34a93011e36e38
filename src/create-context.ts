import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from './context.js';
import type { Clock } from './domain/index.js';
import { CifixError } from './errors/index.js';
import { createTerminal } from './terminal/index.js';

const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    delay(ms, undefined, { signal }).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : error;
    }),
};

/** Builds the context of this process; `dispose` takes the signal listeners off again. */
export function createContext(argv: string[]): { context: Context; dispose(): void } {
  const controller = new AbortController();
  // The listeners stay: one that takes itself off lets libraries' exit hooks end the process before the clean-up.
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      if (signal === 'SIGINT') endAtOnce();
      return;
    }
    controller.abort(
      new CifixError({
        kind: 'cancelled',
        code: 'cancelled',
        message: `Stopped by ${signal}.`,
        hint: 'What was done is recorded; "cifix resume" goes on where it stopped.',
      }),
    );
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  const dispose = () => {
    for (const signal of signals) process.removeListener(signal, stop);
  };
  /** The second Ctrl-C: a person does not want to wait for the clean-up; the next run does it. */
  const endAtOnce = () => {
    dispose();
    process.kill(process.pid, 'SIGKILL');
  };

  const env = process.env;
  return {
    context: {
      cwd: process.cwd(),
      env,
      terminal: createTerminal({
        stdin: process.stdin,
        stdout: process.stdout,
        stderr: process.stderr,
        env,
        argv,
      }),
      clock: systemClock,
      signal: controller.signal,
      flags: {
        json: argv.includes('--json'),
        verbose: argv.includes('--verbose'),
        debug: argv.includes('--debug'),
        config: flagValue(argv, '--config'),
      },
    },
    dispose,
  };
}

function flagValue(argv: string[], flag: string): string | undefined {
  const at = argv.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  const word = argv[at] ?? '';
  return word.includes('=') ? word.slice(flag.length + 1) : argv[at + 1];
}

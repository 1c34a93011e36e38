import type { Paint } from '../domain/index.js';
import type { Progress } from './progress.js';
import type { Choice } from './prompts.js';

/** What a command may do with the person at the other end. stdout is data, stderr is people. */
export interface Terminal {
  /** May a question be asked? */
  readonly interactive: boolean;
  /** Is stderr a terminal that may be redrawn? */
  readonly animated: boolean;
  readonly colour: { readonly out: boolean; readonly err: boolean };
  readonly columns: number;
  /** Writes a line of data. */
  out(text: string): void;
  /** Writes a line for people. */
  err(text: string): void;
  readStdin(): AsyncIterable<Uint8Array>;
  readonly stdinIsTerminal: boolean;
  /** Styles for text that goes to one of the streams. */
  paint(stream: 'out' | 'err'): Promise<Paint>;
  /** A line that shows what is being done, for how long. */
  progress(): Promise<Progress>;
  select<T extends string>(message: string, choices: readonly Choice<T>[], signal: AbortSignal): Promise<T>;
  askText(message: string, signal: AbortSignal): Promise<string>;
}

interface TerminalStreams {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: Readonly<Record<string, string | undefined>>;
  argv: readonly string[];
}

export function createTerminal({ stdin, stdout, stderr, env, argv }: TerminalStreams): Terminal {
  const quiet = argv.includes('--json');
  // A reader that went away (`cifix history | head`), or a terminal that was closed, is no fault of ours.
  for (const stream of [stdin, stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
  const colour = { out: usesColour(stdout, env), err: usesColour(stderr, env) };
  const animated = Boolean(stderr.isTTY) && !quiet && env.TERM !== 'dumb' && !env.CI;
  return {
    interactive: Boolean(stdin.isTTY && stderr.isTTY) && !quiet && env.TERM !== 'dumb' && !env.CI,
    animated,
    colour,
    columns: Math.min(stderr.columns ?? stdout.columns ?? 80, 120),
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    readStdin: () => stdin,
    stdinIsTerminal: Boolean(stdin.isTTY),
    paint: async (stream) => {
      const { createPaint } = await import('./paint.js');
      return createPaint(colour[stream]);
    },
    progress: async () => {
      const { createProgress } = await import('./progress.js');
      return createProgress(stderr, { animated });
    },
    select: async (message, choices, signal) => {
      const { askSelect } = await import('./prompts.js');
      return askSelect(message, choices, { input: stdin, output: stderr, signal });
    },
    askText: async (message, signal) => {
      const { askText } = await import('./prompts.js');
      return askText(message, { input: stdin, output: stderr, signal });
    },
  };
}

/** NO_COLOR wins, then FORCE_COLOR, then what the stream is. */
function usesColour(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return Boolean(stream.isTTY) && env.TERM !== 'dumb';
}

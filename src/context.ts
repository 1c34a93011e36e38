import type { Clock } from './domain/index.js';
import type { Terminal } from './terminal/index.js';

/** What every command gets: the outside world, as plain readonly values. */
export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  readonly flags: GlobalFlags;
}

export interface GlobalFlags {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
  /** Configuration file named with `--config`. */
  readonly config?: string;
}

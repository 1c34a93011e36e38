import type { HostEnv } from '../sandbox/host-environment.js';

/** What setting up a tool may look at and use. */
export interface ToolContext {
  /** Inputs of the action, evaluated. */
  inputs: Record<string, string>;
  /** The action's `@ref`. */
  ref: string;
  tree: string;
  scratch: string;
  hostEnv: HostEnv;
  /** Where fetched toolchains are kept between replays. */
  toolFolder: string;
  /** May a version that this machine lacks be fetched? */
  mayFetch: boolean;
  /** The job's PATH at this step. */
  path: string;
  /** Runs a command in the job's sandbox and environment. */
  run(argv: string[]): Promise<{ exitCode: number; output: string }>;
}

export interface ToolOutcome {
  /** What stands in for the action, for the report. */
  note: string;
  /** Set when the replay is less true for it. */
  warning?: string;
  /** Folders to put in front of PATH. */
  path?: string[];
  env?: Record<string, string>;
  outputs?: Record<string, string>;
}

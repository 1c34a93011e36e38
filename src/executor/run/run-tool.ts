import { homedir } from 'node:os';
import { resolve } from 'node:path';

import type { Workspace } from '../../domain/index.js';
import { prepareHome } from '../sandbox/home-files.js';
import { baseEnvironment, type HostEnv, hostPath } from '../sandbox/host-environment.js';
import { type ProcessEnd, runProcess } from '../sandbox/run-process.js';
import type { SandboxChoice } from '../sandbox/sandbox-choice.js';
import { writeShims } from '../toolchain/shims.js';
import { pathOf } from './job-run.js';
import { emptySession, type JobSession } from './job-session.js';

export interface RunToolOptions {
  workspace: Workspace;
  sandbox: SandboxChoice;
  hostEnv: HostEnv;
  signal: AbortSignal;
  timeoutMs: number;
  /** Relative to the tree. */
  cwd?: string;
  env?: Record<string, string>;
  /** Gives the tool the PATH and the variables that the job's steps had. */
  session?: JobSession;
  cacheDir?: string;
  network?: boolean;
}

export interface ToolEnd {
  exitCode: number;
  /** stdout and stderr in the order written; of long output the last 200 KB. */
  output: string;
  end: ProcessEnd['end'];
  durationMs: number;
}

const keptBytes = 200 * 1024;

/** Runs one command of a recipe as the job's steps run: same sandbox, same PATH, no tokens. */
export async function runTool(argv: readonly string[], options: RunToolOptions): Promise<ToolEnd> {
  const { workspace, sandbox, hostEnv, signal, timeoutMs, cacheDir } = options;
  const session = options.session ?? emptySession();
  const places = { scratch: workspace.scratch, ...(cacheDir !== undefined && { cacheDir }) };
  const path = hostPath(hostEnv);
  await prepareHome(hostEnv, places);
  await writeShims(workspace.scratch, path.join(':'));
  const env = {
    ...baseEnvironment(hostEnv, places),
    CI: 'true',
    ...session.env,
    ...options.env,
    PATH: pathOf({ workspace, hostPath: path }, session),
  };
  const tail = new Tail();
  const { exitCode, end, durationMs } = await runProcess({
    ...{ argv, env, sandbox, signal, timeoutMs },
    cwd: resolve(workspace.tree, options.cwd ?? '.'),
    mounts: { home: hostEnv.HOME ?? homedir(), path, ...workspace, ...places },
    network: options.network ?? true,
    onOutput: (chunk) => tail.push(chunk),
  });
  return { exitCode, end, durationMs, output: tail.text() };
}

/** The last bytes of a stream, in bounded memory. */
class Tail {
  #chunks: Buffer[] = [];
  #size = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > 4 * keptBytes) this.#compact();
  }

  text(): string {
    this.#compact();
    return this.#chunks[0]?.toString('utf8') ?? '';
  }

  #compact(): void {
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [Buffer.from(all.subarray(Math.max(0, all.length - keptBytes)))];
    this.#size = this.#chunks[0]?.length ?? 0;
  }
}

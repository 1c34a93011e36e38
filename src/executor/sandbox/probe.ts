import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

import type { SandboxedCommand } from './bwrap.js';
import type { HostEnv } from './host-environment.js';
import { emptyFile, type Mounts } from './mounts.js';

export type Probe = { works: true } | { works: false; output: string };

/** Starts a command with the very mounts and limits that steps will get, and looks at what it wrote. */
export async function tryCommand(
  hostEnv: HostEnv,
  argvOf: (mounts: Mounts, command: SandboxedCommand) => string[],
  env: Record<string, string> = {},
): Promise<Probe> {
  const scratch = await mkdtemp(join(tmpdir(), 'cifix-probe-'));
  try {
    await mkdir(join(scratch, 'tmp'));
    await writeFile(emptyFile(scratch), '');
    const mounts = { home: hostEnv.HOME ?? '/', path: [], tree: scratch, scratch, gitDir: scratch };
    const command = { argv: ['/bin/sh', '-c', 'echo works > seen'], cwd: scratch, env: {}, network: true };
    const [file = '', ...args] = argvOf(mounts, command);
    const result = await execa(file, args, {
      ...{ env, extendEnv: false, reject: false, stdin: 'ignore', timeout: 20_000 },
    });
    if (result.exitCode !== 0) return { works: false, output: `${result.stderr}\n${result.stdout}`.trim() };
    const seen = await readFile(join(scratch, 'seen'), 'utf8').catch(() => '');
    return seen === 'works\n'
      ? { works: true }
      : { works: false, output: "what it writes does not reach this machine's files" };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export const firstLine = (output: string): string => output.trim().split('\n', 1)[0] || 'no message';

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

import type { SandboxKind } from '../../domain/index.js';
import { bwrapArgv } from './bwrap.js';
import { findProgram } from './find-program.js';
import { emptyFile } from './mounts.js';
import type { SandboxChoice, SandboxProblem } from './sandbox-choice.js';

export interface DetectOptions {
  hostEnv: Record<string, string | undefined>;
}

/**
 * Tries the very mounts and namespaces that steps will get, once. `auto` gives bubblewrap where it starts,
 * else `none` with the reason: whether that may run a stranger's code is the caller's to decide.
 */
export async function detectSandbox(
  kind: SandboxKind,
  { hostEnv }: DetectOptions,
): Promise<SandboxChoice | SandboxProblem> {
  if (kind === 'none') return { kind: 'none' };
  const found = await probeBwrap(hostEnv);
  if (!('problem' in found) || kind === 'bwrap') return found;
  return { kind: 'none', reason: `${found.problem} (${found.hint})` };
}

async function probeBwrap(hostEnv: DetectOptions['hostEnv']): Promise<SandboxChoice | SandboxProblem> {
  const program = process.platform === 'linux' ? findProgram('bwrap', hostEnv.PATH) : undefined;
  if (program === undefined) {
    return process.platform === 'linux'
      ? { problem: 'bubblewrap is not installed', hint: 'install the package `bubblewrap`' }
      : { problem: 'bubblewrap works on Linux only', hint: 'use --sandbox none for code that you trust' };
  }
  const scratch = await mkdtemp(join(tmpdir(), 'cifix-probe-'));
  try {
    await mkdir(join(scratch, 'tmp'));
    await writeFile(emptyFile(scratch), '');
    const mounts = { home: hostEnv.HOME ?? '/', path: [], tree: scratch, scratch, gitDir: scratch };
    const command = { argv: ['/bin/sh', '-c', 'true'], cwd: scratch, env: {}, network: true };
    const [file = program, ...args] = bwrapArgv(program, mounts, command);
    const options = { env: {}, extendEnv: false, reject: false, stdin: 'ignore', timeout: 10_000 } as const;
    const { exitCode, stdout, stderr } = await execa(file, args, options);
    if (exitCode !== 0) return cannotStart(`${stderr}${stdout}`);
    const version = await execa(program, ['--version'], options);
    return { kind: 'bwrap', program, version: version.stdout.replace(/^\D+/, '').trim() };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function cannotStart(output: string): SandboxProblem {
  const firstLine = output.trim().split('\n', 1)[0] || 'no message';
  const namespaces = /uid map|namespace|Operation not permitted|Permission denied/.test(output);
  return {
    problem: `bubblewrap does not start here: ${firstLine}`,
    hint: namespaces
      ? 'allow user namespaces: an AppArmor profile for bwrap, or kernel.apparmor_restrict_unprivileged_userns=0'
      : 'run `bwrap --ro-bind / / true` to see what is wrong',
  };
}

import { execa } from 'execa';

import type { SandboxKind } from '../../domain/index.js';
import { bwrapArgv } from './bwrap.js';
import { detectEngine } from './detect-engine.js';
import { findProgram } from './find-program.js';
import { hostPath } from './host-environment.js';
import { firstLine, tryCommand } from './probe.js';
import { isSandboxProblem, type SandboxChoice, type SandboxProblem } from './sandbox-choice.js';

export interface DetectOptions {
  hostEnv: Record<string, string | undefined>;
}

/** From the cheapest of those that hold to the dearest. */
const strongest = ['bwrap', 'podman', 'docker'] as const;

/**
 * Tries the very mounts and namespaces that steps will get, once. `auto` gives the first that starts, else
 * `none` with the reason: whether that may run a stranger's code is the caller's to decide.
 */
export async function detectSandbox(
  kind: SandboxKind,
  { hostEnv }: DetectOptions,
): Promise<SandboxChoice | SandboxProblem> {
  if (kind === 'none') return { kind: 'none' };
  if (kind !== 'auto') return detectOne(kind, hostEnv);
  const problems: SandboxProblem[] = [];
  for (const candidate of strongest) {
    const found = await detectOne(candidate, hostEnv);
    if (!isSandboxProblem(found)) return found;
    // That an engine is not installed is no news; that one is there and does not start, is.
    if (candidate === 'bwrap' || findProgram(candidate, hostPath(hostEnv).join(':'))) problems.push(found);
  }
  return { kind: 'none', reason: problems.map(({ problem, hint }) => `${problem} (${hint})`).join('; ') };
}

const detectOne = (
  kind: (typeof strongest)[number],
  hostEnv: DetectOptions['hostEnv'],
): Promise<SandboxChoice | SandboxProblem> =>
  kind === 'bwrap' ? detectBwrap(hostEnv) : detectEngine(kind, hostEnv);

async function detectBwrap(hostEnv: DetectOptions['hostEnv']): Promise<SandboxChoice | SandboxProblem> {
  const program =
    process.platform === 'linux' ? findProgram('bwrap', hostPath(hostEnv).join(':')) : undefined;
  if (program === undefined) {
    return process.platform === 'linux'
      ? { problem: 'bubblewrap is not installed', hint: 'install the package `bubblewrap`' }
      : { problem: 'bubblewrap works on Linux only', hint: 'use --sandbox none for code that you trust' };
  }
  const probe = await tryCommand(hostEnv, (mounts, command) => bwrapArgv(program, mounts, command));
  if (!probe.works) return cannotStart(probe.output);
  const version = await execa(program, ['--version'], {
    ...{ env: {}, extendEnv: false, reject: false, stdin: 'ignore', timeout: 10_000 },
  });
  return {
    kind: 'bwrap',
    program,
    version: String(version.stdout ?? '')
      .replace(/^\D+/, '')
      .trim(),
  };
}

function cannotStart(output: string): SandboxProblem {
  const namespaces = /uid map|namespace|Operation not permitted|Permission denied/.test(output);
  return {
    problem: `bubblewrap does not start here: ${firstLine(output)}`,
    hint: namespaces
      ? 'allow user namespaces: an AppArmor profile for bwrap, or kernel.apparmor_restrict_unprivileged_userns=0'
      : 'run `bwrap --ro-bind / / true` to see what is wrong',
  };
}

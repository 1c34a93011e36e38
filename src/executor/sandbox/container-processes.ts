import { spawnSync } from 'node:child_process';

import { execa } from 'execa';

import type { ContainerEngine } from './sandbox-choice.js';
import { isAlive } from './sweep.js';

const options = { extendEnv: false, reject: false, stdin: 'ignore', timeout: 20_000 } as const;

/** podman asks first and waits for ten seconds, unless told not to; docker kills. */
const removal = ({ kind }: ContainerEngine, names: readonly string[]): string[] => [
  ...['rm', '--force', '--volumes', ...(kind === 'podman' ? ['--time', '0'] : [])],
  ...names,
];

/** Kills a container with all in it, and takes it away; one that is gone already is no fault. */
export async function removeContainer(engine: ContainerEngine, name: string): Promise<void> {
  await execa(engine.program, removal(engine, [name]), { ...options, env: engine.env });
}

/** The same at the very end of this process, when nothing can be waited for. */
export function removeContainerNow(engine: ContainerEngine, name: string): void {
  spawnSync(engine.program, removal(engine, [name]), { env: engine.env, stdio: 'ignore', timeout: 20_000 });
}

/**
 * Containers die with their cifix, unless that was killed: then the next one comes here. podman takes one away only
 * after those that share its network, which is the second time at the latest.
 */
export async function removeOrphans(engine: ContainerEngine): Promise<void> {
  for (let round = 0; round < 2; round++) {
    const orphans = await listOrphans(engine);
    if (orphans.length === 0) return;
    await execa(engine.program, removal(engine, orphans), { ...options, env: engine.env });
  }
}

async function listOrphans(engine: ContainerEngine): Promise<string[]> {
  const { stdout } = await execa(
    engine.program,
    ['ps', '--all', '--filter', 'name=cifix-', '--format', '{{.Names}}'],
    { ...options, env: engine.env },
  );
  const names = String(stdout ?? '').split('\n');
  return names.filter((name) => {
    const owner = /^cifix-(\d+)-/.exec(name)?.[1];
    return owner !== undefined && !isAlive(Number(owner));
  });
}

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { execa } from 'execa';

import { containerArgv, containerName, emptyImage } from './container.js';
import { removeOrphans } from './container-processes.js';
import { findProgram } from './find-program.js';
import { type HostEnv, hostPath } from './host-environment.js';
import { firstLine, tryCommand } from './probe.js';
import type { ContainerEngine, SandboxProblem } from './sandbox-choice.js';

/** With these a client finds its daemon or its storage. */
const clientVariables = [
  ...['HOME', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'DBUS_SESSION_BUS_ADDRESS'],
  ...['CONTAINERS_CONF', 'CONTAINERS_STORAGE_CONF', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG'],
];

/** Two blocks of zeros: an archive that holds nothing. */
const emptyArchive = Buffer.alloc(10_240);

/** Looks whether a container of this engine can really be started with all that a step's container has. */
export async function detectEngine(
  kind: ContainerEngine['kind'],
  hostEnv: HostEnv,
): Promise<ContainerEngine | SandboxProblem> {
  const install = `install the package \`${kind === 'podman' ? 'podman' : 'docker.io'}\``;
  if (process.platform !== 'linux')
    return { problem: `${kind} is used on Linux only`, hint: 'use --sandbox none for code that you trust' };
  // An engine starts further programs of this PATH, outside of any sandbox.
  const path = hostPath(hostEnv).join(':');
  const program = findProgram(kind, path);
  if (program === undefined) return { problem: `${kind} is not installed`, hint: install };
  const env = { ...clientEnvironment(hostEnv), PATH: path };
  const options = { env, extendEnv: false, reject: false, timeout: 20_000 } as const;
  const version = await execa(program, ['--version'], { ...options, stdin: 'ignore' });
  const engine: ContainerEngine = {
    ...{ kind, program, env, limits: ownLimits() },
    version: /\d+(?:\.\d+)+/.exec(String(version.stdout ?? ''))?.[0] ?? '',
  };
  const known = await execa(program, ['image', 'inspect', emptyImage], { ...options, stdin: 'ignore' });
  if (known.exitCode !== 0) {
    const made = await execa(program, ['import', '-', emptyImage], { ...options, input: emptyArchive });
    if (made.exitCode !== 0) return cannotStart(kind, String(made.stderr ?? ''));
  }
  const name = containerName(randomUUID());
  const probe = await tryCommand(
    hostEnv,
    (mounts, command) => containerArgv(engine, mounts, { ...command, name }),
    env,
  );
  if (!probe.works) return cannotStart(kind, probe.output);
  await removeOrphans(engine);
  return engine;
}

const clientEnvironment = (hostEnv: HostEnv): Record<string, string> =>
  Object.fromEntries(
    clientVariables.flatMap((name) => {
      const value = hostEnv[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const cannotStart = (kind: ContainerEngine['kind'], output: string): SandboxProblem => ({
  problem: `${kind} starts no container here: ${firstLine(output)}`,
  hint:
    kind === 'docker' && /daemon|permission denied/i.test(output)
      ? 'start the daemon, and see that this user may use it: `docker info`'
      : `\`${kind} info\` tells what it lacks`,
});

/**
 * No more open files than this process may have, and no more processes than an engine may surely give: by
 * default engines raise both, which not every machine lets them.
 */
function ownLimits(): string[] {
  const text = readFileSync('/proc/self/limits', 'utf8');
  const rows = { nofile: ['open files', 1_048_576], nproc: ['processes', 32_768] } as const;
  return Object.entries(rows).flatMap(([name, [label, most]]) => {
    const [, soft, hard] = new RegExp(`^Max ${label} +(\\w+) +(\\w+)`, 'm').exec(text) ?? [];
    const [first, second] = [soft, hard].map((limit) => Math.min(Number(limit) || most, most));
    return ['--ulimit', `${name}=${first}:${second}`];
  });
}

import { randomUUID } from 'node:crypto';

import { execa } from 'execa';

import type { SandboxedCommand } from './bwrap.js';
import { containerName, mountOption } from './container.js';
import { removeContainer, removeContainerNow } from './container-processes.js';
import { type FoundImage, faultOf, quiet } from './find-image.js';
import type { ContainerWishes } from './job-container-options.js';
import { defaultLimits, inStandingContainer } from './launcher.js';
import { listImageMounts, type Mounts } from './mounts.js';
import type { ContainerEngine } from './sandbox-choice.js';

/** The container that all steps of a job run in; what one leaves in it, running or written, the next one finds. */
export interface JobContainer {
  engine: ContainerEngine;
  name: string;
  /** As the workflow writes it, evaluated. */
  image: string;
  imageId: string;
  /** Of the image and of the workflow's `container:`. */
  env: Record<string, string>;
  /** Connects it or takes it off, before a step; one that cannot be taken off is removed. */
  useNetwork(on: boolean): Promise<void>;
  /** Kills what carries this text in its environment: root within may be out of reach from without. */
  killMarked(mark: string): Promise<void>;
  /** After a step: makes the files of the workspace those of whoever runs cifix, where root within is another. */
  giveBack(): Promise<void>;
  remove(): Promise<void>;
}

export interface JobContainerRequest {
  engine: ContainerEngine;
  image: string;
  found: FoundImage;
  wishes: ContainerWishes;
  mounts: Mounts;
  cwd: string;
  /** `switched`: on for some steps and off for others. */
  network: 'on' | 'off' | 'switched';
  signal: AbortSignal;
}

export const describeContainer = ({ engine, image }: JobContainer): string =>
  `${engine.kind} ${engine.version}, image ${image}`;

/**
 * Enough to unpack and install packages as root; they reach no further than the image and the workspace,
 * because nothing else of this machine is in the container.
 */
const capabilities = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'SETGID', 'SETUID'];

const startLimitMs = 2 * 60_000;
const shortLimitMs = 30_000;

/** Who has to get back what steps write as root; podman makes whoever calls it root within. */
export function ownerOf(
  { kind }: ContainerEngine,
  [uid, gid] = [process.getuid?.(), process.getgid?.()],
): string | undefined {
  return kind === 'podman' || !uid ? undefined : `${uid}:${gid}`;
}

/** Starts the container with a process that only waits, as GitHub's runner does. */
export function jobContainerArgv(request: JobContainerRequest, name: string): string[] {
  const { engine, found, wishes, mounts, cwd, network } = request;
  const { kind, program, limits, joined } = engine;
  const { processes, memoryBytes } = defaultLimits();
  // What root leaves in the caches that replays share could not be given back in a moment.
  const { cacheDir: _shared, ...own } = mounts;
  const places = [...listImageMounts(ownerOf(engine) === undefined ? mounts : own), ...wishes.mounts];
  const isJoined = network === 'on' && joined !== undefined;
  return [
    ...[program, 'run', '--detach', '--name', name, '--pull', 'never', '--log-driver', 'none'],
    ...['--cap-drop', 'ALL', ...capabilities.flatMap((one) => ['--cap-add', one])],
    ...['--security-opt', 'no-new-privileges', '--security-opt', 'label=disable'],
    ...['--pids-limit', String(processes), '--memory', String(memoryBytes)],
    ...limits,
    ...['--user', '0:0'],
    ...networkOptions(request),
    // One that shares a network has the name of whose it is.
    ...(wishes.hostname === undefined || isJoined ? [] : ['--hostname', wishes.hostname]),
    ...wishes.args,
    ...places.flatMap((mount) => mountOption(kind, mount)),
    ...wishes.volumes.flatMap((target) => ['--volume', target]),
    ...['--workdir', cwd],
    ...Object.entries(wishes.env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...['--entrypoint', 'tail', found.id, '-f', '/dev/null'],
  ];
}

function networkOptions({ engine, network }: JobContainerRequest): string[] {
  switch (network) {
    case 'off':
      return ['--network', 'none'];
    case 'switched':
      return ['--network', bridgeOf(engine)];
    case 'on':
      return engine.joined === undefined ? [] : ['--network', `container:${engine.joined}`];
  }
}

/** The network that an engine always has. */
const bridgeOf = ({ kind }: ContainerEngine): string => (kind === 'podman' ? 'podman' : 'bridge');

export function execArgv(
  { engine, name }: Pick<JobContainer, 'engine' | 'name'>,
  { argv, cwd, env }: Omit<SandboxedCommand, 'network'>,
): string[] {
  return [
    ...[engine.program, 'exec', '--user', '0:0', '--workdir', cwd],
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    name,
    ...inStandingContainer(argv),
  ];
}

const killScript =
  'cd /proc; for p in [0-9]*; do grep -qs -e "$1" "$p/environ" && kill -9 "$p"; done 2> /dev/null';

/** A text says why it does not start. */
export async function startJobContainer(request: JobContainerRequest): Promise<JobContainer | string> {
  const { engine, image, found, wishes, signal } = request;
  const name = containerName(`job-${randomUUID()}`);
  const bye = (): void => removeContainerNow(engine, name);
  // Before the services, whose network it shares.
  process.prependOnceListener('exit', bye);
  const remove = async (): Promise<void> => {
    process.off('exit', bye);
    await removeContainer(engine, name);
  };
  const ask = async (args: readonly string[], timeout: number): Promise<string | undefined> => {
    const options = { ...quiet(engine), timeout, cancelSignal: signal };
    const { exitCode, stderr } = await execa(engine.program, args, options);
    return exitCode === 0 ? undefined : faultOf(String(stderr ?? ''));
  };
  const [, ...args] = jobContainerArgv(request, name);
  const owner = ownerOf(engine);
  const { tree, scratch } = request.mounts;
  // Links are not followed, nor are the files that they lead to given away.
  const chown = ['exec', name, 'chown', '-R', '-h', owner ?? '', tree, scratch];
  const giveBack = async (): Promise<void> => {
    if (owner !== undefined) await execa(engine.program, chown, { ...quiet(engine), timeout: startLimitMs });
  };
  const problem =
    (await ask(args, startLimitMs)) ??
    (await ask(['exec', name, '/bin/sh', '-c', ':'], startLimitMs)) ??
    (owner === undefined ? undefined : await ask(chown, startLimitMs));
  if (problem !== undefined) {
    await remove();
    return `${engine.kind} does not start the image: ${problem}`;
  }
  let isOn = request.network !== 'off';
  const useNetwork = async (on: boolean): Promise<void> => {
    if (request.network !== 'switched' || on === isOn) return;
    const verb = on ? 'connect' : 'disconnect';
    const fault = await ask(['network', verb, bridgeOf(engine), name], shortLimitMs);
    if (fault === undefined) isOn = on;
    else if (!on) await remove();
  };
  const killMarked = async (mark: string): Promise<void> => {
    const kill = ['exec', '--user', '0:0', name, '/bin/sh', '-c', killScript, 'sh', mark];
    await execa(engine.program, kill, { ...quiet(engine), timeout: shortLimitMs });
  };
  return {
    ...{ engine, name, image, imageId: found.id, useNetwork, killMarked, giveBack, remove },
    env: { ...found.env, ...wishes.env },
  };
}

import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { execa } from 'execa';

import type { PlannedService } from '../../domain/index.js';
import { containerName } from './container.js';
import { removeContainer, removeContainerNow } from './container-processes.js';
import { findEngine } from './find-engine.js';
import type { HostEnv } from './host-environment.js';
import { defaultLimits } from './launcher.js';
import { firstLine } from './probe.js';
import { type ContainerEngine, isContainerEngine, type SandboxChoice } from './sandbox-choice.js';
import { fullImageName, missingService, type Port, readPort, readServiceOptions } from './service-options.js';

export interface ServiceRequest {
  /** Evaluated. */
  services: readonly PlannedService[];
  sandbox: SandboxChoice;
  hostEnv: HostEnv;
  signal: AbortSignal;
  /** Can steps reach this machine's ports at all? */
  network: boolean;
  /** The steps are in an image and reach services by their names, not by ports of this machine. */
  byName?: boolean;
  tell(line: string): void;
}

/** Services that stand beside a job while it runs. */
export interface Services {
  /** The sandbox of the steps, which must reach them. */
  sandbox: SandboxChoice;
  /** One for each service that is not there, or not as it was in CI. */
  warnings: string[];
  stop(): Promise<void>;
}

/** How long an image may take to come, and a service to say that it is healthy. */
const startLimitMs = 5 * 60_000;
const healthLimitMs = 2 * 60_000;
const pollMs = 500;

/** Starts what can be started; a service that cannot is told, and the job goes on without it. */
export async function startServices(request: ServiceRequest): Promise<Services> {
  const { services, sandbox, tell } = request;
  const warnings: string[] = [];
  const running: { engine: ContainerEngine; name: string }[] = [];
  const stopNow = (): void => {
    for (const { engine, name } of running.reverse()) removeContainerNow(engine, name);
  };
  const without = (name: string, reason: string): void => {
    warnings.push(`${missingService(name)}: ${reason}`);
    tell(`the service ${name} is not started: ${reason}`);
  };
  // Those that joined another's network go first.
  process.once('exit', stopNow);
  let engine: ContainerEngine | string | undefined;
  let joined: string | undefined;
  for (const service of services) {
    const ports = service.ports.flatMap((text) => readPort(text) ?? []);
    if (!request.network) without(service.name, 'the network is off for the steps of this job');
    else if (!isContainerEngine(sandbox) && (await isListening(ports))) {
      warnings.push(
        `what listens on ${portList(ports)} of this machine stood in for the service \`${service.name}\``,
      );
      tell(`the service ${service.name} is there already, on ${portList(ports)}`);
    } else {
      engine ??= await findEngine(sandbox, request.hostEnv);
      if (typeof engine === 'string') {
        without(service.name, engine);
        continue;
      }
      const name = containerName(`service-${randomUUID()}`);
      running.push({ engine, name });
      const names = request.byName ? services.map((each) => each.name).filter(isHostName) : [];
      const place = isContainerEngine(sandbox) ? { joined: joined ?? null, names } : { ports };
      const { problem, note } = await startService(service, { ...request, engine, name, place });
      if (problem !== undefined) without(service.name, problem);
      else {
        if (note !== undefined) warnings.push(`service \`${service.name}\`: ${note}`);
        tell(`the service ${service.name} runs in ${engine.kind}: ${service.image}`);
        joined ??= name;
      }
    }
  }
  return {
    sandbox: isContainerEngine(sandbox) && joined !== undefined ? { ...sandbox, joined } : sandbox,
    warnings,
    async stop() {
      process.off('exit', stopNow);
      for (const { engine, name } of running.reverse()) await removeContainer(engine, name);
    },
  };
}

/** Those that share the network of the first have its table of names as well. */
type Place = { ports: readonly Port[] } | { joined: string | null; names: readonly string[] };

/** Ports are bound on loopback only. Steps that are containers themselves share the first service's network. */
async function startService(
  { image, env, options = '', dropped = [] }: PlannedService,
  { engine, name, place, signal }: ServiceRequest & { engine: ContainerEngine; name: string; place: Place },
): Promise<{ problem?: string; note?: string }> {
  const { taken, left } = readServiceOptions(options);
  const { processes, memoryBytes } = defaultLimits();
  const network =
    'ports' in place
      ? place.ports.flatMap(({ host, container, protocol }) => [
          '--publish',
          `127.0.0.1:${host}:${container}/${protocol}`,
        ])
      : place.joined === null
        ? place.names.flatMap((host) => ['--add-host', `${host}:127.0.0.1`])
        : ['--network', `container:${place.joined}`];
  const args = [
    ...['run', '--detach', '--name', name, '--log-driver', 'none', '--security-opt', 'no-new-privileges'],
    ...['--pids-limit', String(processes), '--memory', String(memoryBytes), ...engine.limits, ...network],
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...taken,
    ...['--', fullImageName(image)],
  ];
  const started = await execa(engine.program, args, {
    ...quiet(engine),
    timeout: startLimitMs,
    cancelSignal: signal,
  });
  if (started.exitCode !== 0) return { problem: firstLine(String(started.stderr ?? '')) };
  const lost = [
    ...(left.length > 0 ? [`its options ${[...new Set(left)].join(', ')}`] : []),
    ...dropped.map((key) => `its ${key}`),
  ];
  const note = lost.length === 0 ? {} : { note: `without ${lost.join(' and ')}` };
  if (!taken.some((word) => word.startsWith('--health-cmd'))) return note;
  return (await becomesHealthy(engine, name, signal))
    ? note
    : { problem: 'it did not become healthy in time' };
}

async function becomesHealthy(engine: ContainerEngine, name: string, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + healthLimitMs;
  while (performance.now() < until && !signal.aborted) {
    if (await isHealthy(engine, name)) return true;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** podman leaves its checks to systemd, which may not be there, so they are asked for one by one. */
async function isHealthy(engine: ContainerEngine, name: string): Promise<boolean> {
  const isPodman = engine.kind === 'podman';
  const ask = isPodman
    ? ['healthcheck', 'run', name]
    : ['inspect', '--format', '{{.State.Health.Status}}', name];
  const { exitCode, stdout } = await execa(engine.program, ask, { ...quiet(engine), timeout: 30_000 });
  return exitCode === 0 && (isPodman || String(stdout ?? '').trim() === 'healthy');
}

const quiet = ({ env }: ContainerEngine) =>
  ({ env, extendEnv: false, reject: false, stdin: 'ignore' }) as const;

const portList = (ports: readonly Port[]): string => `port ${ports.map(({ host }) => host).join(' and ')}`;

/** Every TCP port that steps would ask for is answered already. */
async function isListening(ports: readonly Port[]): Promise<boolean> {
  const tcp = ports.filter(({ protocol }) => protocol === 'tcp');
  const answers = await Promise.all(tcp.map(({ host }) => answersOn(host)));
  return tcp.length > 0 && answers.every(Boolean);
}

const isHostName = (name: string): boolean => /^[\w.-]+$/.test(name);

const answersOn = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    const settle = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false));
  });

import type { Plan, PlannedService } from '../../domain/index.js';
import type { Scope } from '../expressions/evaluate.js';
import { interpolate } from '../expressions/template.js';
import { plannedImage } from '../sandbox/job-container-options.js';
import type { ContainerEngine, SandboxChoice } from '../sandbox/sandbox-choice.js';
import { missingService, readPort } from '../sandbox/service-options.js';
import { startServices } from '../sandbox/services.js';
import type { JobRun } from './job-run.js';
import { evaluateEnv } from './step-scope.js';

/** A job with what stands beside it. */
export interface Surroundings {
  job: JobRun;
  stop(): Promise<void>;
}

/**
 * Starts the services of a job; the job that steps run in knows their ports. With an engine the steps are in an
 * image, and what is answered as `sandbox` shares a network with the services.
 */
export async function openServices(
  job: JobRun,
  scope: Scope,
  engine?: ContainerEngine,
): Promise<Surroundings & { sandbox: SandboxChoice }> {
  const own = engine ?? job.sandbox;
  // One whose image is empty is meant not to run in this leg.
  const services = (job.plan.services ?? [])
    .map((service) => evaluate(service, scope))
    .filter(({ image }) => image);
  if (services.length === 0) return { job, sandbox: own, stop: async () => {} };
  const { hostEnv, signal, log } = job;
  const { sandbox, warnings, stop } = await startServices({
    ...{ services, hostEnv, signal, sandbox: own, byName: engine !== undefined },
    network: job.network === 'always',
    tell: (line) => log.write(`cifix: ${line}`),
  });
  job.warnings.push(...warnings);
  const servicePorts = portsOf(services);
  return { job: { ...job, ...(!engine && { sandbox }), servicePorts }, sandbox, stop };
}

/** What the plan could not know yet is left to the run, which says it more exactly. */
export function settledWarnings({ warnings, services = [], container }: Plan): string[] {
  const known = new Set(services.map(({ name }) => missingService(name)));
  if (container) known.add(plannedImage(container));
  return warnings.filter((warning) => !known.has(warning));
}

const evaluate = (service: PlannedService, scope: Scope): PlannedService => ({
  name: service.name,
  image: interpolate(service.image, scope),
  env: evaluateEnv(service.env, scope),
  ports: service.ports.map((port) => interpolate(port, scope)),
  ...(service.options !== undefined && { options: interpolate(service.options, scope) }),
  ...(service.dropped !== undefined && { dropped: service.dropped }),
});

/** As the `job` context has them: by the port within the container. */
const portsOf = (services: readonly PlannedService[]): Record<string, { ports: Record<string, string> }> =>
  Object.fromEntries(
    services.map(({ name, ports }) => {
      const pairs = ports.flatMap((text) => readPort(text) ?? []);
      return [
        name,
        { ports: Object.fromEntries(pairs.map(({ host, container }) => [container, String(host)])) },
      ];
    }),
  );

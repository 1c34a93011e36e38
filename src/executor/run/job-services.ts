import type { Plan, PlannedService } from '../../domain/index.js';
import type { Scope } from '../expressions/evaluate.js';
import { interpolate } from '../expressions/template.js';
import { missingService, readPort } from '../sandbox/service-options.js';
import { startServices } from '../sandbox/services.js';
import type { JobRun } from './job-run.js';
import { evaluateEnv } from './step-scope.js';

/** Starts the services of a job; the job that steps run in knows their ports. */
export async function openServices(
  job: JobRun,
  scope: Scope,
): Promise<{ job: JobRun; stop(): Promise<void> }> {
  // One whose image is empty is meant not to run in this leg.
  const services = (job.plan.services ?? [])
    .map((service) => evaluate(service, scope))
    .filter(({ image }) => image);
  if (services.length === 0) return { job, stop: async () => {} };
  const { hostEnv, signal, log } = job;
  const { sandbox, warnings, stop } = await startServices({
    ...{ services, hostEnv, signal, sandbox: job.sandbox },
    network: job.network === 'always',
    tell: (line) => log.write(`cifix: ${line}`),
  });
  job.warnings.push(...warnings);
  return { job: { ...job, sandbox, servicePorts: portsOf(services) }, stop };
}

/** What the plan could not know yet is left to the run, which says it more exactly. */
export function warningsBesideServices({ warnings, services = [] }: Plan): string[] {
  const known = new Set(services.map(({ name }) => missingService(name)));
  return warnings.filter((warning) => !known.has(warning));
}

const evaluate = (service: PlannedService, scope: Scope): PlannedService => ({
  name: service.name,
  image: interpolate(service.image, scope),
  env: evaluateEnv(service.env, scope),
  ports: service.ports.map((port) => interpolate(port, scope)),
  ...(service.options !== undefined && { options: interpolate(service.options, scope) }),
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

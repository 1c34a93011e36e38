import type { PlannedContainer } from '../../domain/index.js';
import { ExpressionFault, type Scope } from '../expressions/evaluate.js';
import { interpolate, templateReferences } from '../expressions/template.js';
import { findEngine } from '../sandbox/find-engine.js';
import { type FoundImage, findImage } from '../sandbox/find-image.js';
import { startJobContainer } from '../sandbox/job-container.js';
import { type ContainerWishes, readContainerWishes } from '../sandbox/job-container-options.js';
import { type ContainerEngine, isContainerEngine } from '../sandbox/sandbox-choice.js';
import type { JobRun } from './job-run.js';
import { openServices, type Surroundings } from './job-services.js';
import { printable } from './output-reader.js';
import { evaluateEnv } from './step-scope.js';
import { placeTree } from './work-root.js';

interface ContainerOptions {
  scope: Scope;
  /** Why images are not fetched; absent: they are. */
  noPull?: string;
}

interface JobImage {
  engine: ContainerEngine;
  image: string;
  found: FoundImage;
  wishes: ContainerWishes;
}

/** One that is off but for installs must be such that it can be taken off again. */
const networks = { always: 'on', install: 'switched', never: 'off' } as const;

/**
 * Starts what stands around the steps of a job: its services, and the container of its image, for which this
 * machine stands in where no engine or no image is to be had. What that takes is not the job's time.
 */
export async function openSurroundings(
  job: JobRun,
  { scope, noPull }: ContainerOptions,
): Promise<Surroundings> {
  const started = performance.now();
  const opened = await open(job, { scope, ...(noPull !== undefined && { noPull }) });
  return { ...opened, job: { ...opened.job, deadline: job.deadline + performance.now() - started } };
}

async function open(job: JobRun, options: ContainerOptions): Promise<Surroundings> {
  const { scope } = options;
  if (!job.plan.container) return openServices(job, scope);
  const planned = evaluate(job.plan.container, scope);
  if (planned?.image === '') return openServices(job, scope);
  const image = planned ? await findJobImage(job, planned, options) : 'only CI knew its name';
  if (typeof image === 'string') {
    tellStandIn(job, planned ?? job.plan.container, image);
    return openServices(job, scope);
  }
  const known = job.warnings.length;
  const services = await openServices(job, scope, image.engine);
  const { sandbox: engine } = services;
  const request = {
    ...{ ...image, network: networks[job.network], cwd: job.root, signal: job.signal },
    mounts: { ...job.mounts, binds: await placeTree(job) },
    ...(isContainerEngine(engine) && { engine }),
  };
  let container = await startJobContainer(request);
  if (typeof container === 'string' && request.network === 'switched') {
    image.wishes.warnings.push(`without a network, because ${container}`);
    container = await startJobContainer({ ...request, network: 'off' });
  }
  if (typeof container === 'string') {
    await services.stop();
    job.warnings.splice(known);
    tellStandIn(job, image, container);
    return openServices(job, scope);
  }
  const { kind, version } = image.engine;
  job.log.write(`cifix: the steps run in the image ${image.image}, in ${kind} ${version}`);
  const limits = [...image.wishes.warnings, ...otherUser(image)];
  job.warnings.push(...limits.map((limit) => `the container of the job: ${limit}`));
  return {
    job: { ...services.job, container },
    async stop() {
      await container.giveBack();
      await container.remove();
      await services.stop();
    },
  };
}

async function findJobImage(
  job: JobRun,
  planned: PlannedContainer,
  { noPull }: ContainerOptions,
): Promise<JobImage | string> {
  const { log, signal, sandbox, hostEnv, workspace } = job;
  const tell = (line: string): void => {
    log.write(`cifix: ${line}`);
    job.onEvent({ type: 'output', number: 0, line: printable(log.mask(`cifix: ${line}`)) });
  };
  const engine = await findEngine(sandbox, hostEnv);
  if (typeof engine === 'string') return engine;
  const reason = job.network === 'never' ? 'the network is off' : noPull;
  const found = await findImage(engine, planned.image, {
    ...{ signal, tell },
    ...(reason !== undefined && { noPull: reason }),
  });
  if (typeof found === 'string') return found;
  const wishes = readContainerWishes(planned, [workspace.tree, workspace.scratch]);
  return { engine, image: planned.image, found, wishes };
}

function tellStandIn(job: JobRun, { image }: { image: string }, reason: string): void {
  const text = `CI ran this job in the image ${image}; this machine stood in for it: ${reason}`;
  job.warnings.push(text);
  job.log.write(`cifix: ${text}`);
}

/** Files of the workspace belong to one user here, who is root within. */
function otherUser({ found, wishes }: JobImage): string[] {
  const asked = wishes.user || found.user || 'root';
  return /^(?:root|0)(?::|$)/.test(asked) ? [] : [`its steps run as root, not as ${asked}`];
}

/** Asked for by an image, these are empty here and were not in CI. */
const knownInCi = ['needs', 'vars', 'secrets', 'env'];

/** Undefined where the expressions ask for what is not known here. */
function evaluate(container: PlannedContainer, scope: Scope): PlannedContainer | undefined {
  try {
    const image = interpolate(container.image, scope).trim();
    const asks = templateReferences(container.image).some(([name = '']) => knownInCi.includes(name));
    if (image === '' && asks) return undefined;
    return {
      image,
      env: evaluateEnv(container.env, scope),
      volumes: container.volumes.map((volume) => interpolate(volume, scope)),
      ...(container.options !== undefined && { options: interpolate(container.options, scope) }),
      ...(container.credentials !== undefined && { credentials: container.credentials }),
    };
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return undefined;
  }
}

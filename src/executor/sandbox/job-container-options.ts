import { realpathSync } from 'node:fs';
import { posix } from 'node:path';

import type { PlannedContainer } from '../../domain/index.js';
import type { Mount } from './mounts.js';
import { within } from './mounts.js';
import { splitOptions } from './service-options.js';

/** What of a `container:` reaches the engine, and what does not. */
export interface ContainerWishes {
  env: Record<string, string>;
  /** Options that make the container another shape and give it no rights. */
  args: string[];
  hostname?: string;
  /** Who its steps are to run as; a name or a number, with or without a group. */
  user?: string;
  /** Targets of volumes that begin empty. */
  volumes: string[];
  mounts: Mount[];
  /** One for each thing that it goes without. */
  warnings: string[];
}

/** Until the run knows whether an engine and the image are here; it then says it more exactly. */
export const plannedImage = ({ image }: PlannedContainer): string =>
  `CI ran this job in the image ${image}; here too where podman or docker can start it, else without it`;

const shapes = /^--(?:shm-size|cpus|tmpfs)$/;

/** Without any effect on steps: the runner itself sets these, or nobody looks at them. */
const idle =
  /^(?:--(?:name|workdir|entrypoint|rm|init|health-[\w-]+|no-healthcheck|label|publish|expose|restart|stop-[\w-]+|log-[\w-]+)|-[wlp])$/;

const variable = /^[A-Za-z_]\w*=/;

/** `container` is evaluated; a volume of this machine is taken over within these folders only. */
export function readContainerWishes(
  { env, options = '', volumes, credentials }: PlannedContainer,
  folders: readonly string[],
): ContainerWishes {
  const wishes: ContainerWishes = { env: {}, args: [], volumes: [], mounts: [], warnings: [] };
  const left = splitOptions(options).filter(({ name, value = '', words }) => {
    if (/^(?:--env|-e)$/.test(name) && variable.test(value)) {
      const equals = value.indexOf('=');
      wishes.env[value.slice(0, equals)] = value.slice(equals + 1);
    } else if (/^(?:--hostname|-h)$/.test(name)) wishes.hostname = value;
    else if (/^(?:--user|-u)$/.test(name)) wishes.user = value;
    else if (shapes.test(name)) wishes.args.push(...words);
    else return !idle.test(name);
    return false;
  });
  // CI gives them after the options.
  Object.assign(wishes.env, env);
  const lost = volumes.filter((volume) => !takeVolume(wishes, volume, folders));
  const names = [...new Set(left.map(({ name }) => name))];
  if (names.length > 0) wishes.warnings.push(`without its options ${names.join(', ')}`);
  if (lost.length > 0) wishes.warnings.push(`without its volumes ${lost.join(', ')}`);
  if (credentials) wishes.warnings.push('without its credentials');
  return wishes;
}

/** A named volume of a fresh runner is as empty as one without a name. */
function takeVolume(wishes: ContainerWishes, volume: string, folders: readonly string[]): boolean {
  const [first = '', second, flags] = volume.split(':');
  const target = posix.normalize(second ?? first);
  if (!target.startsWith('/') || target === '/') return false;
  if (second === undefined || /^\w[\w.-]*$/.test(first)) {
    wishes.volumes.push(target);
    return true;
  }
  const source = realFolder(first);
  if (source === undefined || !folders.some((folder) => within(source, realFolder(folder) ?? folder)))
    return false;
  wishes.mounts.push({ kind: flags === 'ro' ? 'read-only' : 'writable', source, target });
  return true;
}

/** Links are followed, so that none of the repository's leads to another place of this machine. */
function realFolder(path: string): string | undefined {
  try {
    return path.startsWith('/') ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}

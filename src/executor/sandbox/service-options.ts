/** Of `options:` only these reach the engine: others could hand this machine's files or rights to an image. */
const taken =
  /^--(?:health-(?:cmd|interval|timeout|retries|start-period|start-interval)|no-healthcheck|entrypoint|shm-size)$/;

/** The words of `options:` that are taken over, and the names of those that are not. */
export function readServiceOptions(options: string): { taken: string[]; left: string[] } {
  const words = (options.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_all, double?: string, single?: string) => double ?? single ?? ''),
  );
  const result: { taken: string[]; left: string[] } = { taken: [], left: [] };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [name = ''] = word.split('=', 1);
    const next = words[at + 1];
    const hasValue = !word.includes('=') && next !== undefined && !next.startsWith('-');
    const pair = hasValue ? [word, next] : [word];
    if (hasValue) at++;
    if (taken.test(name)) result.taken.push(...pair);
    else result.left.push(name);
  }
  return result;
}

export interface Port {
  host: number;
  container: number;
  protocol: 'tcp' | 'udp';
}

/** `5432`, `5433:5432`, `53:53/udp`; a single port keeps its number, where CI would choose one by chance. */
export function readPort(text: string): Port | undefined {
  const [, host, container, protocol] = /^(?:(\d+):)?(\d+)(?:\/(tcp|udp))?$/.exec(text.trim()) ?? [];
  if (container === undefined) return undefined;
  return {
    host: Number(host ?? container),
    container: Number(container),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
  };
}

/** Which registry a short name belongs to is a matter of taste with podman; with GitHub it is Docker Hub. */
export function fullImageName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  if (rest.length === 0) return `docker.io/library/${image}`;
  return /[.:]/.test(first) || first === 'localhost' ? image : `docker.io/${image}`;
}

export const missingService = (name: string): string => `the service \`${name}\` of CI is not started here`;

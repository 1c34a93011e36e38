/** Of `options:` only these reach the engine: others could hand this machine's files or rights to an image. */
const taken =
  /^--(?:health-(?:cmd|interval|timeout|retries|start-period|start-interval)|no-healthcheck|entrypoint|shm-size)$/;

/** The words of `options:` that are taken over, and the names of those that are not. */
export function readServiceOptions(options: string): { taken: string[]; left: string[] } {
  const all = splitOptions(options);
  return {
    taken: all.filter(({ name }) => taken.test(name)).flatMap(({ words }) => words),
    left: all.filter(({ name }) => !taken.test(name)).map(({ name }) => name),
  };
}

/** An option with its value, as it is written in one word (`--a=b`) or in two (`--a b`). */
export interface EngineOption {
  name: string;
  value?: string;
  words: string[];
}

/** The text of `options:` at its blanks, with quotes, as a shell would cut it. */
export function splitOptions(options: string): EngineOption[] {
  const words = (options.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_all, double?: string, single?: string) => double ?? single ?? ''),
  );
  const found: EngineOption[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const equals = word.indexOf('=');
    const next = words[at + 1];
    if (equals > 0) {
      found.push({ name: word.slice(0, equals), value: word.slice(equals + 1), words: [word] });
    } else if (next !== undefined && !next.startsWith('-')) {
      found.push({ name: word, value: next, words: [word, next] });
      at++;
    } else found.push({ name: word, words: [word] });
  }
  return found;
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

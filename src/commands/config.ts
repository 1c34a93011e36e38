import type { Command } from 'commander';
import { leavesOf } from '../config/index.js';
import type { Context } from '../context.js';
import { exitCodes } from '../errors/index.js';
import { openWorld } from '../wiring.js';

export function define(_command: Command): void {}

export async function run(context: Context): Promise<number> {
  const { loaded, hosts, directories, token } = await openWorld(context);
  const values = leavesOf(loaded.config).map((path) => ({
    path,
    value: at(loaded.config, path),
    origin: originOf(loaded.origins, path),
  }));
  const surroundings = {
    apiUrl: hosts.apiUrl,
    serverUrl: hosts.serverUrl,
    state: directories.state,
    cache: directories.cache,
    token: token?.origin ?? null,
  };
  const { terminal } = context;
  if (context.flags.json) {
    terminal.out(
      JSON.stringify({ schemaVersion: 1, file: loaded.file ?? null, values, surroundings }, null, 2),
    );
    return exitCodes.done;
  }
  const paint = await terminal.paint('out');
  const width = Math.max(...values.map(({ path }) => path.length));
  terminal.out(`${paint.strong('configuration')}  ${loaded.file ?? 'no file; defaults'}`);
  for (const { path, value, origin } of values)
    terminal.out(`  ${path.padEnd(width)}  ${JSON.stringify(value)}  ${paint.quiet(origin)}`);
  terminal.out(paint.strong('surroundings'));
  for (const [name, value] of Object.entries(surroundings))
    terminal.out(`  ${name.padEnd(width)}  ${value ?? 'none'}`);
  return exitCodes.done;
}

const originOf = (origins: Record<string, string>, path: string): string =>
  origins[path] ??
  Object.entries(origins).find(
    ([known]) => path.startsWith(`${known}.`) || known.startsWith(`${path}.`),
  )?.[1] ??
  'default';

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
      value,
    );

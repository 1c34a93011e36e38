import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { CacheListing } from '../domain/index.js';
import { exitCodes, usageError } from '../errors/index.js';
import { renderCache } from '../render/index.js';
import { cacheLimits, openWorld } from '../wiring.js';
import { listCache, pruneCache } from '../workspace/index.js';
import { duration, size } from './flags.js';

export function define(command: Command): void {
  command
    .argument('[verb]', '"list", which is what it does anyway, or "prune"')
    .option('--older-than <time>', 'with prune: what was not used for so long, like 7d', duration)
    .option('--max-size <size>', 'with prune: what is beyond so much, like 5G', size);
}

interface CacheFlags {
  olderThan?: number;
  maxSize?: number;
}

export async function run(context: Context, args: string[], given: Record<string, unknown>): Promise<number> {
  const { olderThan, maxSize } = given as CacheFlags;
  const [verb = 'list'] = args;
  if (verb !== 'list' && verb !== 'prune')
    throw usageError(`"cifix cache" does not know "${verb}".`, 'It takes: list or prune.');
  if (verb === 'list' && (olderThan !== undefined || maxSize !== undefined))
    throw usageError('--older-than and --max-size go with prune.', 'Say "cifix cache prune".');
  const world = await openWorld(context);
  const { cache } = world.directories;
  const limits = cacheLimits(world, context.clock.now());
  const removed =
    verb === 'prune'
      ? await pruneCache(cache, {
          ...limits,
          maxAgeMs: olderThan ?? limits.maxAgeMs,
          maxBytes: maxSize ?? limits.maxBytes,
        })
      : undefined;
  const entries = await listCache(cache);
  const listing: CacheListing = {
    schemaVersion: 1,
    entries,
    totalBytes: entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ...(removed ? { removed } : {}),
  };
  const { terminal } = context;
  if (context.flags.json) terminal.out(JSON.stringify(listing, null, 2));
  else terminal.out(renderCache(listing, await terminal.paint('out'), terminal.columns));
  return exitCodes.done;
}

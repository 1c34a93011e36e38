import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { Scan, ScanFailure } from '../domain/index.js';
import { type CifixError, exitCodes, isCifixError } from '../errors/index.js';
import { scanRepository } from '../orchestrator/index.js';
import { renderScan } from '../render/index.js';
import { openWorld, type World } from '../wiring.js';
import { collect, duration, wholeNumber } from './flags.js';
import { repositoryHere } from './resolve-target.js';

interface ScanFlags {
  repo?: string[];
  branch?: string;
  workflow?: string;
  since?: number;
  limit: number;
  output?: string;
  exitStatus?: boolean;
}

export function define(command: Command): void {
  command
    .option('--repo <owner/name>', 'repository; may be given several times', collect)
    .option('--branch <name>', 'only runs of this branch')
    .option('--workflow <glob>', 'only workflows whose name or file fits')
    .option('--since <time>', 'all failures since then, like 2h, not only new ones', duration)
    .option('--limit <n>', 'most failures a repository', wholeNumber, 20)
    .option('--output <file>', 'write the JSON document to a file as well')
    .option('--exit-status', 'exit with 1 when something is red');
}

export async function run(
  context: Context,
  _args: string[],
  given: Record<string, unknown>,
): Promise<number> {
  const flags = given as unknown as ScanFlags;
  const world = await openWorld(context);
  const wanted = await repositoriesOf(context, world, flags);
  const repositories: ScannedRepository[] = [];
  for (const { repo, branch } of wanted)
    repositories.push(await scanOne(context, world, repo, { ...flags, branch: flags.branch ?? branch }));

  const only = wanted.length === 1 ? repositories[0]?.error : undefined;
  if (only) throw only;
  const requests = world.github.requests;
  const scan: Scan = {
    schemaVersion: 1,
    scannedAt: new Date(context.clock.now()).toISOString(),
    repositories: repositories.map(({ repo, failures, error }) => ({
      repo,
      failures,
      ...(error ? { error: { code: error.code, message: error.message } } : {}),
    })),
    requests: {
      total: requests.length,
      notModified: requests.filter(({ status }) => status === 304).length,
      rateLimitRemaining: requests.at(-1)?.rateLimitRemaining ?? null,
    },
  };
  const document = JSON.stringify(scan, null, 2);
  if (flags.output) await writeFile(resolve(context.cwd, flags.output), `${document}\n`);
  if (context.flags.json) context.terminal.out(document);
  else context.terminal.out(renderScan(scan, await context.terminal.paint('out'), context.terminal.columns));
  const red = scan.repositories.some(({ failures }) => failures.length > 0);
  return flags.exitStatus && red ? exitCodes.stillRed : exitCodes.done;
}

async function repositoriesOf(
  context: Context,
  world: World,
  flags: ScanFlags,
): Promise<{ repo: string; branch?: string }[]> {
  if (flags.repo) return flags.repo.map((repo) => ({ repo }));
  const configured = world.loaded.config.repositories.filter(({ enabled }) => enabled);
  return configured.length > 0 ? configured : [{ repo: await repositoryHere(context, world) }];
}

interface ScannedRepository {
  repo: string;
  failures: ScanFailure[];
  error?: CifixError;
}

async function scanOne(
  context: Context,
  world: World,
  repo: string,
  flags: ScanFlags,
): Promise<ScannedRepository> {
  const key = `${world.hosts.apiUrl} ${repo}`;
  const memory = (await world.history.scanMark(key)) ?? { seen: [] };
  try {
    const { workflow } = flags;
    const scanned = await scanRepository(world.github, repo, {
      branch: flags.branch,
      limit: flags.limit,
      since: flags.since === undefined ? undefined : context.clock.now() - flags.since,
      ...(workflow === undefined ? {} : { workflow: await workflowMatcher(workflow) }),
      memory,
    });
    await world.history.saveScanMark(key, scanned.memory);
    return { repo, failures: scanned.failures };
  } catch (error) {
    if (!isCifixError(error) || error.kind === 'cancelled') throw error;
    return { repo, failures: [], error };
  }
}

async function workflowMatcher(glob: string): Promise<(name: string, path: string) => boolean> {
  const { default: picomatch } = await import('picomatch');
  const fits = picomatch(glob, { nocase: true });
  return (name, path) => fits(name) || fits(path) || fits(path.split('/').at(-1) ?? path);
}

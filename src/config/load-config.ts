import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseEnv } from 'node:util';
import { cosmiconfig, defaultLoaders } from 'cosmiconfig';
import type { z } from 'zod';
import { CifixError, configFaults, configMissing, configUnreadable } from '../errors/index.js';
import { Config } from './config-schema.js';

export type ConfigOrigin = 'default' | 'file' | 'environment' | 'flag';

export interface LoadedConfig {
  config: Config;
  /** Absolute path of the file that was read. */
  file?: string;
  /** Origin of each leaf that is not a default, by dotted path. */
  origins: Record<string, ConfigOrigin>;
  /** The process environment with the `.env` beside the configuration under it. */
  env: Readonly<Record<string, string | undefined>>;
}

interface LoadConfigOptions {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  file?: string;
}

/** Environment variables that set a key; they win over the file. */
export const configVariables: Readonly<Record<string, { path: string; number?: boolean }>> = {
  CIFIX_MAX_ATTEMPTS: { path: 'maxAttempts', number: true },
  CIFIX_DELIVERY: { path: 'delivery' },
  CIFIX_SANDBOX: { path: 'sandbox' },
  CIFIX_REPLAY_NETWORK: { path: 'replay.network' },
  CIFIX_AUTHOR_NAME: { path: 'commit.authorName' },
  CIFIX_AUTHOR_EMAIL: { path: 'commit.authorEmail' },
  CIFIX_WATCH_TIMEOUT_MINUTES: { path: 'watch.timeoutMinutes', number: true },
  CIFIX_WATCH_APPEAR_MINUTES: { path: 'watch.appearMinutes', number: true },
  CIFIX_WATCH_POLL_SECONDS: { path: 'watch.pollSeconds', number: true },
};

const names = ['json', 'yaml', 'yml', 'js', 'mjs', 'cjs', 'ts'];
const searchPlaces = [
  'package.json',
  ...names.map((ending) => `cifix.config.${ending}`),
  '.cifixrc',
  ...['json', 'yaml', 'yml'].map((ending) => `.cifixrc.${ending}`),
];

/**
 * Finds and checks the configuration. All faults of a file are named together, each with its path.
 * Throws `CifixError` (usage) for a file that is missing, unreadable or wrong.
 */
export async function loadConfig({ cwd, env, file }: LoadConfigOptions): Promise<LoadedConfig> {
  const explorer = cosmiconfig('cifix', {
    searchPlaces,
    searchStrategy: 'project',
    loaders: { ...defaultLoaders, '.ts': importTypeScript },
  });
  const found = await readConfiguration(explorer, cwd, file);
  const given: Record<string, unknown> = isRecord(found?.config) ? structuredClone(found.config) : {};
  if (found && !isRecord(found.config) && !found.isEmpty) {
    throw configFaults(found.filepath, ['(whole file): must be an object']);
  }
  const origins: Record<string, ConfigOrigin> = {};
  for (const path of leavesOf(given)) origins[path] = 'file';
  for (const [variable, { path, number }] of Object.entries(configVariables)) {
    const value = env[variable];
    if (value === undefined || value === '') continue;
    setPath(given, path, number ? Number(value) : value);
    origins[path] = 'environment';
  }
  const checked = Config.safeParse(given);
  if (!checked.success)
    throw configFaults(found?.filepath ?? 'the environment', checked.error.issues.map(faultOf));
  return {
    config: checked.data,
    file: found?.filepath,
    origins,
    // Without a configuration nobody said that this folder may name hosts and keys.
    env: found ? await withDotEnv(env, dirname(found.filepath)) : env,
  };
}

async function readConfiguration(
  explorer: ReturnType<typeof cosmiconfig>,
  cwd: string,
  file: string | undefined,
) {
  if (file !== undefined) {
    const path = resolve(cwd, file);
    if (!existsSync(path)) throw configMissing(path);
    return explorer.load(path).catch((error: unknown) => {
      throw error instanceof CifixError ? error : configUnreadable(path, error);
    });
  }
  return explorer.search(cwd).catch((error: unknown) => {
    const path = isRecord(error) && typeof error.filepath === 'string' ? error.filepath : cwd;
    throw error instanceof CifixError ? error : configUnreadable(path, error);
  });
}

/** Node 22.18 and later import TypeScript by themselves; older ones say so. */
async function importTypeScript(path: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(path).href);
  return isRecord(module) && 'default' in module ? module.default : module;
}

async function withDotEnv(env: LoadConfigOptions['env'], directory: string): Promise<LoadedConfig['env']> {
  const text = await readFile(join(directory, '.env'), 'utf8').catch(() => undefined);
  return text === undefined ? env : { ...parseEnv(text), ...env };
}

const faultOf = (issue: z.core.$ZodIssue): string => {
  const where = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return `${where.replace(/^\./, '') || '(whole file)'}: ${issue.message}`;
};

export function leavesOf(value: unknown, prefix = ''): string[] {
  if (!isRecord(value)) return prefix ? [prefix] : [];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, prefix ? `${prefix}.${key}` : key));
}

function setPath(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? path;
  let at = target;
  for (const key of keys) {
    if (!isRecord(at[key])) at[key] = {};
    at = at[key] as Record<string, unknown>;
  }
  at[last] = value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

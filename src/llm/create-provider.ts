import type { Provider } from '../domain/index.js';
import { providerUnusable } from '../errors/index.js';
import type { Adapter, AdapterOptions } from './adapter.js';
import { type AskingOptions, createAskingProvider } from './asking-provider.js';
import { type Clock, systemClock } from './clock.js';
import type { ProviderSettings } from './provider-settings.js';
import { type ProviderRow, providerTable, timeLimits } from './provider-table.js';

export interface ProviderDeps {
  env: Readonly<Record<string, string | undefined>>;
  fetch?: typeof fetch;
  clock?: Clock;
  /** 0 to 1, spreads retries; `Math.random` unless told. */
  random?: () => number;
}

/** Builds a provider. Throws a `CifixError` when a key, a model or a command is missing; it calls nobody. */
export async function createProvider(settings: ProviderSettings, deps: ProviderDeps): Promise<Provider> {
  const row = providerTable[settings.name];
  const found = requirementsOf(settings, deps.env);
  if (typeof found === 'string') throw providerUnusable(settings.name, found);
  const options: AdapterOptions = { ...found, contextTokens: settings.contextTokens };
  const limits = row.local ? timeLimits.local : timeLimits.remote;
  const timeoutMs = settings.timeoutMs ?? limits.timeoutMs;
  const asking: AskingOptions = {
    name: settings.name,
    model: found.model,
    clock: deps.clock ?? systemClock,
    random: deps.random ?? Math.random,
    fetch: deps.fetch,
    origin: found.baseUrl === '' ? undefined : new URL(found.baseUrl).origin,
    timeoutMs,
    // A command prints its answer at the end: its silence tells nothing.
    idleTimeoutMs:
      settings.idleTimeoutMs ??
      (row.protocol === 'command' ? Number.POSITIVE_INFINITY : limits.idleTimeoutMs),
    contextTokens: settings.contextTokens ?? row.contextTokens,
    secrets: found.key === undefined ? [] : [found.key],
  };
  return createAskingProvider(await loadAdapter(settings, row, { options, env: deps.env }), asking);
}

/** Model, address and key of a provider, or one sentence about what is missing. */
export function requirementsOf(
  settings: ProviderSettings,
  env: ProviderDeps['env'],
): { model: string; baseUrl: string; key: string | undefined } | string {
  const row = providerTable[settings.name];
  if (row.protocol === 'command') {
    const program = settings.command?.[0];
    return program === undefined
      ? 'it needs `command`: the program that reads a question on stdin'
      : { model: settings.model ?? program, baseUrl: '', key: undefined };
  }
  const model = settings.model ?? row.defaultModel;
  if (model === undefined) return 'it needs `model`: the name under which the server offers it';
  const key = firstSet(row.keyEnv, env);
  const address = settings.baseUrl ?? firstSet(row.baseUrlEnv, env) ?? row.baseUrl ?? '';
  const baseUrl = baseUrlOf(address, row);
  if (baseUrl === undefined) return `its address is not a URL: ${address}`;
  // A stand-in on this machine speaks the protocol and asks for no key.
  const isOpen = !row.needsKey || isLoopback(baseUrl);
  return key === undefined && !isOpen
    ? `its key is missing: set ${row.keyEnv.join(' or ')}`
    : { model, baseUrl, key };
}

const isLoopback = (url: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

function firstSet(names: readonly string[], env: ProviderDeps['env']): string | undefined {
  return names.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== '');
}

/** An OLLAMA_HOST is written as the server reads it: `0.0.0.0`, `:11434`, `host`; others are URLs. */
function baseUrlOf(address: string, row: ProviderRow): string | undefined {
  const isBare = row.protocol === 'ollama' && !address.includes('://');
  try {
    const url = new URL(
      isBare ? `http://${address.startsWith(':') ? `127.0.0.1${address}` : address}` : address,
    );
    if (isBare && url.port === '') url.port = '11434';
    if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href.replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}

/** Loads only the adapter that is asked for; the SDKs are loaded with their first question. */
async function loadAdapter(
  settings: ProviderSettings,
  row: ProviderRow,
  { options, env }: { options: AdapterOptions; env: ProviderDeps['env'] },
): Promise<Adapter> {
  switch (row.protocol) {
    case 'ollama':
      return (await import('./providers/ollama.js')).createOllamaAdapter(options);
    case 'gemini':
      return (await import('./providers/gemini.js')).createGeminiAdapter(options);
    case 'openai':
      return (await import('./providers/openai.js')).createOpenAiAdapter(options, row);
    case 'anthropic':
      return (await import('./providers/anthropic.js')).createAnthropicAdapter(options);
    case 'command':
      return (await import('./providers/command.js')).createCommandAdapter({
        command: settings.command ?? [],
        env,
        passEnv: settings.env ?? [],
      });
  }
}

import type { LoadedConfig } from './config/index.js';
import type { Clock, Completion, CompletionRequest } from './domain/index.js';
import {
  completeWithFallback,
  configuredProviders,
  costUsd,
  createProvider,
  type ProviderSettings,
  providerTable,
} from './llm/index.js';

export interface ModelWish {
  /** `none`: recipes only; a provider's name: only that one. */
  provider?: string;
  model?: string;
}

/** Providers in the order they are tried: the one asked for, else the configured, else those the environment knows. */
export function wantedProviders(
  { config, env }: LoadedConfig,
  { provider, model }: ModelWish,
): ProviderSettings[] {
  if (provider === 'none') return [];
  const known = configuredProviders(env, config.providers.length > 0 ? config.providers : undefined);
  const wanted = provider === undefined ? known : known.filter(({ name }) => name === provider);
  const chosen =
    wanted.length > 0 || provider === undefined ? wanted : [{ name: provider as ProviderSettings['name'] }];
  return chosen.map((settings) => (model === undefined ? settings : { ...settings, model }));
}

/** Asks the wanted models in their order; undefined when there is none. */
export async function openModels(
  loaded: LoadedConfig,
  wish: ModelWish,
  clock: Clock,
): Promise<((request: CompletionRequest) => Promise<Completion>) | undefined> {
  const providers = await Promise.all(
    wantedProviders(loaded, wish).map((settings) => createProvider(settings, { env: loaded.env, clock })),
  );
  return providers.length > 0 ? (request) => completeWithFallback(providers, request) : undefined;
}

/** What an answer cost; null for a model whose price is unknown. */
export const costOf = ({ provider, model, usage }: Completion): number | null =>
  costUsd(model, usage, { local: providerTable[provider as ProviderSettings['name']]?.local });

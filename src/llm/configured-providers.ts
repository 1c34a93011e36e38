import { type ProviderDeps, requirementsOf } from './create-provider.js';
import type { ProviderSettings } from './provider-settings.js';
import { providerTable } from './provider-table.js';

/** Providers that the environment alone can set up, in the order in which they are asked. */
const defaultOrder = ['ollama', 'gemini', 'openai', 'anthropic'] as const;

/**
 * The providers that have what they need: those of the configuration in their order, else those that the
 * environment names.
 */
export function configuredProviders(
  env: ProviderDeps['env'],
  settings: readonly ProviderSettings[] = [],
): ProviderSettings[] {
  const wanted =
    settings.length > 0 ? settings : defaultOrder.filter((n) => isNamed(n, env)).map((name) => ({ name }));
  return wanted.filter((s) => typeof requirementsOf(s, env) !== 'string');
}

// An Ollama at its usual address is not asked unasked: only OLLAMA_HOST or the configuration names it.
function isNamed(name: (typeof defaultOrder)[number], env: ProviderDeps['env']): boolean {
  const row = providerTable[name];
  const names = row.needsKey ? [...row.keyEnv, ...row.baseUrlEnv] : row.baseUrlEnv;
  return names.some((n) => (env[n] ?? '').trim() !== '');
}

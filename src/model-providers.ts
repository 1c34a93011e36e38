import type { LoadedConfig } from './config/index.js';
import type {
  BudgetLimits,
  Clock,
  Completion,
  CompletionRequest,
  FixQuestion,
  PlannedQuestion,
  Provider,
  Spending,
  TokenUsage,
} from './domain/index.js';
import {
  type Budget,
  completeWithFallback,
  configuredProviders,
  costUsd,
  createBudget,
  createProvider,
  describeCall,
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

/** The wanted models behind one budget. */
export interface Models {
  /** In their order; another sample of the same question begins at another one. */
  ask(request: CompletionRequest, question: FixQuestion): Promise<Completion>;
  describeCall(request: CompletionRequest, question: FixQuestion): Promise<PlannedQuestion['calls']>;
  /** What an answer cost; null for a model whose price is unknown. */
  costUsd(completion: Completion): number | null;
}

/** Opens the wanted models; undefined when there is none. `spentToday` is asked for once, before the first question. */
export async function openModels(
  loaded: LoadedConfig,
  wish: ModelWish & { maxCostUsd?: number },
  { clock, spentToday }: { clock: Clock; spentToday(): Promise<Spending> },
): Promise<Models | undefined> {
  const { budget: configured, prices } = loaded.config;
  const providers = await Promise.all(
    wantedProviders(loaded, wish).map((settings) => createProvider(settings, { env: loaded.env, clock })),
  );
  if (providers.length === 0) return undefined;
  const limits: BudgetLimits = {
    ...configured,
    ...(wish.maxCostUsd === undefined ? {} : { healUsd: wish.maxCostUsd }),
  };
  const budgets = new Map<string, Budget>();
  let day: Promise<Budget> | undefined;
  const budgetOf = async ({ heal, previous }: FixQuestion): Promise<Budget> => {
    day ??= spentToday().then((spent) => createBudget({ limits, prices, spentToday: spent }));
    const known = budgets.get(heal);
    const budget = known ?? (await day).forHeal(spentOn(previous));
    budgets.set(heal, budget);
    return budget;
  };
  return {
    ask: async (request, question) => {
      const order = rotated(providers, question.sample);
      const { tried, ...last } = await completeWithFallback(order, request, await budgetOf(question));
      return { ...last, usage: sumOf(tried.map(({ usage }) => usage)) };
    },
    describeCall: async (request, question) =>
      describeCall(providers, request, await budgetOf(question)).calls,
    costUsd: ({ provider, model, usage }) =>
      costUsd(model, usage, {
        prices,
        local: providerTable[provider as ProviderSettings['name']]?.local,
      }),
  };
}

const spentOn = (attempts: FixQuestion['previous']): Spending =>
  attempts.reduce(
    (sum, { costUsd: usd, tokens }) => ({
      usd: sum.usd + (usd ?? 0),
      tokens: sum.tokens + tokens.input + tokens.output,
    }),
    { usd: 0, tokens: 0 },
  );

/** What all that were asked have used, the ones that failed too. */
const sumOf = (usages: readonly TokenUsage[]): TokenUsage =>
  usages.reduce((sum, { input, output }) => ({ input: sum.input + input, output: sum.output + output }), {
    input: 0,
    output: 0,
  });

const rotated = (providers: readonly Provider[], by: number): Provider[] => {
  const start = by % providers.length;
  return [...providers.slice(start), ...providers.slice(0, start)];
};

// Asks language models behind one interface and names every way it can end; it knows nothing about CI.
export { type Budget, type BudgetOptions, createBudget, type Reserve } from './budget.js';
export { completeWithFallback } from './complete-with-fallback.js';
export { configuredProviders } from './configured-providers.js';
export { createProvider } from './create-provider.js';
export { describeCall, type PlannedCall } from './describe-call.js';
export { estimateTokens } from './estimate-tokens.js';
export { costUsd, prices, pricesAsOf } from './prices.js';
export { ProviderName, ProviderSettings } from './provider-settings.js';
export { providerTable } from './provider-table.js';

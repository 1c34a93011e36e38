import { z } from 'zod';

export const ProviderName = z.enum([
  'ollama',
  'gemini',
  'openai',
  'anthropic',
  'command',
  'openrouter',
  'groq',
  'lmstudio',
  'vllm',
]);
export type ProviderName = z.infer<typeof ProviderName>;

/** How one provider is reached. What is absent comes from the environment or from the provider table. */
export const ProviderSettings = z.strictObject({
  name: ProviderName,
  model: z.string().min(1).optional(),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Program and arguments of the `command` provider; the question goes to its stdin. */
  command: z.array(z.string()).min(1).optional(),
  /** Names of further environment variables that the command may see. */
  env: z.array(z.string()).optional(),
  /** Limit of one question with all its retries. */
  timeoutMs: z.number().int().positive().optional(),
  /** Longest silence of the other side, before the first byte and between bytes. */
  idleTimeoutMs: z.number().int().positive().optional(),
  /** Size of the model's window, question and answer together. */
  contextTokens: z.number().int().positive().optional(),
});
export type ProviderSettings = z.infer<typeof ProviderSettings>;

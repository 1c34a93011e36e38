import type { ProviderName } from './provider-settings.js';

type Protocol = 'ollama' | 'gemini' | 'openai' | 'anthropic' | 'command';

export interface ProviderRow {
  protocol: Protocol;
  /** Absent where only the user can know what the server has loaded. */
  defaultModel?: string;
  baseUrl?: string;
  /** Environment variables that may hold the base URL, the first one set wins. */
  baseUrlEnv: readonly string[];
  keyEnv: readonly string[];
  needsKey: boolean;
  /** Runs on this machine as a rule: no price, and long silences are normal. */
  local: boolean;
  contextTokens?: number;
  /** Parameter that limits the answer; the other one is tried when a server refuses it. */
  limitParameter?: 'max_tokens' | 'max_completion_tokens';
  /** Sent along when the answer's schema is enforced by the server. */
  schemaExtras?: Readonly<Record<string, unknown>>;
}

/** Model names were current in November 2026. */
export const providerTable: Readonly<Record<ProviderName, ProviderRow>> = {
  ollama: {
    protocol: 'ollama',
    defaultModel: 'qwen2.5-coder:7b',
    baseUrl: 'http://127.0.0.1:11434',
    baseUrlEnv: ['OLLAMA_HOST'],
    keyEnv: ['OLLAMA_API_KEY'],
    needsKey: false,
    local: true,
  },
  gemini: {
    protocol: 'gemini',
    defaultModel: 'gemini-3.8-flash',
    baseUrl: 'https://generativelanguage.googleapis.com',
    baseUrlEnv: ['GEMINI_BASE_URL'],
    keyEnv: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    needsKey: true,
    local: false,
    contextTokens: 1_000_000,
  },
  openai: {
    protocol: 'openai',
    defaultModel: 'gpt-6.1-terra',
    baseUrl: 'https://api.openai.com/v1',
    baseUrlEnv: ['OPENAI_BASE_URL'],
    keyEnv: ['OPENAI_API_KEY'],
    needsKey: true,
    local: false,
    limitParameter: 'max_completion_tokens',
  },
  anthropic: {
    protocol: 'anthropic',
    defaultModel: 'claude-sonnet-5-5',
    baseUrl: 'https://api.anthropic.com',
    baseUrlEnv: ['ANTHROPIC_BASE_URL'],
    keyEnv: ['ANTHROPIC_API_KEY'],
    needsKey: true,
    local: false,
  },
  command: { protocol: 'command', baseUrlEnv: [], keyEnv: [], needsKey: false, local: false },
  openrouter: {
    protocol: 'openai',
    defaultModel: 'google/gemini-3.8-flash',
    baseUrl: 'https://openrouter.ai/api/v1',
    baseUrlEnv: [],
    keyEnv: ['OPENROUTER_API_KEY'],
    needsKey: true,
    local: false,
    // Without it a request may be routed to a host that ignores the schema.
    schemaExtras: { provider: { require_parameters: true } },
  },
  groq: {
    protocol: 'openai',
    defaultModel: 'openai/gpt-oss-120b',
    baseUrl: 'https://api.groq.com/openai/v1',
    baseUrlEnv: [],
    keyEnv: ['GROQ_API_KEY'],
    needsKey: true,
    local: false,
    contextTokens: 131_072,
    limitParameter: 'max_completion_tokens',
  },
  lmstudio: {
    protocol: 'openai',
    baseUrl: 'http://127.0.0.1:1234/v1',
    baseUrlEnv: ['LMSTUDIO_BASE_URL'],
    keyEnv: ['LMSTUDIO_API_KEY'],
    needsKey: false,
    local: true,
  },
  vllm: {
    protocol: 'openai',
    baseUrl: 'http://127.0.0.1:8000/v1',
    baseUrlEnv: ['VLLM_BASE_URL'],
    keyEnv: ['VLLM_API_KEY'],
    needsKey: false,
    local: true,
  },
};

/** A local model may think for minutes before its first token; a service that is silent so long is stuck. */
export const timeLimits = {
  local: { timeoutMs: 1_200_000, idleTimeoutMs: 600_000 },
  remote: { timeoutMs: 300_000, idleTimeoutMs: 150_000 },
} as const;

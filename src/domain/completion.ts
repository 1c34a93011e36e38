/** A question to a language model; the answer is one JSON document of the given schema. */
export interface CompletionRequest {
  system: string;
  user: string;
  /** JSON Schema of the wanted answer. */
  schema: Record<string, unknown>;
  /** Limit of the answer. */
  maxTokens: number;
  temperature?: number;
  signal?: AbortSignal;
  /** Reads an answer that holds no JSON; undefined when it cannot. */
  readText?: (text: string) => unknown;
}

export interface TokenUsage {
  input: number;
  output: number;
}

/** How a call to a provider can end without an answer. */
export type CompletionFailure =
  | 'auth'
  | 'model'
  | 'rate'
  | 'too-long'
  | 'timeout'
  | 'idle'
  | 'aborted'
  | 'network'
  | 'refused'
  | 'truncated'
  | 'bad-json'
  | 'bad-schema'
  | 'protocol'
  | 'server'
  | 'budget';

export type Completion =
  | { ok: true; json: unknown; usage: TokenUsage; provider: string; model: string; ms: number }
  | {
      ok: false;
      failure: CompletionFailure;
      /** One sentence, without secrets and without terminal control sequences. */
      message: string;
      usage: TokenUsage;
      provider: string;
      model: string;
      ms: number;
    };

/** One model behind one protocol. Expected failures are values; only a bug throws. */
export interface Provider {
  name: string;
  model: string;
  complete(request: CompletionRequest): Promise<Completion>;
  /** Is it reachable, is the credential good, is the model there? */
  check(
    signal?: AbortSignal,
  ): Promise<{ ok: true } | { ok: false; failure: CompletionFailure; message: string }>;
}

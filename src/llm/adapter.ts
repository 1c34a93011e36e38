import type { TokenUsage } from '../domain/index.js';
import type { WatchedCall } from './watched-call.js';

/** How firmly the answer's form is asked for: by schema, as any JSON object, or in words only. */
export type AnswerForm = 'schema' | 'object' | 'text';

export interface Question {
  system: string;
  user: string;
  schema: Record<string, unknown>;
  maxTokens: number;
  temperature: number | undefined;
  form: AnswerForm;
  /** Estimate of what is asked, in tokens. */
  inputTokens: number;
}

export interface Reply {
  text: string;
  usage: TokenUsage | undefined;
  /** `cut`: the stream ended without saying that it was complete. */
  stop: 'end' | 'length' | 'refused' | 'cut';
}

/** One protocol, spoken for one exchange. It throws `CallFailure`; limits and retries are not its matter. */
export interface Adapter {
  /** Best first; a form that the server refuses is given up for the next. */
  forms: readonly AnswerForm[];
  /** Does the model read the schema when it is sent in the form `schema`? */
  modelSeesSchema: boolean;
  ask(question: Question, call: WatchedCall): Promise<Reply>;
  /** Cheap proof that server, credential and model are there. */
  probe(call: WatchedCall): Promise<void>;
}

/** Everything an adapter may know. */
export interface AdapterOptions {
  model: string;
  /** Without a slash at the end; empty for the command. */
  baseUrl: string;
  key: string | undefined;
  contextTokens: number | undefined;
}

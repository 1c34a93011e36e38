import { z } from 'zod';
import type { Adapter, AdapterOptions, Question, Reply } from '../adapter.js';
import { strictSchema } from '../answer-schema.js';
import { CallFailure, failureOfStatus } from '../call-failure.js';
import { probeModels } from '../probe-models.js';
import { readEvents } from '../sse.js';

const Usage = z.object({
  input_tokens: z.number().nullish(),
  cache_creation_input_tokens: z.number().nullish(),
  cache_read_input_tokens: z.number().nullish(),
  output_tokens: z.number().nullish(),
});
const Message = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })).optional(),
  stop_reason: z.string().nullish(),
  usage: Usage.nullish(),
});
const StreamEvent = z.object({
  type: z.string(),
  message: Message.optional(),
  delta: z.object({ text: z.string().optional(), stop_reason: z.string().nullish() }).optional(),
  usage: Usage.nullish(),
  error: z.object({ type: z.string(), message: z.string().optional() }).optional(),
});

/** The status that the same error has when it comes before the stream. */
const statusOfError: Readonly<Record<string, number>> = {
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  overloaded_error: 529,
};

export function createAnthropicAdapter({ model, baseUrl, key }: AdapterOptions): Adapter {
  const root = baseUrl.replace(/\/v1$/, '');
  // This pair of headers is what proxies know; the newer bearer form is refused by some.
  const headers = {
    'content-type': 'application/json',
    'anthropic-version': '2023-06-01',
    ...(key === undefined ? {} : { 'x-api-key': key }),
  };
  return {
    forms: ['schema', 'text'],
    modelSeesSchema: true,
    ask: async (question, call) => {
      const response = await call.fetch(`${root}/v1/messages`, {
        method: 'POST',
        headers,
        body: JSON.stringify(bodyOf(model, question)),
      });
      if (response.headers.get('content-type')?.includes('json')) {
        return replyOf(Message.parse(await response.json()));
      }
      return readStream(response);
    },
    probe: (call) => probeModels(call, { url: `${root}/v1/models?limit=1000`, headers, model }),
  };
}

const bodyOf = (model: string, question: Question): object => ({
  model,
  max_tokens: question.maxTokens,
  system: question.system,
  messages: [{ role: 'user', content: question.user }],
  stream: true,
  ...(question.temperature === undefined ? {} : { temperature: question.temperature }),
  ...(question.form === 'schema'
    ? { output_config: { format: { type: 'json_schema', schema: strictSchema(question.schema) } } }
    : {}),
});

async function readStream(response: Response): Promise<Reply> {
  let text = '';
  let stopReason: string | null | undefined;
  let input: z.infer<typeof Usage> | undefined;
  let output: number | undefined;
  for await (const { data } of readEvents(response.body ?? new ReadableStream())) {
    const event = StreamEvent.parse(JSON.parse(data));
    if (event.error !== undefined) {
      throw failureOfStatus(statusOfError[event.error.type] ?? 500, event.error.message ?? event.error.type);
    }
    input ??= event.message?.usage ?? undefined;
    output = event.usage?.output_tokens ?? output;
    text += event.delta?.text ?? '';
    stopReason = event.delta?.stop_reason ?? stopReason;
  }
  return replyOf({
    content: [{ type: 'text', text }],
    stop_reason: stopReason,
    usage: input && { ...input, output_tokens: output ?? input.output_tokens },
  });
}

function replyOf(message: z.infer<typeof Message>): Reply {
  if (message.stop_reason === 'model_context_window_exceeded') {
    throw new CallFailure('too-long', 'question and answer do not fit into the model');
  }
  const { usage } = message;
  return {
    text: (message.content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join(''),
    usage: usage
      ? {
          input:
            (usage.input_tokens ?? 0) +
            (usage.cache_creation_input_tokens ?? 0) +
            (usage.cache_read_input_tokens ?? 0),
          output: usage.output_tokens ?? 0,
        }
      : undefined,
    stop: stopOf(message.stop_reason),
  };
}

function stopOf(reason: string | null | undefined): Reply['stop'] {
  if (reason === null || reason === undefined) return 'cut';
  if (reason === 'max_tokens') return 'length';
  return reason === 'refusal' ? 'refused' : 'end';
}

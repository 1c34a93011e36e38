import { z } from 'zod';
import type { Adapter, AdapterOptions, Question, Reply } from '../adapter.js';
import { strictSchema } from '../answer-schema.js';
import { CallFailure, failureOfStatus } from '../call-failure.js';
import { probeModels } from '../probe-models.js';
import type { ProviderRow } from '../provider-table.js';
import { readEvents } from '../sse.js';
import type { WatchedCall } from '../watched-call.js';

const Said = z.object({ content: z.string().nullish(), refusal: z.string().nullish() });
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: Said.nullish(),
        message: Said.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .optional(),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
  error: z
    .object({ message: z.string().optional(), code: z.union([z.string(), z.number()]).nullish() })
    .nullish(),
});

/** What this server and model were found not to take; learnt from refusals, kept for later questions. */
interface Quirks {
  limitParameter: 'max_tokens' | 'max_completion_tokens';
  temperature: boolean;
  streamOptions: boolean;
}

export function createOpenAiAdapter(options: AdapterOptions, row: ProviderRow): Adapter {
  const { model, baseUrl, key } = options;
  const headers = {
    'content-type': 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  const quirks: Quirks = {
    limitParameter: row.limitParameter ?? 'max_tokens',
    temperature: true,
    streamOptions: true,
  };

  const post = async (question: Question, call: WatchedCall): Promise<Response> => {
    for (let changesLeft = 3; ; changesLeft--) {
      try {
        return await call.fetch(`${baseUrl}/chat/completions`, {
          method: 'POST',
          headers,
          body: JSON.stringify(bodyOf(model, question, quirks, row)),
        });
      } catch (error) {
        const refused = error instanceof CallFailure && error.refusedForm ? error.message : '';
        if (changesLeft === 0 || !adapt(quirks, refused)) throw error;
      }
    }
  };

  return {
    forms: ['schema', 'object', 'text'],
    modelSeesSchema: true,
    ask: async (question, call) => {
      const response = await post(question, call);
      const isWhole = response.headers.get('content-type')?.includes('application/json') ?? false;
      return isWhole ? readWhole(await response.json()) : readStream(response);
    },
    probe: (call) => probeModels(call, { url: `${baseUrl}/models`, headers, model }),
  };
}

/** Learns one thing from a refusal; false when there is nothing left to learn. */
function adapt(quirks: Quirks, refusal: string): boolean {
  if (/max_(completion_)?tokens/.test(refusal)) {
    const other = quirks.limitParameter === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    const isNew = refusal.includes(quirks.limitParameter);
    quirks.limitParameter = other;
    return isNew;
  }
  if (quirks.temperature && /temperature/.test(refusal)) {
    quirks.temperature = false;
    return true;
  }
  if (quirks.streamOptions && /stream_options/.test(refusal)) {
    quirks.streamOptions = false;
    return true;
  }
  return false;
}

const bodyOf = (model: string, question: Question, quirks: Quirks, row: ProviderRow): object => ({
  model,
  messages: [
    { role: 'system', content: question.system },
    { role: 'user', content: question.user },
  ],
  stream: true,
  [quirks.limitParameter]: question.maxTokens,
  ...(quirks.streamOptions ? { stream_options: { include_usage: true } } : {}),
  ...(quirks.temperature && question.temperature !== undefined ? { temperature: question.temperature } : {}),
  ...responseFormat(question, row),
});

function responseFormat(question: Question, row: ProviderRow): object {
  switch (question.form) {
    case 'schema':
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema: strictSchema(question.schema) },
        },
        ...row.schemaExtras,
      };
    case 'object':
      return { response_format: { type: 'json_object' } };
    case 'text':
      return {};
  }
}

async function readStream(response: Response): Promise<Reply> {
  const reply = emptyReply();
  for await (const { data } of readEvents(response.body ?? new ReadableStream())) {
    if (data === '[DONE]') break;
    take(reply, JSON.parse(data));
  }
  return reply;
}

function readWhole(json: unknown): Reply {
  const reply = emptyReply();
  take(reply, json);
  return reply;
}

const emptyReply = (): Reply => ({ text: '', usage: undefined, stop: 'cut' });

function take(reply: Reply, json: unknown): void {
  const chunk = Chunk.parse(json);
  if (chunk.error) {
    const code = Number(chunk.error.code);
    throw failureOfStatus(code >= 400 && code < 600 ? code : 500, chunk.error.message ?? 'no reason given');
  }
  if (chunk.usage) {
    reply.usage = { input: chunk.usage.prompt_tokens ?? 0, output: chunk.usage.completion_tokens ?? 0 };
  }
  const choice = chunk.choices?.[0];
  const said = choice?.delta ?? choice?.message;
  reply.text += said?.content ?? '';
  if (said?.refusal || choice?.finish_reason === 'content_filter') reply.stop = 'refused';
  else if (choice?.finish_reason && reply.stop !== 'refused') {
    reply.stop = choice.finish_reason === 'length' ? 'length' : 'end';
  }
}

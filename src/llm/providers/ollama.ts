import type { Adapter, AdapterOptions, AnswerForm, Question, Reply } from '../adapter.js';
import { strictSchema } from '../answer-schema.js';
import { CallFailure, failureOfStatus } from '../call-failure.js';
import { readLines } from '../sse.js';

/** Steps of the context window; every change makes the server load the model anew. */
const windowSizes = [8_192, 16_384, 32_768, 65_536, 131_072];

export function createOllamaAdapter(options: AdapterOptions): Adapter {
  const { model, baseUrl, key } = options;
  const connect = async (send: typeof fetch) => {
    const { Ollama } = await import('ollama');
    return new Ollama({
      host: baseUrl,
      fetch: send,
      ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    });
  };
  return {
    forms: ['schema', 'object', 'text'],
    // The schema steers the sampler only; the model never reads it.
    modelSeesSchema: false,
    ask: async (question, call) => {
      const ollama = await connect(async (input, init) => withValidLines(await call.fetch(input, init)));
      const contextTokens = options.contextTokens ?? windowFor(question);
      const stream = await ollama.chat({
        model,
        stream: true,
        messages: [
          { role: 'system', content: question.system },
          { role: 'user', content: question.user },
        ],
        ...formatOf(question.form, question.schema),
        options: {
          // The server's own default of 4,096 would cut the question without a word.
          num_ctx: contextTokens,
          num_predict: question.maxTokens,
          ...(question.temperature === undefined ? {} : { temperature: question.temperature }),
        },
      });
      const reply: Reply = { text: '', usage: undefined, stop: 'cut' };
      for await (const part of stream) {
        reply.text += part.message?.content ?? '';
        if (!part.done) continue;
        reply.stop = part.done_reason === 'length' ? 'length' : 'end';
        reply.usage = {
          input: part.prompt_eval_count ?? question.inputTokens,
          output: part.eval_count ?? 0,
        };
        if (reply.usage.input >= contextTokens - 1) {
          throw new CallFailure('too-long', `the question was cut at ${contextTokens} tokens`);
        }
      }
      return reply;
    },
    probe: async (call) => {
      const { models } = await (await connect(call.fetch)).list();
      const names = models.map((m) => m.name);
      const wanted = model.includes(':') ? model : `${model}:latest`;
      if (!names.includes(wanted)) {
        throw new CallFailure('model', `the model ${model} is not there; ollama pull ${model} fetches it`);
      }
    },
  };
}

const windowFor = ({ inputTokens, maxTokens }: Question): number =>
  windowSizes.find((size) => size >= inputTokens + 2 * maxTokens) ?? inputTokens + 2 * maxTokens;

const formatOf = (form: AnswerForm, schema: Record<string, unknown>): { format?: string | object } =>
  form === 'schema' ? { format: strictSchema(schema) } : form === 'object' ? { format: 'json' } : {};

/** The SDK prints lines that it cannot read to the terminal and goes on; here they end the exchange. */
function withValidLines(response: Response): Response {
  if (response.body === null) return response;
  const lines = readLines(response.body);
  const encoder = new TextEncoder();
  let isComplete = false;
  const checked = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await lines.next();
      if (done && !isComplete) throw new CallFailure('truncated', 'the answer broke off before its end');
      if (done) return controller.close();
      isComplete ||= /"done":\s*true/.test(value);
      controller.enqueue(encoder.encode(`${checkLine(value)}\n`));
    },
    cancel: async () => {
      await lines.return(undefined);
    },
  });
  return new Response(checked, { status: response.status, headers: response.headers });
}

function checkLine(line: string): string {
  const parsed: unknown = line.trim() === '' ? {} : JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null) throw new CallFailure('protocol', 'a line is no object');
  if ('error' in parsed) throw failureOfStatus(500, String(parsed.error));
  return JSON.stringify(parsed);
}

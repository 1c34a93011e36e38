import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createProvider, estimateTokens } from '../../src/llm/index.js';

const schema = {
  type: 'object',
  properties: { a: { type: 'string', default: 'x' }, b: { type: 'number' } },
  required: ['a'],
};
const request = { system: 'sys', user: 'usr', schema, maxTokens: 100, temperature: 0.2 };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers each request by the next of the given answers, and keeps the bodies. */
async function serve(...answers: { status?: number; type?: string; body: string }[]) {
  const bodies: Record<string, unknown>[] = [];
  const created = createServer(async (req, res) => {
    let raw = '';
    for await (const chunk of req) raw += chunk;
    bodies.push(JSON.parse(raw || '{}'));
    const {
      status = 200,
      type = 'application/json',
      body,
    } = answers[bodies.length - 1] ?? { status: 500, body: 'unexpected' };
    res.writeHead(status, { 'content-type': type }).end(body);
  });
  server = created;
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(created.address() as AddressInfo).port}`, bodies };
}

const whole = (content: string) => ({
  body: JSON.stringify({
    choices: [{ message: { content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 4 },
  }),
});
const refusal = (message: string) => ({ status: 400, body: JSON.stringify({ error: { message } }) });

describe('openai', () => {
  const connect = (url: string, name: 'openai' | 'vllm' = 'openai') =>
    createProvider({ name, model: 'm', baseUrl: url }, { env: { OPENAI_API_KEY: 'not-a-real-one' } });

  test('sends a strict schema: all keys required, none beside them, no defaults', async () => {
    const { url, bodies } = await serve(whole('{"a":"x"}'));
    await (await connect(url)).complete(request);
    expect(bodies[0]).toMatchObject({
      stream: true,
      max_completion_tokens: 100,
      temperature: 0.2,
      response_format: {
        type: 'json_schema',
        json_schema: {
          strict: true,
          schema: {
            required: ['a', 'b'],
            additionalProperties: false,
            properties: { a: { type: 'string' } },
          },
        },
      },
    });
    expect(JSON.stringify(bodies[0])).not.toContain('default');
  });

  test('reads a server that answers whole although it was asked to stream', async () => {
    const { url } = await serve(whole('{"a":"x"}'));
    expect(await (await connect(url)).complete(request)).toMatchObject({
      ok: true,
      json: { a: 'x' },
      usage: { input: 3, output: 4 },
    });
  });

  test('learns which parameters a server does not take, and keeps it in mind', async () => {
    const { url, bodies } = await serve(
      refusal("Unsupported parameter: 'max_completion_tokens'"),
      refusal("'temperature' does not support 0.2 with this model"),
      whole('{"a":"x"}'),
      whole('{"a":"y"}'),
    );
    const provider = await connect(url);
    expect(await provider.complete(request)).toMatchObject({ ok: true });
    expect(await provider.complete(request)).toMatchObject({ ok: true, json: { a: 'y' } });
    expect(bodies).toHaveLength(4);
    expect(bodies[3]).toMatchObject({ max_tokens: 100 });
    expect(bodies[3]).not.toHaveProperty('temperature');
  });

  test.each([
    [400, "This model's maximum context length is 8192 tokens", 'too-long'],
    [404, 'The model `m` does not exist', 'model'],
    [429, 'You exceeded your current quota (insufficient_quota)', 'rate'],
    [402, 'Insufficient credits', 'auth'],
  ])('%d %s means %s, without asking again', async (status, message, failure) => {
    const { url, bodies } = await serve({ status, body: JSON.stringify({ error: { message } }) });
    expect(await (await connect(url)).complete(request)).toMatchObject({
      ok: false,
      failure,
      message: expect.stringContaining(message),
    });
    expect(bodies).toHaveLength(1);
  });

  test('an error inside of the stream is an error', async () => {
    const { url } = await serve({
      type: 'text/event-stream',
      body: 'data: {"error":{"message":"upstream died","code":402}}\n\n',
    });
    expect(await (await connect(url)).complete(request)).toMatchObject({ ok: false, failure: 'auth' });
  });

  test('thoughts in front of the answer are passed over', async () => {
    const { url } = await serve(whole('<think>maybe {"a": 1} or</think>\n{"a":"x"}'));
    expect(await (await connect(url, 'vllm')).complete(request)).toMatchObject({
      ok: true,
      json: { a: 'x' },
    });
  });

  test('check tells a model that the server does not list', async () => {
    const { url } = await serve({ body: '{"data":[{"id":"other"}]}' }, { body: '{"data":[{"id":"m"}]}' });
    const provider = await connect(url);
    expect(await provider.check()).toMatchObject({ ok: false, failure: 'model' });
    expect(await provider.check()).toEqual({ ok: true });
  });
});

describe('ollama', () => {
  const done = (promptTokens: number) => ({
    type: 'application/x-ndjson',
    body: `${JSON.stringify({ message: { content: '{"a":"x"}' }, done: true, done_reason: 'stop', prompt_eval_count: promptTokens, eval_count: 5 })}\n`,
  });
  const connect = (url: string, contextTokens?: number) =>
    createProvider(
      { name: 'ollama', model: 'm', baseUrl: url, ...(contextTokens ? { contextTokens } : {}) },
      { env: {} },
    );

  test('asks for a window that holds question and answer', async () => {
    const { url, bodies } = await serve(done(40), done(40));
    await (await connect(url)).complete(request);
    await (await connect(url)).complete({ ...request, user: 'word '.repeat(12_000) });
    expect(bodies.map((b) => (b.options as { num_ctx: number }).num_ctx)).toEqual([8_192, 16_384]);
    expect(bodies[0]).toMatchObject({ options: { num_predict: 100, temperature: 0.2 }, stream: true });
  });

  test('describes the schema in words too, since the model does not see it', async () => {
    const { url, bodies } = await serve(done(40));
    await (await connect(url)).complete(request);
    expect(JSON.stringify(bodies[0]?.messages)).toContain('JSON Schema');
    expect(bodies[0]?.format).toMatchObject({ type: 'object' });
  });

  test('tells when the server cut the question', async () => {
    const { url } = await serve(done(4_096));
    expect(await (await connect(url, 4_096)).complete(request)).toMatchObject({
      ok: false,
      failure: 'too-long',
    });
  });

  test('check names the command that fetches a missing model', async () => {
    const { url } = await serve(
      { body: '{\n  "models": [{ "name": "other:latest" }]\n}' },
      { body: '{"models":[{"name":"m:latest"}]}' },
    );
    const provider = await connect(url);
    expect(await provider.check()).toMatchObject({
      failure: 'model',
      message: expect.stringContaining('ollama pull m'),
    });
    expect(await provider.check()).toEqual({ ok: true });
  });
});

test('estimates stay on the safe side of four letters a token', () => {
  const code =
    'export function sum(list: readonly number[]): number {\n  return list.reduce((a, b) => a + b, 0);\n}\n';
  expect(estimateTokens(code)).toBeGreaterThanOrEqual(code.length / 4.5);
  expect(estimateTokens(code)).toBeLessThan(code.length / 2);
  expect(estimateTokens('')).toBe(0);
});

describe("Node's own limits of 300 seconds", () => {
  const symbol = Symbol.for('undici.globalDispatcher.1');
  const scope = globalThis as unknown as Record<symbol, unknown>;

  test.each(['ollama', 'gemini', 'openai', 'anthropic'] as const)('do not hold for %s', async (name) => {
    const { url } = await serve({ status: 401, body: '{}' });
    await (await fetch('data:,')).text();
    const real = scope[symbol] as { dispatch(o: object, h: unknown): boolean };
    const seen: object[] = [];
    scope[symbol] = {
      dispatch: (o: object, h: unknown) => {
        seen.push(o);
        return real.dispatch(o, h);
      },
    };
    try {
      const provider = await createProvider({ name, model: 'm', baseUrl: url }, { env: {} });
      expect(await provider.complete(request)).toMatchObject({ failure: 'auth' });
      expect(seen).toMatchObject([{ headersTimeout: 0, bodyTimeout: 0 }]);
    } finally {
      scope[symbol] = real;
    }
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Provider } from '../../src/domain/index.js';
import { createProvider, type ProviderName } from '../../src/llm/index.js';
import { quickPauses } from './clocks.js';
import { type Mode, type ModelServer, startModelServer } from './model-server.js';

const schema = {
  type: 'object',
  properties: {
    outcome: { type: 'string', enum: ['fix', 'flaky'] },
    lines: { type: 'array', items: { type: 'number' } },
  },
  required: ['outcome'],
};
const good = '{"outcome":"fix","lines":[1,2]}';
const key = ['contract', 'test', 'key'].join('-');
const idleTimeoutMs = 200;
/** Where silence is not the matter, a busy machine must not look silent. */
const patient = { idleTimeoutMs: 20_000 };

const setups: {
  name: ProviderName;
  protocol: Parameters<typeof startModelServer>[0];
  path: string;
  keyEnv?: string;
}[] = [
  { name: 'ollama', protocol: 'ollama', path: '', keyEnv: 'OLLAMA_API_KEY' },
  { name: 'gemini', protocol: 'gemini', path: '', keyEnv: 'GEMINI_API_KEY' },
  { name: 'openai', protocol: 'openai', path: '/v1', keyEnv: 'OPENAI_API_KEY' },
  { name: 'openrouter', protocol: 'openai', path: '/v1', keyEnv: 'OPENROUTER_API_KEY' },
  { name: 'anthropic', protocol: 'anthropic', path: '', keyEnv: 'ANTHROPIC_API_KEY' },
];

interface Limits {
  timeoutMs?: number;
  idleTimeoutMs?: number;
}

describe.each(setups)('$name', ({ name, protocol, path, keyEnv = '' }) => {
  let server: ModelServer;
  const pauses: number[] = [];
  beforeAll(async () => {
    server = await startModelServer(protocol);
  });
  afterAll(() => server.close());

  const connect = (limits: Limits = patient): Promise<Provider> =>
    createProvider(
      { name, model: 'm1', baseUrl: `${server.url}${path}`, ...limits },
      { env: { [keyEnv]: key }, random: () => 0, clock: quickPauses(pauses) },
    );
  const ask = async (modes: Mode[], text = good, limits: Limits = patient, signal?: AbortSignal) => {
    pauses.length = 0;
    server.play(modes, text);
    const provider = await connect(limits);
    return provider.complete({
      system: 'You mend.',
      user: 'Mend this.',
      schema,
      maxTokens: 500,
      ...(signal === undefined ? {} : { signal }),
    });
  };
  const failureOf = async (...args: Parameters<typeof ask>) => {
    const completion = await ask(...args);
    return completion.ok ? 'ok' : completion.failure;
  };

  test('returns the parsed answer with the tokens that the server counted', async () => {
    expect(await ask(['ok'])).toMatchObject({
      ok: true,
      json: { outcome: 'fix', lines: [1, 2] },
      usage: { input: 11, output: 7 },
      provider: name,
      model: 'm1',
    });
    const sent = JSON.stringify(server.requests[0]?.body);
    expect(sent).toContain('You mend.');
    expect(sent).toContain('Mend this.');
  });

  test('finds the document inside of prose and fences', async () => {
    const said = `Here you are, see {this}:\n\`\`\`json\n${good}\n\`\`\`\nGood luck!`;
    expect(await ask(['ok'], said)).toMatchObject({ ok: true, json: { outcome: 'fix' } });
  });

  test('waits for a stream that is slow but alive, longer than the limit of silence', async () => {
    server.play(['ok'], good);
    const clock = createManualClock();
    const provider = await createProvider(
      { name, model: 'm1', baseUrl: `${server.url}${path}`, idleTimeoutMs },
      { env: { [keyEnv]: key }, clock, fetch: trickling(() => clock.advance(0.75 * idleTimeoutMs)) },
    );
    const completion = await provider.complete({ system: 's', user: 'u', schema, maxTokens: 500 });
    expect(completion).toMatchObject({ ok: true, json: { outcome: 'fix' } });
    expect(completion.ms).toBeGreaterThan(3 * idleTimeoutMs);
  });

  test.each<[Mode, string]>([
    ['length', 'truncated'],
    ['redirect', 'protocol'],
  ])('names the end of mode %s: %s, and asks once', async (mode, failure) => {
    expect(await failureOf([mode])).toBe(failure);
    expect(server.requests).toHaveLength(1);
  });

  test('reads an answer that is no JSON with the reader of the caller', async () => {
    server.play(['ok'], 'OUTCOME flaky');
    const completion = await (await connect()).complete({
      system: 's',
      user: 'u',
      schema,
      maxTokens: 500,
      readText: (text) => ({ outcome: text.split(' ')[1] }),
    });
    expect(completion).toMatchObject({ ok: true, json: { outcome: 'flaky' } });
  });

  test('asks again after 429, as late as the server wants', async () => {
    expect(await failureOf(['rate-limited', 'ok'])).toBe('ok');
    expect(pauses).toEqual([7000]);
  });

  test('asks again when the connection breaks', async () => {
    expect(await failureOf(['reset', 'ok'])).toBe('ok');
    expect(server.requests).toHaveLength(2);
  });

  test('goes down to a looser form when the schema is refused, and remembers it', async () => {
    server.play(['schema-refused'], good);
    const provider = await connect();
    const request = { system: 's', user: 'u', schema, maxTokens: 500 };
    expect(await provider.complete(request)).toMatchObject({ ok: true });
    expect(server.requests).toHaveLength(2);
    expect(JSON.stringify(server.requests[1]?.body)).toContain('JSON Schema');
    expect(await provider.complete(request)).toMatchObject({ ok: true });
    expect(server.requests).toHaveLength(3);
  });

  test('ends at once when the caller cancels, before and during the exchange', async () => {
    expect(await failureOf(['hang'], good, patient, AbortSignal.abort())).toBe('aborted');
    expect(server.requests).toHaveLength(0);
    const controller = new AbortController();
    const asked = failureOf(['hang'], good, patient, controller.signal);
    setTimeout(() => controller.abort(), 20);
    expect(await asked).toBe('aborted');
  });

  test('keeps the key out of messages, and terminal control sequences too', async () => {
    const completion = await ask(['unauthorised']);
    expect(JSON.stringify(server.requests[0]?.headers)).toContain(key);
    const message = completion.ok ? '' : completion.message;
    expect(message).toContain(name);
    expect(message).not.toContain(key);
    expect(message).not.toMatch(/\p{Cc}/u);
  });

  test('sends nothing to the host that a redirect names', async () => {
    await ask(['redirect']);
    expect(server.requests.map((r) => r.url)).not.toContain('/elsewhere');
  });

  test('reports a server that is not there without asking again', async () => {
    const gone = await startModelServer(protocol);
    await gone.close();
    const provider = await createProvider(
      { name, model: 'm1', baseUrl: `${gone.url}${path}` },
      { env: { [keyEnv]: key }, clock: quickPauses(pauses) },
    );
    pauses.length = 0;
    const completion = await provider.complete({ system: 's', user: 'u', schema, maxTokens: 5 });
    expect(completion).toMatchObject({ ok: false, failure: 'network' });
    expect(pauses).toEqual([]);
    expect(await provider.check()).toMatchObject({ ok: false, failure: 'network' });
  });

  test('refuses a question that is longer than the window, without asking', async () => {
    server.play(['ok'], good);
    const provider = await createProvider(
      { name, model: 'm1', baseUrl: `${server.url}${path}`, contextTokens: 600 },
      { env: { [keyEnv]: key } },
    );
    const completion = await provider.complete({
      system: 's',
      user: 'word '.repeat(400),
      schema,
      maxTokens: 500,
    });
    expect(completion).toMatchObject({ ok: false, failure: 'too-long' });
    expect(server.requests).toHaveLength(0);
  });
});

/** A clock that stands still until it is moved. */
function createManualClock() {
  let time = 0;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  return {
    now: () => time,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper = { until: time + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake);
      }),
    advance: (ms: number) => {
      time += ms;
      for (const sleeper of [...sleepers]) if (sleeper.until <= time) sleeper.wake();
    },
  };
}

/** A fetch whose answers arrive in small pieces, with a call before each. */
function trickling(beforePiece: () => void): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const bytes = new Uint8Array(await response.arrayBuffer());
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        if (at >= bytes.length) return controller.close();
        // Lets the sleepers that wake see the time before the piece counts.
        beforePiece();
        await new Promise((resolve) => setImmediate(resolve));
        controller.enqueue(bytes.slice(at, at + 40));
        at += 40;
      },
    });
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

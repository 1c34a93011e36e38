import { describe, expect, test } from 'vitest';
import type { Completion, CompletionFailure, Provider } from '../../src/domain/index.js';
import {
  completeWithFallback,
  configuredProviders,
  costUsd,
  createProvider,
  ProviderSettings,
  prices,
  pricesAsOf,
  providerTable,
} from '../../src/llm/index.js';

const request = { system: 's', user: 'u', schema: {}, maxTokens: 1 };

/** A provider that ends as told and fails the test when it is asked more often. */
function scripted(name: string, end: CompletionFailure | 'ok' | 'never'): Provider {
  const common = { usage: { input: 1, output: 1 }, provider: name, model: 'm', ms: 1 };
  return {
    name,
    model: 'm',
    check: async () => ({ ok: true }),
    complete: async (): Promise<Completion> => {
      if (end === 'never') throw new Error(`${name} must not be asked`);
      return end === 'ok'
        ? { ok: true, json: name, ...common }
        : { ok: false, failure: end, message: end, ...common };
    },
  };
}

describe('fallback', () => {
  test('the first that answers ends the search, and all ends are told', async () => {
    const providers = [
      scripted('a', 'auth'),
      scripted('b', 'bad-json'),
      scripted('c', 'ok'),
      scripted('d', 'never'),
    ];
    const completion = await completeWithFallback(providers, request);
    expect(completion).toMatchObject({ ok: true, json: 'c' });
    expect(completion.tried.map((t) => (t.ok ? 'ok' : t.failure))).toEqual(['auth', 'bad-json', 'ok']);
  });

  test('an answer that was cut is asked for once more, with three times the room', async () => {
    const rooms: number[] = [];
    const common = { usage: { input: 1, output: 1 }, provider: 'a', model: 'm', ms: 1 };
    const provider = (needed: number): Provider => ({
      ...scripted('a', 'never'),
      complete: async ({ maxTokens }) => {
        rooms.push(maxTokens);
        return maxTokens >= needed
          ? { ok: true, json: 'whole', ...common }
          : { ok: false, failure: 'truncated', message: 'cut', ...common };
      },
    });
    const wide = { ...request, maxTokens: 100 };
    expect(await completeWithFallback([provider(300)], wide)).toMatchObject({ ok: true, json: 'whole' });
    expect(rooms).toEqual([100, 300]);
    rooms.length = 0;
    expect(await completeWithFallback([provider(301), scripted('b', 'ok')], wide)).toMatchObject({
      json: 'b',
    });
    expect(rooms).toEqual([100, 300]);
  });

  test('a cancelled question is not passed on', async () => {
    const completion = await completeWithFallback(
      [scripted('a', 'aborted'), scripted('b', 'never')],
      request,
    );
    expect(completion).toMatchObject({ ok: false, failure: 'aborted' });
  });

  test('the last failure is the end, and no provider at all is an error with advice', async () => {
    expect(await completeWithFallback([scripted('a', 'auth'), scripted('b', 'rate')], request)).toMatchObject(
      { failure: 'rate' },
    );
    await expect(completeWithFallback([], request)).rejects.toMatchObject({ code: 'no-provider' });
  });
});

describe('configured providers', () => {
  const names = (env: Record<string, string>, settings: ProviderSettings[] = []) =>
    configuredProviders(env, settings).map((s) => s.name);

  test('are those that the environment names, in a fixed order', () => {
    expect(
      names({ ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k', GOOGLE_API_KEY: 'k', OLLAMA_HOST: ':1' }),
    ).toEqual(['ollama', 'gemini', 'openai', 'anthropic']);
    expect(names({})).toEqual([]);
    expect(names({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })).toEqual(['openai']);
    expect(names({ OPENAI_BASE_URL: 'https://box.example/v1' })).toEqual([]);
    expect(names({ OPENAI_API_KEY: ' ' })).toEqual([]);
  });

  test('are those of the configuration where there is one, and nobody else', () => {
    const settings: ProviderSettings[] = [
      { name: 'command', command: ['agent'] },
      { name: 'groq' },
      { name: 'ollama' },
      { name: 'vllm' },
    ];
    expect(names({ OPENAI_API_KEY: 'k', GROQ_API_KEY: 'k' }, settings)).toEqual([
      'command',
      'groq',
      'ollama',
    ]);
  });
});

describe('settings', () => {
  test.each([
    [{ name: 'gemini' }, 'credential', 'GEMINI_API_KEY or GOOGLE_API_KEY'],
    [{ name: 'openrouter' }, 'credential', 'OPENROUTER_API_KEY'],
    [{ name: 'command' }, 'usage', 'command'],
    [{ name: 'lmstudio' }, 'usage', 'model'],
  ])('%j tells what is missing', async (settings, kind, named) => {
    await expect(createProvider(ProviderSettings.parse(settings), { env: {} })).rejects.toMatchObject({
      kind,
      code: 'provider-unusable',
      message: expect.stringContaining(named),
    });
  });

  test('reject what is unknown', () => {
    for (const wrong of [
      { name: 'skynet' },
      { name: 'openai', baseUrl: 'file:///x' },
      { name: 'openai', apiKey: 'x' },
    ]) {
      expect(ProviderSettings.safeParse(wrong).success).toBe(false);
    }
  });

  test.each([
    ['0.0.0.0:11500', 'http://127.0.0.1:11500/api/chat'],
    [':11501', 'http://127.0.0.1:11501/api/chat'],
    ['box', 'http://box:11434/api/chat'],
    ['https://box.example/llm/', 'https://box.example/llm/api/chat'],
  ])('OLLAMA_HOST=%s is asked at %s', async (host, url) => {
    const asked: string[] = [];
    const provider = await createProvider(
      { name: 'ollama' },
      {
        env: { OLLAMA_HOST: host },
        fetch: async (input) => {
          asked.push(String(input));
          throw new TypeError('fetch failed', {
            cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
          });
        },
      },
    );
    expect(await provider.complete(request)).toMatchObject({ ok: false, failure: 'network' });
    expect(asked[0]?.replace(':443', '')).toBe(url);
  });
});

describe('prices', () => {
  const usage = { input: 1_000_000, output: 100_000 };

  test('a known model costs what the table says, also dated and behind a router', () => {
    const expected = (prices['gpt-6.1-terra']?.input ?? 0) + (prices['gpt-6.1-terra']?.output ?? 0) / 10;
    expect(costUsd('gpt-6.1-terra', usage)).toBeCloseTo(expected);
    expect(costUsd('gpt-6.1-terra-2026-10-26', usage)).toBeCloseTo(expected);
    expect(costUsd('openai/gpt-6.1-terra', usage)).toBeCloseTo(expected);
  });

  test('the table tells how old it is', () => {
    expect(pricesAsOf).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  test('another model with a like name, and an unknown one, have no price', () => {
    expect(costUsd('gemini-3.8-flash-lite', usage)).toBeNull();
    expect(costUsd('mystery', usage)).toBeNull();
  });

  test('the user has the last word, and local models are free', () => {
    expect(costUsd('mystery', usage, { prices: { mystery: { input: 3, output: 10 } } })).toBeCloseTo(4);
    expect(costUsd('qwen2.5-coder:7b', usage, { local: true })).toBe(0);
  });

  test('every default model of a paid service has a price', () => {
    for (const row of Object.values(providerTable)) {
      if (row.needsKey && row.defaultModel !== undefined)
        expect(costUsd(row.defaultModel, usage), row.defaultModel).not.toBeNull();
    }
  });
});

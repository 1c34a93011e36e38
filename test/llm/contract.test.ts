import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Completion } from '../../src/domain/index.js';
import { createProvider, type ProviderName } from '../../src/llm/index.js';
import { quickPauses } from './clocks.js';
import { createModelCommand } from './model-command.js';
import { type Mode, startModelServer } from './model-server.js';

const schema = {
  type: 'object',
  properties: { outcome: { type: 'string', enum: ['fix', 'flaky'] } },
  required: ['outcome'],
};
const good = '{"outcome":"fix"}';
const idleTimeoutMs = 150;
const patientMs = 20_000;

interface Case {
  mode: Mode;
  /** What the other side says, where the mode lets it say something. */
  says?: string;
  /** How the question ends: `ok`, or the kind of failure. */
  ends: string;
  /** A program's silence, noise and exit are not those of a server. */
  endsAsCommand?: string;
  /** How often the other side is asked. */
  asked: number;
  askedAsCommand?: number;
  pauses?: number[];
  timeoutMs?: number;
  idleTimeoutMs?: number;
}

const cases: readonly Case[] = [
  { mode: 'ok', ends: 'ok', asked: 1 },
  { mode: 'slow', ends: 'ok', asked: 1 },
  { mode: 'slow', ends: 'timeout', asked: 1, timeoutMs: 200 },
  { mode: 'hang', ends: 'idle', asked: 1, idleTimeoutMs },
  { mode: 'hang', ends: 'timeout', asked: 1, timeoutMs: 150 },
  { mode: 'stall', ends: 'idle', asked: 1, idleTimeoutMs },
  { mode: 'stall', ends: 'timeout', asked: 1, timeoutMs: 150 },
  { mode: 'garbage', ends: 'protocol', endsAsCommand: 'bad-json', asked: 1 },
  { mode: 'truncated', ends: 'truncated', endsAsCommand: 'bad-json', asked: 1 },
  { mode: 'unauthorised', ends: 'auth', asked: 1 },
  { mode: 'rate-limited', ends: 'rate', asked: 3, askedAsCommand: 1, pauses: [7_000, 7_000] },
  // Seven seconds are not there any more: no use in waiting for the end of the limit.
  { mode: 'rate-limited', ends: 'rate', asked: 1, timeoutMs: 6_500.5 },
  { mode: 'failing', ends: 'server', asked: 3, askedAsCommand: 1, pauses: [1_000, 2_000] },
  { mode: 'ok', says: '{"outcome":"magic"}', ends: 'bad-schema', asked: 1 },
  { mode: 'ok', says: '{"outcome":["fix"]}', ends: 'bad-schema', asked: 1 },
  { mode: 'ok', says: '[]', ends: 'bad-schema', asked: 1 },
  { mode: 'ok', says: 'I would rather not.', ends: 'bad-json', asked: 1 },
  { mode: 'ok', says: '{"outcome":"fix"', ends: 'bad-json', asked: 1 },
  { mode: 'ok', says: '', ends: 'bad-json', asked: 1 },
];

const titleOf = ({ mode, says, ends, timeoutMs }: Case): string =>
  [
    mode,
    ...(says === undefined ? [] : [`saying ${JSON.stringify(says)}`]),
    ...(timeoutMs === undefined ? [] : [`within ${timeoutMs} ms`]),
    `ends as ${ends}`,
  ].join(' ');

/** What stands behind a provider; `ask` sends one question and tells how it ended. */
interface Backend {
  ask(one: Case): Promise<{ completion: Completion; asked: number; pauses: number[] }>;
  close(): unknown;
}

const request = { system: 'You mend.', user: 'Mend this.', schema, maxTokens: 500 };
const limitsOf = (one: Case) => ({
  timeoutMs: one.timeoutMs ?? patientMs,
  idleTimeoutMs: one.idleTimeoutMs ?? patientMs,
});

async function serverBackend(
  name: ProviderName,
  protocol: Parameters<typeof startModelServer>[0],
  path: string,
): Promise<Backend> {
  const server = await startModelServer(protocol);
  const baseUrl = `${server.url}${path}`;
  return {
    ask: async (one) => {
      const pauses: number[] = [];
      server.play([one.mode], one.says ?? good);
      const provider = await createProvider(
        { name, model: 'm1', baseUrl, ...limitsOf(one) },
        { env: {}, random: () => 0, clock: quickPauses(pauses) },
      );
      const completion = await provider.complete(request);
      return { completion, asked: server.requests.length, pauses };
    },
    close: server.close,
  };
}

async function commandBackend(): Promise<Backend> {
  const model = createModelCommand();
  return {
    ask: async (one) => {
      const pauses: number[] = [];
      const command = model.play(one.mode, one.says ?? good);
      const provider = await createProvider(
        { name: 'command', command, ...limitsOf(one) },
        { env: { PATH: process.env.PATH }, random: () => 0, clock: quickPauses(pauses) },
      );
      return { completion: await provider.complete(request), asked: model.calls(), pauses };
    },
    close: model.close,
  };
}

const backends: [name: string, open: () => Promise<Backend>][] = [
  ['ollama', () => serverBackend('ollama', 'ollama', '')],
  ['gemini', () => serverBackend('gemini', 'gemini', '')],
  ['openai', () => serverBackend('openai', 'openai', '/v1')],
  ['anthropic', () => serverBackend('anthropic', 'anthropic', '')],
  ['command', commandBackend],
];

describe.each(backends)('%s', (name, open) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });
  afterAll(() => backend.close());
  const isCommand = name === 'command';

  test.each(cases.map((one) => [titleOf(one), one] as const))('%s', async (_, one) => {
    const { completion, asked, pauses } = await backend.ask(one);
    expect(completion.ok ? 'ok' : completion.failure).toBe(
      (isCommand ? one.endsAsCommand : undefined) ?? one.ends,
    );
    expect(asked).toBe((isCommand ? one.askedAsCommand : undefined) ?? one.asked);
    expect(pauses).toEqual(isCommand ? [] : (one.pauses ?? []));
    // A failure comes at its limit and not at some wall behind it.
    expect(completion.ms).toBeLessThan((one.idleTimeoutMs ?? one.timeoutMs ?? patientMs) + 5_000);
    // Whoever had the question may bill it, also when no answer came.
    const isBilled = !['auth', 'rate', 'server'].includes(completion.ok ? 'ok' : completion.failure);
    expect(completion.usage.input > 0).toBe(isBilled);
    if (completion.ok) expect(completion.json).toEqual(JSON.parse(good));
    else expect(completion.message).toMatch(new RegExp(`^${name}: [^\\p{Cc}]{4,310}$`, 'u'));
  });
});

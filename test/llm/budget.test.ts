import { describe, expect, test } from 'vitest';
import type { Completion, CompletionFailure, Provider } from '../../src/domain/index.js';
import { type BudgetOptions, completeWithFallback, createBudget, describeCall } from '../../src/llm/index.js';

const nothing = { usd: 0, tokens: 0 };
/** One dollar for a million tokens read, ten for a million written. */
const prices = { dear: { input: 10, output: 100 }, fair: { input: 1, output: 10 } };
const open = (over: Partial<BudgetOptions> = {}) => createBudget({ spentToday: nothing, prices, ...over });
const call = (model: string, inputTokens = 1_000, maxTokens = 1_000, provider = 'openai') => ({
  provider,
  model,
  inputTokens,
  maxTokens,
});

/** Reserves and settles at once; tells whether it fitted. */
const spend = (
  budget: ReturnType<typeof open>,
  expense: ReturnType<typeof call>,
  usage = { input: expense.inputTokens, output: expense.maxTokens },
): boolean => {
  const result = budget.reserve(expense);
  if (result.ok) budget.settle(result.reserve, usage);
  return result.ok;
};

describe('a budget', () => {
  test('sets the worst case aside and keeps what was really used', () => {
    const budget = open();
    const result = budget.reserve(call('fair', 2_000, 1_000));
    expect(result).toMatchObject({ ok: true, reserve: { tokens: 3_000 } });
    expect(result.ok && result.reserve.usd).toBeCloseTo(0.012);
    if (result.ok) budget.settle(result.reserve, { input: 1_500, output: 100 });
    expect(budget.spent().usd).toBeCloseTo(0.0025);
    expect(budget.spent().tokens).toBe(1_600);
  });

  test('counts the worst case where no usage came back, and each settlement once', () => {
    const budget = open();
    const result = budget.reserve(call('fair', 2_000, 1_000));
    if (!result.ok) throw new Error(result.message);
    budget.settle(result.reserve, undefined);
    budget.settle(result.reserve, { input: 9, output: 9 });
    expect(budget.spent().tokens).toBe(3_000);
    expect(budget.spent().usd).toBeCloseTo(0.012);
  });

  test('holds a heal to 25 cents and 60,000 tokens, and a day to 5 dollars, unless told otherwise', () => {
    expect(open().reserve(call('dear', 15_000, 1_000)).ok).toBe(true);
    expect(open().reserve(call('dear', 15_001, 1_000))).toMatchObject({
      ok: false,
      failure: 'budget',
      message: expect.stringMatching(/dear may take \$0\.2501; of \$0\.25 for this heal \$0\.25 are left$/),
    });
    expect(open().reserve(call('fair', 50_000, 10_001))).toMatchObject({
      message: expect.stringContaining('60000 tokens for this heal'),
    });
    const late = open({ spentToday: { usd: 4.999, tokens: 0 } });
    expect(late.reserve(call('fair', 1_000, 1_000))).toMatchObject({
      message: expect.stringContaining('$5.00 for today'),
    });
    expect(late.reserve(call('fair', 500, 50)).ok).toBe(true);
  });

  test('what is set aside for a running question is not there for another', () => {
    const budget = open({ limits: { healUsd: 0.011 } });
    const first = budget.reserve(call('fair'));
    expect(first.ok).toBe(true);
    expect(budget.reserve(call('fair')).ok).toBe(false);
    if (first.ok) budget.settle(first.reserve, { input: 0, output: 0 });
    expect(budget.reserve(call('fair')).ok).toBe(true);
  });

  test('fits exactly, cent by cent', () => {
    const budget = open({ limits: { healUsd: 0.11, healTokens: 1e9 } });
    expect(Array.from({ length: 11 }, () => spend(budget, call('fair', 0, 1_000)))).not.toContain(false);
    expect(spend(budget, call('fair', 0, 1))).toBe(false);
  });

  test('holds a model without a price by tokens alone, of the heal and of the day', () => {
    const budget = open({ limits: { healTokens: 5_000, dayTokens: 8_000, healUsd: 0, dayUsd: 0 } });
    const reserved = budget.reserve(call('mystery', 3_000, 2_000));
    expect(reserved).toMatchObject({ ok: true, reserve: { usd: null, tokens: 5_000 } });
    expect(budget.reserve(call('mystery', 1, 0)).ok).toBe(false);
    const next = budget.forHeal();
    expect(next.reserve(call('mystery', 3_000, 1))).toMatchObject({
      message: expect.stringContaining('8000 tokens for today'),
    });
    expect(next.reserve(call('mystery', 3_000, 0)).ok).toBe(true);
  });

  test('a local model costs no dollars, and its tokens count', () => {
    const budget = open({ limits: { healUsd: 0 } });
    expect(spend(budget, call('qwen', 1_000, 1_000, 'ollama'))).toBe(true);
    expect(budget.spent()).toEqual({ usd: 0, tokens: 2_000 });
  });

  test('goes on where an interrupted heal stopped, and a new heal starts from nothing on the same day', () => {
    const budget = open({ spentHere: { usd: 0.24, tokens: 0 }, spentToday: { usd: 4.98, tokens: 0 } });
    expect(spend(budget, call('fair', 1_000, 1_000))).toBe(false);
    const next = budget.forHeal();
    expect(next.spent()).toEqual(nothing);
    expect(spend(next, call('fair', 1_000, 1_000))).toBe(true);
    expect(spend(budget.forHeal(), call('fair', 1_000, 1_000))).toBe(false);
  });
});

describe('asking within a budget', () => {
  const request = { system: 's', user: 'word '.repeat(1_000), schema: {}, maxTokens: 1_000 };
  /** A provider that ends as told, counts how often it is asked, and used 10 tokens each way. */
  function scripted(model: string, end: CompletionFailure | 'ok' | 'throw') {
    let asked = 0;
    const common = { usage: { input: 10, output: 10 }, provider: 'openai', model, ms: 1 };
    const provider: Provider = {
      name: 'openai',
      model,
      check: async () => ({ ok: true }),
      complete: async (): Promise<Completion> => {
        asked++;
        if (end === 'throw') throw new Error('a bug');
        return end === 'ok'
          ? { ok: true, json: model, ...common }
          : { ok: false, failure: end, message: end, ...common };
      },
    };
    return { provider, asked: () => asked };
  }

  test('passes a model over that does not fit, for a cheaper one that does', async () => {
    const dear = scripted('dear', 'ok');
    const fair = scripted('fair', 'ok');
    const budget = open({ limits: { healUsd: 0.05 } });
    const completion = await completeWithFallback([dear.provider, fair.provider], request, budget);
    expect(completion).toMatchObject({ ok: true, json: 'fair' });
    expect(completion.tried[0]).toMatchObject({ failure: 'budget', usage: { input: 0, output: 0 } });
    expect(dear.asked()).toBe(0);
    expect(budget.spent().tokens).toBe(20);
  });

  test('ends as budget when none fits, without asking anybody', async () => {
    const models = [scripted('dear', 'ok'), scripted('fair', 'ok')];
    const completion = await completeWithFallback(
      models.map((m) => m.provider),
      request,
      open({ limits: { healUsd: 0.001 } }),
    );
    expect(completion).toMatchObject({ ok: false, failure: 'budget', model: 'fair' });
    expect(models.map((m) => m.asked())).toEqual([0, 0]);
  });

  test('what a failed provider used is gone for the next', async () => {
    const budget = open();
    await completeWithFallback(
      [scripted('fair', 'bad-json').provider, scripted('fair', 'ok').provider],
      request,
      budget,
    );
    expect(budget.spent().tokens).toBe(40);
  });

  test('a provider that breaks down counts as the worst case', async () => {
    const budget = open();
    await expect(completeWithFallback([scripted('fair', 'throw').provider], request, budget)).rejects.toThrow(
      'a bug',
    );
    expect(budget.spent().tokens).toBeGreaterThan(2_000);
  });

  test('can be told beforehand: who would be asked, and what it may take', () => {
    const budget = open({ limits: { healUsd: 0.05 } });
    const { calls, asked } = describeCall(
      [
        { name: 'openai', model: 'dear' },
        { name: 'openai', model: 'mystery' },
      ],
      request,
      budget,
    );
    expect(calls.map((c) => c.refusal === undefined)).toEqual([false, true]);
    expect(asked).toMatchObject({ provider: 'openai', model: 'mystery', maxTokens: 1_000, usd: null });
    expect(asked?.inputTokens).toBeGreaterThanOrEqual(1_000);
    expect(budget.spent()).toEqual(nothing);
    expect(describeCall([{ name: 'openai', model: 'dear' }], request, budget).asked).toBeUndefined();
  });
});

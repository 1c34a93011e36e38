import { stripVTControlCharacters } from 'node:util';
import type {
  Completion,
  CompletionFailure,
  CompletionRequest,
  Provider,
  TokenUsage,
} from '../domain/index.js';
import type { Adapter, AnswerForm, Question, Reply } from './adapter.js';
import { CallFailure } from './call-failure.js';
import type { Clock } from './clock.js';
import { estimateTokens } from './estimate-tokens.js';
import { readAnswer } from './read-answer.js';
import { type WatchedCall, watchCall } from './watched-call.js';

export interface AskingOptions {
  name: string;
  model: string;
  clock: Clock;
  random: () => number;
  fetch: typeof fetch | undefined;
  origin: string | undefined;
  timeoutMs: number;
  idleTimeoutMs: number;
  contextTokens: number | undefined;
  /** Never to be seen in a message. */
  secrets: readonly string[];
}

const maxRetries = 2;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
const messageLimit = 300;
/** Ends at which the other side had the question and may go on answering it. */
const givenUp: ReadonlySet<CompletionFailure> = new Set(['timeout', 'idle']);
/** Placeholders such as `none` are set as keys of local servers; masking them would only garble the message. */
const shortestSecret = 8;

/** Joins a protocol with what all providers share: limits, retries, the ladder of answer forms, named ends. */
export function createAskingProvider(adapter: Adapter, options: AskingOptions): Provider {
  const { name, model, clock } = options;
  // Forms that this server refused once are not tried again.
  let forms: readonly AnswerForm[] = adapter.forms;

  const complete = async (request: CompletionRequest): Promise<Completion> => {
    const startedAt = clock.now();
    const spent: TokenUsage = { input: 0, output: 0 };
    const end = () => ({ usage: spent, provider: name, model, ms: Math.round(clock.now() - startedAt) });
    try {
      for (;;) {
        const form = forms[0] ?? 'text';
        const question = questionOf(request, form, adapter);
        checkLength(question, options.contextTokens);
        try {
          const reply = await askPatiently({ adapter, options, question, request, spent, startedAt });
          return { ok: true, json: jsonOf(reply, request), ...end() };
        } catch (error) {
          if (!(error instanceof CallFailure && error.refusedForm && forms.length > 1)) throw error;
          forms = forms.slice(1);
        }
      }
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      return { ok: false, failure: error.failure, message: messageOf(error, options), ...end() };
    }
  };

  const check: Provider['check'] = async (signal) => {
    try {
      await watchCall({ ...options, signal, onAnswer: () => undefined }, (call) => adapter.probe(call));
      return { ok: true };
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      return { ok: false, failure: error.failure, message: messageOf(error, options) };
    }
  };

  return { name, model, complete, check };
}

function questionOf(request: CompletionRequest, form: AnswerForm, adapter: Adapter): Question {
  const isTold = form === 'schema' && adapter.modelSeesSchema;
  const system = isTold
    ? request.system
    : `${request.system}\n\nAnswer with one JSON document and nothing else. It must fit this JSON Schema:\n${JSON.stringify(request.schema)}`;
  return {
    system,
    user: request.user,
    schema: request.schema,
    maxTokens: request.maxTokens,
    temperature: request.temperature,
    form,
    inputTokens: estimateTokens(system) + estimateTokens(request.user),
  };
}

function checkLength(question: Question, contextTokens: number | undefined): void {
  const needed = question.inputTokens + question.maxTokens;
  if (contextTokens !== undefined && needed > contextTokens) {
    throw new CallFailure('too-long', `about ${needed} tokens do not fit into a window of ${contextTokens}`);
  }
}

interface Asking {
  adapter: Adapter;
  options: AskingOptions;
  question: Question;
  request: CompletionRequest;
  spent: TokenUsage;
  startedAt: number;
}

/** Asks, and asks again after faults that pass; the limit of time covers all of it. */
async function askPatiently(asking: Asking): Promise<Reply> {
  const { options, startedAt } = asking;
  for (let retry = 0; ; retry++) {
    try {
      return await askOnce(asking);
    } catch (error) {
      if (!(error instanceof CallFailure) || !error.retryable || retry === maxRetries) throw error;
      const pauseMs = error.retryAfterMs ?? firstPauseMs * 2 ** retry * (1 + options.random());
      const leftMs = startedAt + options.timeoutMs - options.clock.now();
      if (pauseMs > Math.min(longestPauseMs, leftMs)) throw error;
      await pause(pauseMs, asking);
    }
  }
}

async function pause(ms: number, { options, request }: Asking): Promise<void> {
  try {
    await options.clock.sleep(ms, request.signal);
  } catch {
    throw new CallFailure('aborted', 'the question was cancelled');
  }
}

async function askOnce({ adapter, options, question, request, spent, startedAt }: Asking): Promise<Reply> {
  const timeoutMs = Math.max(1, startedAt + options.timeoutMs - options.clock.now());
  let isAnswering = false;
  const onAnswer = (): void => {
    isAnswering = true;
  };
  try {
    const reply = await watchCall(
      { ...options, timeoutMs, signal: request.signal, onAnswer },
      (call: WatchedCall) => adapter.ask(question, call),
    );
    spent.input += reply.usage?.input ?? question.inputTokens;
    spent.output += reply.usage?.output ?? estimateTokens(reply.text);
    return reply;
  } catch (error) {
    // What broke off or was given up was perhaps worked on and is billed; its own count never came.
    const isGivenUp = error instanceof CallFailure && givenUp.has(error.failure);
    if (isAnswering || isGivenUp) spent.input += question.inputTokens;
    throw error;
  }
}

function jsonOf(reply: Reply, request: CompletionRequest): unknown {
  switch (reply.stop) {
    case 'refused':
      throw new CallFailure('refused', 'the model refused to answer');
    case 'length':
      throw new CallFailure('truncated', `the answer was cut at ${request.maxTokens} tokens`);
    case 'cut':
      throw new CallFailure('truncated', 'the answer broke off before its end');
    case 'end':
      return readAnswer(reply.text, request.schema, request.readText);
  }
}

/** One line for a person, safe to print: what the other side said may hold anything. */
function messageOf(failure: CallFailure, { name, secrets }: AskingOptions): string {
  let text = stripVTControlCharacters(failure.message);
  for (const secret of secrets.filter((s) => s.length >= shortestSecret))
    text = text.replaceAll(secret, '***');
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return `${name}: ${line.length > messageLimit ? `${line.slice(0, messageLimit)}…` : line}`;
}

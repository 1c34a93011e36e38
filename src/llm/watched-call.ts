import type { CompletionFailure } from '../domain/index.js';
import { CallFailure, failureOfError, failureOfStatus } from './call-failure.js';
import type { Clock } from './clock.js';
import { detailOf, retryAfterMs } from './error-body.js';

/** What an adapter gets for one exchange: a signal to heed and a fetch that is watched. */
export interface WatchedCall {
  signal: AbortSignal;
  /** Goes to the configured origin only, follows no redirect, throws `CallFailure` unless the status is 2xx. */
  fetch: typeof fetch;
  /** Tell that the other side showed a sign of life. */
  alive(): void;
}

export interface WatchOptions {
  clock: Clock;
  fetch: typeof fetch | undefined;
  /** The only origin that may be called; absent for providers without HTTP. */
  origin: string | undefined;
  timeoutMs: number;
  idleTimeoutMs: number;
  signal: AbortSignal | undefined;
  /** Called when the other side began to answer, so tokens may have been billed. */
  onAnswer(): void;
}

const answerLimitBytes = 16 * 1024 * 1024;
const errorBodyLimit = 16 * 1024;

/** Runs one exchange under a limit of time and of silence. Every rejection is a `CallFailure`. */
export async function watchCall<T>(
  options: WatchOptions,
  work: (call: WatchedCall) => Promise<T>,
): Promise<T> {
  const { clock } = options;
  const controller = new AbortController();
  const finished = new AbortController();
  const startedAt = clock.now();
  let aliveAt = startedAt;
  let refusal: CallFailure | undefined;

  const giveUp = (failure: CompletionFailure, message: string): void =>
    controller.abort(new CallFailure(failure, message));
  const cancel = (): void => giveUp('aborted', 'the question was cancelled');
  const watch = async (until: () => number, failure: CompletionFailure, message: string): Promise<void> => {
    while (!finished.signal.aborted) {
      const leftMs = until() - clock.now();
      if (leftMs === Number.POSITIVE_INFINITY) return;
      if (leftMs <= 0) return giveUp(failure, message);
      await clock.sleep(leftMs, finished.signal).catch(() => undefined);
    }
  };
  // SDKs wrap what their fetch or its body throws; the original is kept for the verdict.
  const keep = (error: unknown): never => {
    refusal = controller.signal.aborted ? undefined : failureOfError(error);
    throw refusal ?? error;
  };
  const call: WatchedCall = {
    signal: controller.signal,
    alive: () => {
      aliveAt = clock.now();
    },
    fetch: (input, init) =>
      fetchWatched(String(input instanceof Request ? input.url : input), init ?? {}, {
        ...options,
        call,
        keep,
      }).catch(keep),
  };

  if (options.signal?.aborted) cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  void watch(() => startedAt + options.timeoutMs, 'timeout', `no complete answer in ${options.timeoutMs} ms`);
  void watch(() => aliveAt + options.idleTimeoutMs, 'idle', `silent for ${options.idleTimeoutMs} ms`);
  try {
    // The race holds the limit even against an SDK that does not listen to the signal.
    const result = await Promise.race([work(call), rejectOnAbort(controller.signal)]);
    if (controller.signal.aborted) throw controller.signal.reason;
    return result;
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    throw refusal ?? failureOfError(error);
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    finished.abort();
    // Frees the connection of an answer that was left half read.
    controller.abort(new CallFailure('aborted', 'the exchange is over'));
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function fetchWatched(
  url: string,
  init: RequestInit,
  options: WatchOptions & { call: WatchedCall; keep: (error: unknown) => never },
): Promise<Response> {
  const { call, keep, origin } = options;
  if (origin === undefined || new URL(url).origin !== origin) {
    throw new CallFailure('protocol', 'a request to a host that is not the configured one was stopped');
  }
  call.signal.throwIfAborted();
  const send = options.fetch ?? fetch;
  const response = await send(url, {
    ...init,
    redirect: 'error',
    signal: call.signal,
    ...(options.fetch === undefined ? await patientDispatcher() : {}),
  });
  call.alive();
  if (!response.ok) {
    const detail = detailOf(await readText(response, errorBodyLimit, call));
    throw failureOfStatus(response.status, detail, retryAfterMs(response.headers));
  }
  options.onAnswer();
  return new Response(response.body === null ? null : watchedBody(response.body, call, keep), {
    status: response.status,
    headers: response.headers,
  });
}

/**
 * Node's fetch gives up when no header came in 300 seconds, whatever the signal says; the limits here are
 * our own. Its dispatcher has no public name and exists only after a first fetch.
 */
async function patientDispatcher(): Promise<Record<string, unknown>> {
  const symbol = Symbol.for('undici.globalDispatcher.1');
  const scope = globalThis as unknown as Record<
    symbol,
    { dispatch(o: object, h: unknown): boolean } | undefined
  >;
  if (scope[symbol] === undefined) await (await fetch('data:,')).text();
  const dispatcher = scope[symbol];
  if (dispatcher === undefined) return {};
  return {
    dispatcher: {
      dispatch: (o: object, h: unknown) =>
        dispatcher.dispatch({ ...o, headersTimeout: 0, bodyTimeout: 0 }, h),
    },
  };
}

function watchedBody(
  body: ReadableStream<Uint8Array>,
  call: WatchedCall,
  keep: (error: unknown) => never,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let receivedBytes = 0;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await reader.read().catch(keep);
      if (done) return controller.close();
      call.alive();
      receivedBytes += value.length;
      if (receivedBytes > answerLimitBytes) {
        await reader.cancel();
        throw new CallFailure('protocol', `the answer is larger than ${answerLimitBytes} bytes`);
      }
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

async function readText(response: Response, limit: number, call: WatchedCall): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body) {
      call.alive();
      text += decoder.decode(chunk, { stream: true });
      if (text.length > limit) break;
    }
  } catch (error) {
    // The status alone is worth more than the reason why its explanation broke off.
    if (call.signal.aborted) throw error;
  }
  return text.slice(0, limit);
}

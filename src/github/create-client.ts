import type { Clock } from '../domain/index.js';
import { failureOf, networkFailure, retryDelayMs } from './request-failure.js';

export interface ClientOptions {
  apiUrl: string;
  token?: string;
  userAgent: string;
  clock: Clock;
  signal: AbortSignal;
  /** Told of every request that was sent; for `--debug` and for counting. */
  onRequest?(entry: RequestEntry): void;
}

export interface RequestEntry {
  method: string;
  url: string;
  status: number;
  rateLimitRemaining: number | null;
}

export interface ClientResponse {
  status: number;
  data: unknown;
  headers: Record<string, string | number | undefined>;
}

export interface RequestOptions {
  /** Statuses that are answers here, not failures. */
  accept?: readonly number[];
  /** Hand the body over as a stream. */
  stream?: boolean;
  /** Answer a redirect instead of following it. */
  manualRedirect?: boolean;
}

export interface Client {
  request(
    route: string,
    parameters?: Record<string, unknown>,
    options?: RequestOptions,
  ): Promise<ClientResponse>;
}

const maxTries = 4;
const requestTimeoutMs = 30_000;

/**
 * Octokit with the manners that GitHub asks for: one retry policy for 5xx, dropped connections and both
 * rate limits, a time limit on every request, and errors that say what to do. Bodies are not trusted:
 * the caller puts them through a schema, because a body cut off in the middle arrives as status 200.
 */
export async function createClient(options: ClientOptions): Promise<Client> {
  const { Octokit } = await import('@octokit/rest');
  const octokit = new Octokit({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: options.userAgent,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });

  const once = async (
    route: string,
    parameters: Record<string, unknown>,
    how: RequestOptions,
  ): Promise<ClientResponse> => {
    const response = await octokit.request(route, {
      ...parameters,
      headers: { 'x-github-api-version': '2022-11-28', ...(parameters.headers as object | undefined) },
      request: {
        signal: AbortSignal.any([options.signal, AbortSignal.timeout(requestTimeoutMs)]),
        ...(how.stream ? { parseSuccessResponseBody: false } : {}),
        ...(how.manualRedirect ? { redirect: 'manual' } : {}),
      },
    });
    return { status: response.status, data: response.data, headers: response.headers };
  };

  /** A sleep that is interrupted fails with the reason of the interruption. */
  const pause = (ms: number): Promise<void> =>
    options.clock.sleep(ms, options.signal).catch((error: unknown) => {
      options.signal.throwIfAborted();
      throw error;
    });

  return {
    request: async (route, parameters = {}, how = {}) => {
      for (let tried = 1; ; tried++) {
        const response = await once(route, parameters, how).catch((error: unknown) => {
          options.signal.throwIfAborted();
          return responseOf(error) ?? networkFailure(error);
        });
        if (!('status' in response)) {
          if (tried >= maxTries) throw response.error;
          await pause(1000 * 2 ** (tried - 1));
          continue;
        }
        options.onRequest?.({
          method: route.split(' ')[0] ?? 'GET',
          url: route,
          status: response.status,
          rateLimitRemaining: remainingOf(response.headers),
        });
        if (response.status < 400 || how.accept?.includes(response.status)) return response;
        const waitMs = retryDelayMs(response, tried, options.clock.now());
        if (waitMs === undefined || tried >= maxTries) throw failureOf(route, parameters, response);
        await pause(waitMs);
      }
    },
  };
}

/** Octokit throws on 304 and above; a network error looks like a 500 without a response. */
function responseOf(error: unknown): ClientResponse | undefined {
  if (typeof error !== 'object' || error === null || !('response' in error) || !error.response)
    return undefined;
  return error.response as ClientResponse;
}

const remainingOf = (headers: ClientResponse['headers']): number | null => {
  const value = headers['x-ratelimit-remaining'];
  return value === undefined ? null : Number(value);
};

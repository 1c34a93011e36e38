import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Caller, identify } from './access.js';
import type { BlobHost } from './blob-host.js';
import type { CiRunner } from './ci-runner.js';
import { type Fault, faultAnswer, takeFault } from './faults.js';
import type { RateLimits } from './rate-limits.js';
import { notFound, Refusal } from './refusal.js';
import { commitRoutes } from './rest-commits.js';
import { commonHeaders, contentType, entityTag, rateHeaders, scopeHeaders } from './rest-headers.js';
import { issueRoutes } from './rest-issues.js';
import { pullRoutes } from './rest-pulls.js';
import { refRoutes } from './rest-refs.js';
import { repositoryRoutes } from './rest-repositories.js';
import { runControlRoutes } from './rest-run-control.js';
import { logRoutes } from './rest-run-logs.js';
import { runRoutes } from './rest-runs.js';
import { statusRoutes } from './rest-statuses.js';
import { matchRoute, type Reply, type Route } from './router.js';
import { type Answer, sendAnswer } from './send-answer.js';
import type { World } from './state.js';

const routes: Route[] = [
  ...repositoryRoutes,
  ...commitRoutes,
  ...statusRoutes,
  ...refRoutes,
  ...runRoutes,
  ...logRoutes,
  ...runControlRoutes,
  ...pullRoutes,
  ...issueRoutes,
];

/** Where a GitHub Enterprise Server has its REST API. */
export const apiPrefix = '/api/v3';

/** One question and its answer, for whoever wants to hold them against GitHub's own description. */
export interface Exchange {
  method: string;
  /** Below the API's root, without the query. */
  path: string;
  query: URLSearchParams;
  requestBody: unknown;
  status: number;
  responseHeaders: Record<string, string>;
  /** Parsed JSON, text, or undefined for no body. */
  responseBody: unknown;
  /** The answer was made or spoiled by an injected fault. */
  isFault: boolean;
}

export interface RestOptions {
  world: World;
  ci: CiRunner;
  blobs: BlobHost;
  rates: RateLimits;
  faults: Fault[];
  onExchange(exchange: Exchange): void;
}

/** Answers one request to the REST API; the value is the status that went out. */
export const serveRest = async (
  options: RestOptions,
  http: { request: IncomingMessage; response: ServerResponse; url: URL },
): Promise<number> => {
  const { request, response, url } = http;
  const method = request.method ?? 'GET';
  const text = await readBody(request);
  const fault = takeFault(options.faults, method, url.pathname + url.search);
  const now = options.world.clock.now();
  const spoiled = fault === null ? null : faultAnswer(fault, now);
  const result =
    spoiled === null
      ? await answerRequest(options, { request, url, method, text })
      : {
          answer: { ...spoiled, body: Buffer.from(spoiled.body) },
          requestBody: undefined,
          responseBody: undefined,
        };
  const headers = { ...commonHeaders(options.world), ...result.answer.headers };
  options.onExchange({
    method,
    path: url.pathname.slice(apiPrefix.length),
    query: url.searchParams,
    requestBody: result.requestBody,
    status: result.answer.status,
    responseHeaders: headers,
    responseBody: result.responseBody,
    isFault: fault !== null,
  });
  sendAnswer(response, { ...result.answer, headers }, fault);
  return result.answer.status;
};

interface Question {
  request: IncomingMessage;
  url: URL;
  method: string;
  text: string;
}

interface Result {
  answer: Answer;
  requestBody: unknown;
  responseBody: unknown;
}

const answerRequest = async (options: RestOptions, question: Question): Promise<Result> => {
  const { request, url, method } = question;
  let caller: Caller = null;
  let requestBody: unknown;
  let reply: Reply;
  let isCharged = false;
  try {
    requireManners(request);
    caller = identify(options.world, request.headers);
    if (url.pathname !== `${apiPrefix}/rate_limit`) {
      isCharged = options.rates.charge(caller);
      if (!isCharged)
        throw new Refusal(403, `API rate limit exceeded for user ID ${caller?.account.id ?? 0}.`);
    }
    requestBody = parseBody(question.text);
    const match = matchRoute(routes, method, url.pathname.slice(apiPrefix.length));
    if (match === null) throw notFound();
    reply = await match.route.run({
      ...options,
      caller,
      url,
      accept: request.headers.accept ?? '',
      params: match.params,
      body: (requestBody ?? {}) as Record<string, unknown>,
    });
  } catch (error) {
    reply = replyToError(error);
  }
  const body = encodeBody(reply.body);
  const etag = entityTag(request, body);
  const isUnchanged = method === 'GET' && reply.status === 200 && request.headers['if-none-match'] === etag;
  if (isUnchanged && isCharged) options.rates.refund(caller);
  return {
    answer: {
      status: isUnchanged ? 304 : reply.status,
      headers: {
        ...(isUnchanged ? {} : contentType(reply)),
        // A 304 repeats no links; whoever caches keeps those of the first answer.
        ...(isUnchanged ? {} : reply.headers),
        ...(method === 'GET' && reply.status === 200 ? { etag } : {}),
        ...rateHeaders(options.rates, caller),
        ...scopeHeaders(caller),
      },
      body: isUnchanged ? Buffer.alloc(0) : body,
    },
    requestBody,
    responseBody: isUnchanged ? undefined : reply.body,
  };
};

const supportedVersions = ['2022-11-28', '2026-03-10'];

const requireManners = (request: IncomingMessage): void => {
  if ((request.headers['user-agent'] ?? '') === '')
    throw new Refusal(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header',
    );
  const version = request.headers['x-github-api-version'];
  if (version !== undefined && !supportedVersions.includes(String(version)))
    throw new Refusal(400, `API version '${String(version)}' is not supported`);
};

const parseBody = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
};

const replyToError = (error: unknown): Reply => {
  if (error instanceof Refusal) return { status: error.status, body: error.body };
  // The stand-in's own mistake must not look like one of GitHub's.
  return {
    status: 500,
    body: { message: `Stand-in: ${error instanceof Error ? error.message : String(error)}` },
  };
};

const encodeBody = (body: unknown): Buffer => {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
};

const bodyLimitBytes = 10_000_000;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimitBytes) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Caller } from './access.js';
import type { RateLimits } from './rate-limits.js';
import type { Reply } from './router.js';
import type { World } from './state.js';

/** It depends on the credential too, so that a rotated token never meets a 304. */
export const entityTag = (request: IncomingMessage, body: Buffer): string => {
  const hash = createHash('sha256')
    .update(`${request.headers.accept ?? ''}:${request.headers.authorization ?? ''}:`)
    .update(body);
  return `W/"${hash.digest('hex')}"`;
};

export const contentType = (reply: Reply): Record<string, string> =>
  reply.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };

export const rateHeaders = (rates: RateLimits, caller: Caller): Record<string, string> => {
  const { limit, remaining, used, reset } = rates.read(caller);
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': 'core',
  };
};

export const scopeHeaders = (caller: Caller): Record<string, string> =>
  caller?.scopes === undefined
    ? {}
    : { 'x-oauth-scopes': caller.scopes.join(', '), 'x-accepted-oauth-scopes': '' };

export const commonHeaders = (world: World): Record<string, string> => ({
  date: new Date(world.clock.now()).toUTCString(),
  'x-github-request-id': world.nextId().toString(16).toUpperCase().padStart(16, '0'),
  'x-github-media-type': 'github.v3; format=json',
  'cache-control': 'private, max-age=60, s-maxage=60',
});

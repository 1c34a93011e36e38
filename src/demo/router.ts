import { type Caller, requireRead, requireWrite } from './access.js';
import type { BlobHost } from './blob-host.js';
import type { CiRunner } from './ci-runner.js';
import type { RateLimits } from './rate-limits.js';
import { notFound, Refusal, validationFailed } from './refusal.js';
import { findRepository, type Repository, type Token, type World } from './state.js';

/** What a route of the REST API is given. */
export interface Call {
  world: World;
  ci: CiRunner;
  blobs: BlobHost;
  rates: RateLimits;
  caller: Caller;
  url: URL;
  accept: string;
  params: Record<string, string>;
  body: Record<string, unknown>;
}

export interface RepositoryCall extends Call {
  repository: Repository;
}

export interface Reply {
  status: number;
  /** Undefined sends no body; a string is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Route {
  method: string;
  /** Segments; `:name` takes one, `*name` at the end takes all that follow. */
  pattern: string;
  run(call: Call): Reply | Promise<Reply>;
}

/** A route below `/repos/:owner/:repo` and what a caller must be allowed to do there. */
export const repositoryRoute = (
  method: string,
  pattern: string,
  need: 'read' | 'write',
  run: (call: RepositoryCall) => Reply | Promise<Reply>,
): Route => ({
  method,
  pattern: `/repos/:owner/:repo${pattern}`,
  run: (call) => {
    const repository = findRepository(call.world, call.params.owner ?? '', call.params.repo ?? '');
    if (repository === undefined) throw notFound();
    (need === 'read' ? requireRead : requireWrite)(call.caller, repository);
    return run({ ...call, repository });
  },
});

export interface Match {
  route: Route;
  params: Record<string, string>;
}

export const matchRoute = (routes: readonly Route[], method: string, path: string): Match | null => {
  const segments = path.split('/').slice(1);
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchSegments(route.pattern.split('/').slice(1), segments);
    if (params !== null) return { route, params };
  }
  return null;
};

const matchSegments = (pattern: string[], segments: string[]): Record<string, string> | null => {
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith('*')) {
      params[part.slice(1)] = segments.slice(index).map(decodeURIComponent).join('/');
      return index < segments.length ? params : null;
    }
    const segment = segments[index];
    if (segment === undefined || segment === '') return null;
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(segment);
    else if (part !== segment) return null;
  }
  return segments.length === pattern.length ? params : null;
};

const defaultPageSize = 30;
const maxPageSize = 100;

/** One page of a list and the `Link` header that leads to its neighbours. */
export const paginate = <T>(
  call: Call,
  items: readonly T[],
): { items: T[]; headers: Record<string, string> } => {
  const size = Math.min(positive(call.url.searchParams.get('per_page')) ?? defaultPageSize, maxPageSize);
  const page = positive(call.url.searchParams.get('page')) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (number: number, relation: string): string => {
    const url = new URL(call.url);
    url.searchParams.set('page', String(number));
    return `<${url.href}>; rel="${relation}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return {
    items: items.slice((page - 1) * size, page * size),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
};

const positive = (text: string | null): number | null => {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : null;
};

/** A number out of the path; anything else is no such thing. */
export const idParam = (call: Call, name: string): number => {
  const value = positive(call.params[name] ?? null);
  if (value === null) throw notFound();
  return value;
};

export const requireCaller = (call: Call): Token => {
  if (call.caller === null) throw new Refusal(401, 'Requires authentication');
  return call.caller;
};

export const textField = (call: Call, name: string): string | undefined => {
  const value = call.body[name];
  return typeof value === 'string' ? value : undefined;
};

export const requiredText = (call: Call, resource: string, field: string): string => {
  const value = textField(call, field);
  if (value === undefined || value === '') throw validationFailed({ resource, code: 'missing_field', field });
  return value;
};

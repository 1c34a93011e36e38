import { z } from 'zod';
import { CifixError } from '../errors/index.js';
import type { ClientResponse } from './create-client.js';

const longestWaitMs = 120_000;

/** How long to wait before the same request may be tried again; undefined when that would be no use. */
export function retryDelayMs(response: ClientResponse, tried: number, now: number): number | undefined {
  const { status, headers } = response;
  const retryAfter = Number(headers['retry-after']);
  const backOff = 1000 * 2 ** (tried - 1);
  if (status >= 500) return backOff;
  if (status !== 429 && !(status === 403 && isRateLimit(response))) return undefined;
  if (Number.isFinite(retryAfter) && retryAfter > 0) return within(retryAfter * 1000);
  if (headers['x-ratelimit-remaining'] === '0')
    return within(Number(headers['x-ratelimit-reset']) * 1000 - now + 1000);
  return within(60_000 * tried);
}

const within = (ms: number): number | undefined => (ms <= longestWaitMs ? Math.max(ms, 1000) : undefined);

const isRateLimit = ({ headers, data }: ClientResponse): boolean =>
  headers['x-ratelimit-remaining'] === '0' ||
  headers['retry-after'] !== undefined ||
  /rate limit/i.test(messageOf(data));

/** A refused request as an error that says what to do. */
export function failureOf(
  route: string,
  parameters: Record<string, unknown>,
  response: ClientResponse,
): CifixError {
  const { status, headers, data } = response;
  const said = messageOf(data);
  const repo = parameters.owner ? `${String(parameters.owner)}/${String(parameters.repo)}` : undefined;
  const facts = { route, status, said, repo, requestId: headers['x-github-request-id'] };
  if (status === 401) {
    return new CifixError({
      kind: 'credential',
      code: 'token-refused',
      message: 'GitHub does not accept the token (401).',
      hint: 'Set GH_TOKEN to a valid token, or run "gh auth login".',
      facts,
    });
  }
  if (status === 429 || (status === 403 && isRateLimit(response))) {
    return new CifixError({
      kind: 'remote',
      code: 'rate-limited',
      message: "GitHub's rate limit is used up for now.",
      hint: resetHint(headers),
      facts,
    });
  }
  if (status === 403) {
    const needed = headers['x-accepted-github-permissions'];
    const sso = headers['x-github-sso'];
    return new CifixError({
      kind: 'credential',
      code: sso ? 'sso-required' : 'forbidden',
      message: `GitHub refuses this to the token: ${said || 'forbidden'} (403).`,
      hint: sso
        ? "Authorise the token for the organisation's single sign-on."
        : needed
          ? `The token needs: ${String(needed)}.`
          : 'Check the scopes of the token with "cifix doctor".',
      facts,
    });
  }
  if (status === 404 || status === 410) {
    return new CifixError({
      kind: 'usage',
      code: status === 410 ? 'gone' : 'not-found',
      message:
        status === 410
          ? 'GitHub has deleted this; logs expire after the retention time (410).'
          : `GitHub does not know ${subjectOf(parameters, repo)} (404).`,
      hint:
        status === 410
          ? 'Re-run the workflow to get a new log.'
          : 'Check the name and the number; a private repository also answers so when the token may not see it.',
      facts,
    });
  }
  return new CifixError({
    kind: 'remote',
    code: status >= 500 ? 'github-unavailable' : 'github-refused',
    message: `GitHub answered ${status}${said ? `: ${said}` : ''}.`,
    hint:
      status >= 500
        ? 'What was done is saved; try again later.'
        : 'Run it again with --debug to see the request.',
    facts,
  });
}

/** A request that got no answer at all. */
export function networkFailure(error: unknown): { error: CifixError } {
  const cause = error instanceof Error ? error : new Error(String(error));
  return {
    error: new CifixError({
      kind: 'remote',
      code: 'github-unreachable',
      message: `GitHub cannot be reached: ${cause.message.split('\n')[0] ?? ''}`,
      hint: 'Check the network and GITHUB_API_URL; what was done is saved.',
      cause,
    }),
  };
}

function subjectOf(parameters: Record<string, unknown>, repo: string | undefined): string {
  if (parameters.run_id) return `run ${String(parameters.run_id)} of ${repo ?? 'this repository'}`;
  if (parameters.job_id) return `job ${String(parameters.job_id)} of ${repo ?? 'this repository'}`;
  return repo ? `the repository ${repo}, or what was asked of it` : 'what was asked for';
}

function resetHint(headers: ClientResponse['headers']): string {
  const reset = Number(headers['x-ratelimit-reset']);
  return Number.isFinite(reset) && reset > 0
    ? `It is renewed at ${new Date(reset * 1000).toISOString()}; try again then.`
    : 'Try again in a few minutes.';
}

/** What GitHub says; of a validation also which field it complains about. */
const messageOf = (data: unknown): string => {
  const said = WireRefusal.safeParse(data).data;
  const details = (said?.errors ?? []).map(
    ({ message, field, code }) => message ?? [field, code].filter(Boolean).join(' '),
  );
  return [said?.message, details.join('; ')].filter(Boolean).join(': ');
};

const WireRefusal = z.object({
  message: z.string(),
  errors: z
    .array(z.object({ message: z.string(), field: z.string(), code: z.string() }).partial())
    .catch([])
    .default([]),
});

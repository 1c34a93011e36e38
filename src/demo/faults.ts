/** Ways in which the real service, or the way to it, has been seen to fail. */
export type FaultKind =
  | '500'
  | '502-html'
  | 'secondary'
  | 'secondary-retry-after'
  | 'primary'
  | 'primary-429'
  | 'bare-429'
  | 'sso'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'blob-expired'
  | 'slow'
  | 'hang'
  | 'reset'
  | 'drop-body'
  | 'truncated-body';

export interface FaultOptions {
  /** `path` is tested against path and query; the `/api/v3` of the REST origin is part of it. */
  match: { method?: string; path: RegExp };
  kind: FaultKind;
  /** How often it strikes; 1 when absent. */
  times?: number;
  /** For `secondary-retry-after` and the primary kinds: seconds until it is over; 60 when absent. */
  retryAfterSeconds?: number;
  /** For `slow`: how long the answer is held back; 100 when absent. */
  delayMs?: number;
}

export interface Fault extends Required<FaultOptions> {
  left: number;
}

/** A complete answer in place of the true one. */
export interface FaultAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export const createFault = (options: FaultOptions): Fault => ({
  times: 1,
  retryAfterSeconds: 60,
  delayMs: 100,
  ...options,
  left: options.times ?? 1,
});

/** The first fault that has strikes left for this request; it has one less afterwards. */
export const takeFault = (faults: Fault[], method: string, path: string): Fault | null => {
  const fault = faults.find(
    ({ match, left }) => left > 0 && (match.method ?? method) === method && match.path.test(path),
  );
  if (fault === undefined) return null;
  fault.left -= 1;
  return fault;
};

/** Null for the kinds that spoil the way of the answer rather than the answer itself. */
export const faultAnswer = (fault: Fault, nowMs: number): FaultAnswer | null =>
  answers[fault.kind]?.(fault, nowMs) ?? null;

const json = (
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): FaultAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify({
    ...body,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  }),
});

const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

const primary = (status: number, fault: Fault, nowMs: number): FaultAnswer =>
  json(
    status,
    { message: 'API rate limit exceeded for user ID 1.' },
    {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '5000',
      'x-ratelimit-resource': 'core',
      'x-ratelimit-reset': String(Math.ceil(nowMs / 1000) + fault.retryAfterSeconds),
    },
  );

const answers: Partial<Record<FaultKind, (fault: Fault, nowMs: number) => FaultAnswer>> = {
  '500': () => json(500, { message: 'Server Error' }),
  '502-html': () => ({
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>Unicorn! &middot; GitHub</title></head><body>We had issues producing the response to your request.</body></html>',
  }),
  secondary: () => json(403, { message: secondary }),
  'secondary-retry-after': (fault) =>
    json(403, { message: secondary }, { 'retry-after': String(fault.retryAfterSeconds) }),
  primary: (fault, nowMs) => primary(403, fault, nowMs),
  'primary-429': (fault, nowMs) => primary(429, fault, nowMs),
  'bare-429': () => ({ status: 429, headers: { 'content-type': 'text/plain' }, body: 'Too Many Requests' }),
  sso: () =>
    json(
      403,
      {
        message:
          'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
      },
      { 'x-github-sso': 'required; url=https://github.com/orgs/example/sso?authorization_request=request' },
    ),
  unauthorized: () => json(401, { message: 'Bad credentials' }),
  forbidden: () =>
    json(
      403,
      { message: 'Resource not accessible by personal access token' },
      { 'x-accepted-github-permissions': 'actions=write' },
    ),
  'not-found': () => json(404, { message: 'Not Found' }),
  gone: () => json(410, { message: 'Server Error' }),
  'blob-expired': () => ({
    status: 403,
    headers: { 'content-type': 'application/xml' },
    body: '<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>Signature not valid in the specified time frame</Message></Error>',
  }),
};

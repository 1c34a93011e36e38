import type { CompletionFailure } from '../domain/index.js';

/** How one exchange with a model ended without an answer; never leaves the room. */
export class CallFailure extends Error {
  readonly failure: CompletionFailure;
  /** The server refused the form of the question, not the question: a simpler form may pass. */
  readonly refusedForm: boolean;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    failure: CompletionFailure,
    message: string,
    options: { refusedForm?: boolean; retryable?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(message);
    this.name = 'CallFailure';
    this.failure = failure;
    this.refusedForm = options.refusedForm ?? false;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

interface Rule {
  status?: readonly number[];
  text?: RegExp;
  failure: CompletionFailure;
  says: string;
  retryable?: boolean;
  refusedForm?: boolean;
}

// The first rule that fits wins; a text is only looked for in answers that are failures already.
const rules: readonly Rule[] = [
  {
    status: [400, 401, 403],
    text: /api.?key.{0,30}(invalid|not valid|expired|incorrect)|API_KEY_INVALID/i,
    failure: 'auth',
    says: 'the credential was refused',
  },
  { status: [401, 403], failure: 'auth', says: 'the credential was refused' },
  { status: [402], failure: 'auth', says: 'the account has no credit' },
  {
    text: /insufficient_quota|billing|credit balance/i,
    status: [400, 429],
    failure: 'rate',
    says: 'the quota is used up',
  },
  { status: [429], failure: 'rate', says: 'too many requests', retryable: true },
  {
    status: [400, 413, 422, 500],
    text: /context.?(length|window|size)|maximum context|prompt is too long|too many (input )?tokens|exceeds the (maximum|available)|input (length|token)/i,
    failure: 'too-long',
    says: 'the question is longer than the model takes',
  },
  { status: [413], failure: 'too-long', says: 'the question is longer than the server takes' },
  {
    status: [400, 404],
    text: /support.{0,40}(parameter|endpoint|tool|schema)|requested parameters/i,
    failure: 'protocol',
    says: 'the form of the question was refused',
    refusedForm: true,
  },
  { status: [404, 410], failure: 'model', says: 'there is no such model' },
  {
    status: [400],
    text: /model.{0,60}(not found|does not exist|not exist|unknown|invalid)/i,
    failure: 'model',
    says: 'there is no such model',
  },
  {
    status: [400, 415, 422, 501],
    failure: 'protocol',
    says: 'the form of the question was refused',
    refusedForm: true,
  },
  { status: [408], failure: 'server', says: 'the server gave up waiting', retryable: true },
];

/** What an answer that is not a success means. `detail` is what the server said of it. */
export const failureOfStatus = (status: number, detail: string, retryAfterMs?: number): CallFailure => {
  const rule = rules.find(
    (r) =>
      (r.status === undefined || r.status.includes(status)) && (r.text === undefined || r.text.test(detail)),
  );
  const said = detail === '' ? '' : `: ${detail}`;
  if (rule !== undefined) {
    return new CallFailure(rule.failure, `${rule.says} (HTTP ${status})${said}`, { ...rule, retryAfterMs });
  }
  return status >= 500
    ? new CallFailure('server', `the server failed (HTTP ${status})${said}`, {
        retryable: true,
        retryAfterMs,
      })
    : new CallFailure('protocol', `unexpected answer (HTTP ${status})${said}`);
};

// Asking again within seconds does not bring up a server or mend a certificate.
const lastingNetworkFaults = /^(ECONNREFUSED|ENOTFOUND|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/** What an exception of fetch, of a stream or of an SDK means. */
export const failureOfError = (error: unknown): CallFailure => {
  if (error instanceof CallFailure) return error;
  const seen: string[] = [];
  for (let cause: unknown = error; cause instanceof Error && seen.length < 5; cause = cause.cause) {
    seen.push('code' in cause && typeof cause.code === 'string' ? cause.code : cause.message);
  }
  const deepest = seen.at(-1) ?? String(error);
  if (seen.some((s) => /redirect/i.test(s))) {
    return new CallFailure('protocol', 'the server answered with a redirect, which is never followed');
  }
  const isNetwork =
    (error instanceof TypeError && /fetch failed|terminated/i.test(error.message)) ||
    /^(E[A-Z_]+|UND_ERR_[A-Z_]+)$/.test(deepest);
  return isNetwork
    ? new CallFailure('network', `no connection (${deepest})`, {
        retryable: !lastingNetworkFaults.test(deepest),
      })
    : new CallFailure('protocol', `the answer could not be read (${deepest})`);
};

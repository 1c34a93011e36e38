const documentation = 'https://docs.github.com/rest';

/** An answer of GitHub's own that is not a success; thrown by a route and sent as it stands. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.body = { message, ...extra, documentation_url: documentation, status: String(status) };
  }
}

export interface FieldError {
  resource: string;
  code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom';
  field?: string;
  message?: string;
}

export const validationFailed = (...errors: FieldError[]): Refusal =>
  new Refusal(422, 'Validation Failed', { errors });

export const notFound = (): Refusal => new Refusal(404, 'Not Found');

/** What kind of inability it is; each kind has one exit code (see exit-codes.ts). */
export type ErrorKind =
  | 'usage'
  | 'credential'
  | 'machine'
  | 'remote'
  | 'refused'
  | 'cancelled'
  | 'unfinished'
  | 'bug';

export interface CifixErrorOptions {
  kind: ErrorKind;
  /** Machine-readable, kebab-case, stable. */
  code: string;
  /** One sentence naming what was wrong. */
  message: string;
  /** What to do next. */
  hint: string;
  facts?: Record<string, unknown>;
  cause?: unknown;
}

/** An inability to go on. Expected ends of a heal are values, never this. */
export class CifixError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string;
  readonly facts: Record<string, unknown>;

  constructor(options: CifixErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = 'CifixError';
    this.kind = options.kind;
    this.code = options.code;
    this.hint = options.hint;
    this.facts = options.facts ?? {};
  }
}

export const isCifixError = (error: unknown): error is CifixError => error instanceof CifixError;

// Masks known and recognised secrets in text; it writes nothing and never turns a mask back.
export { createRedactor, type Redactor, type RedactorOptions } from './create-redactor.js';
export type { Finding } from './find-tokens.js';

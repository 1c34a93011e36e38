// Masks known and recognised secrets in text; it writes nothing and never turns a mask back.
export { createRedactor } from './create-redactor.js';

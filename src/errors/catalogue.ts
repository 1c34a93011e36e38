import { CifixError } from './cifix-error.js';

// One function a code: facts in, message and advice out.

export const usageError = (message: string, hint: string): CifixError =>
  new CifixError({ kind: 'usage', code: 'usage', message, hint });

import type { ErrorKind } from './cifix-error.js';

/** The contract of the command line: what each exit code tells a script. */
export const exitCodes = {
  done: 0,
  stillRed: 1,
  declined: 2,
  usage: 3,
  credential: 4,
  machine: 5,
  remote: 6,
  refused: 7,
  unfinished: 8,
  bug: 70,
} as const;

const codeOfKind: Record<ErrorKind, number> = {
  usage: exitCodes.usage,
  credential: exitCodes.credential,
  machine: exitCodes.machine,
  remote: exitCodes.remote,
  refused: exitCodes.refused,
  cancelled: exitCodes.declined,
  unfinished: exitCodes.unfinished,
  bug: exitCodes.bug,
};

export const exitCodeOf = (kind: ErrorKind): number => codeOfKind[kind];

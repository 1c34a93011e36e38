import { CifixError } from './cifix-error.js';

// What a person may say of a heal, and the heal does not allow.

export const healUnknown = (id: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'heal-unknown',
    message: `There is no heal "${id}", or more than one begins so.`,
    hint: '"cifix history" lists them.',
    facts: { id },
  });

export const healNotWaiting = (id: string, state: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'heal-not-waiting',
    message: `Heal ${id} does not wait for an answer; it is ${state}.`,
    hint: '"cifix pending" lists those that wait.',
    facts: { id, state },
  });

export const confirmationMissing = (id: string, risk: number, reasons: readonly string[]): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'confirmation-missing',
    message: `Heal ${id} has a risk of ${risk} and is approved only with a confirmation.`,
    hint: `Read it with "cifix history show ${id}"; then add --confirm ${id}.`,
    facts: { id, risk, reasons },
  });

export const healNotAsking = (id: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'heal-not-asking',
    message: `Heal ${id} has no open question.`,
    hint: '"cifix pending" lists those that wait for an answer.',
    facts: { id },
  });

export const healEnded = (id: string, state: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'heal-ended',
    message: `Heal ${id} has ended; it is ${state}.`,
    hint: '"cifix revert" undoes what it delivered.',
    facts: { id, state },
  });

export const alreadyReverted = (id: string, at: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'already-reverted',
    message: `Heal ${id} was undone already, at ${at.slice(0, 16).replace('T', ' ')}.`,
    hint: '"cifix history show" tells how.',
    facts: { id, at },
  });

export const nothingToRevert = (id: string, state: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'nothing-to-revert',
    message: `Heal ${id} has delivered nothing that could be undone; it is ${state}.`,
    hint: '"cifix history show" tells what it did.',
    facts: { id, state },
  });

export const revertBlocked = (id: string, why: string): CifixError =>
  new CifixError({
    kind: 'refused',
    code: 'revert-blocked',
    message: `The change of heal ${id} cannot be taken out: ${why}.`,
    hint: 'Take it back by hand; nothing was changed.',
    facts: { id },
  });

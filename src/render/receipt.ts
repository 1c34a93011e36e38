import { oneLine, type Receipt } from '../domain/index.js';

type ReceiptStep = Receipt['before']['steps'][number];

/** The proof, a line a step: red before the change, green with it, red without it, green again. */
export function proofLines(receipt: Receipt, columns: number): string[] {
  const { before, after, withoutFix, putBack, shrunk, notes } = receipt;
  const lines = (word: string, steps: readonly ReceiptStep[]): string[] =>
    steps.map((step) => `${word.padEnd(15)}${oneLine(shown(step), columns - 18)}`);
  return [
    ...lines('red', before.steps),
    ...lines('green', after.steps),
    ...lines('red without it', withoutFix?.steps ?? []),
    ...lines('green again', putBack?.steps ?? []),
    after.wholeJob ? 'the whole job is green' : 'the failing step is green; see the notes',
    ...(withoutFix && !withoutFix.sameFingerprints
      ? ['without the change it is red for another reason than in the beginning']
      : []),
    ...(shrunk ? [`made smaller: ${shrunk.fromLines} changed lines proposed, ${shrunk.toLines} needed`] : []),
    ...notes.map((note) => oneLine(note, columns - 2)),
  ];
}

const shown = ({ job, command, exitCode, durationMs }: ReceiptStep): string =>
  `exit ${exitCode ?? '?'} in ${(durationMs / 1000).toFixed(1)} s  ${job}: ${command.split('\n')[0]}`;

/** The proof in one line, for a commit's trailer. */
export function receiptLine({ before, after, withoutFix, putBack }: Receipt): string {
  return [
    `red ${before.fingerprints.slice(0, 3).join(' ')}`,
    `green (${after.wholeJob ? 'whole job' : 'failing step'})`,
    ...(withoutFix
      ? [`red without it (${withoutFix.sameFingerprints ? 'the same failure' : 'another failure'})`]
      : []),
    ...(putBack ? ['green'] : []),
  ].join(', ');
}

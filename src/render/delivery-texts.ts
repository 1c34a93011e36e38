import { type HealRecord, oneLine } from '../domain/index.js';
import { proofLines, receiptLine } from './receipt.js';

/** Subject of at most 72 characters, without what GitHub would act on (`@name`, `#1`). */
export function commitMessage(record: HealRecord): string {
  const summary = record.attempts.at(-1)?.summary || 'mend the failing job';
  const subject = oneLine(`fix(ci): ${tame(summary)}`, 72);
  const cause = tame(
    oneLine(record.diagnosis?.failures.find(({ action }) => action === 'fix')?.summary ?? '', 400),
  );
  const run = record.run ? `Red run: ${record.run.url}` : '';
  const body = [cause, run].filter(Boolean).join('\n\n');
  const trailers = [
    `Cifix-Heal: ${record.id}`,
    ...(record.receipt ? [`Cifix-Receipt: ${receiptLine(record.receipt)}`] : []),
  ];
  return `${subject}\n\n${body}\n\n${trailers.join('\n')}\n`;
}

export function pullRequest(record: HealRecord): { title: string; body: string } {
  const attempt = record.attempts.at(-1);
  const failures = (record.diagnosis?.failures ?? []).filter(({ action }) => action === 'fix');
  const { fidelity, run } = record;
  const lines = [
    run
      ? `Mends [run ${run.id}](${run.url}) of \`${code(run.workflow)}\` at ${record.headSha.slice(0, 10)}.`
      : '',
    '',
    '### What was red',
    ...failures.map(
      (failure) =>
        `- **${tame(failure.job ?? '')}** › ${tame(failure.step ?? '')}: \`${code(failure.summary)}\``,
    ),
    '',
    '### What changes',
    `${tame(attempt?.summary ?? '')} (${attempt?.provider ?? ''}${attempt?.model ? `, ${tame(attempt.model)}` : ''})`,
    '',
    '### Proof',
    '```',
    ...(record.receipt ? proofLines(record.receipt, 120) : []).map((line) => line.replaceAll('`', "'")),
    '```',
    fidelity
      ? `Replayed in the sandbox \`${fidelity.sandbox}\`; same failure as in CI: ${fidelity.sameFingerprints === null ? 'not compared' : fidelity.sameFingerprints ? 'yes' : 'no'}.`
      : '',
    ...(attempt?.verdict ? [`Risk ${attempt.verdict.risk} of 10: ${attempt.verdict.reasons.join(' ')}`] : []),
    '',
    `Cifix-Heal: ${record.id}`,
  ];
  return {
    title: oneLine(`fix(ci): ${tame(attempt?.summary ?? 'mend the failing job')}`, 72),
    body: lines.join('\n'),
  };
}

/** One line without what GitHub would act on: mentions, references to issues, links, images, markup. */
const tame = (text: string): string =>
  oneLine(text, 400)
    .replace(/\bGH-(?=\d)/gi, 'GH ')
    .replace(/\bhttps?:\/\//gi, '')
    .replace(/[@#<>[\]`]/g, '');
const code = (text: string): string => oneLine(text, 300).replaceAll('`', "'").replace(/[@<>]/g, '');

import { type HealRecord, type HealState, isEnd, oneLine, type Paint, safeText } from '../domain/index.js';
import { renderDiff } from './diff.js';
import { fidelityLines } from './fidelity.js';
import { proofLines } from './receipt.js';

const marks: Partial<Record<HealState, string>> = { healed: '✓', 'awaiting-approval': '…', watching: '…' };

/** How a heal stands, in a few lines. */
export function renderHeal(record: HealRecord, paint: Paint, columns: number): string {
  const good = record.state === 'healed';
  const tint = good ? paint.good : isEnd(record.state) ? paint.bad : paint.warn;
  const lines = [
    `${tint(marks[record.state] ?? '✗')} ${paint.strong(subjectOf(record))} ${tint(record.state)}${record.reason ? paint.quiet(` (${record.reason})`) : ''}`,
    `  ${oneLine(record.events.at(-1)?.detail ?? '', columns - 2)}`,
  ];
  if (record.delivery?.pullRequestUrl)
    lines.push(`  pull request  ${safeText(record.delivery.pullRequestUrl)}`);
  if (record.delivery?.commit)
    lines.push(
      `  commit        ${record.delivery.commit.slice(0, 10)} on ${safeText(record.delivery.branch ?? '')}`,
    );
  if (record.ci)
    lines.push(
      `  CI            ${record.ci.conclusion}${record.ci.url ? ` ${safeText(record.ci.url)}` : ''}`,
    );
  if (record.next) lines.push(`  next          ${safeText(record.next)}`);
  return lines.join('\n');
}

const subjectOf = (record: HealRecord): string =>
  `${record.id}  ${safeText(record.repo)}${record.runId === undefined ? '' : ` run ${record.runId}`}`;

/** Everything about one heal: events, replay, attempts with their changes, the proof. */
export function renderHealDetails(record: HealRecord, paint: Paint, columns: number): string {
  const section = (title: string, lines: string[]): string[] =>
    lines.length > 0 ? ['', paint.strong(title), ...lines.map((line) => `  ${line}`)] : [];
  return [
    renderHeal(record, paint, columns),
    ...section(
      'Events',
      record.events.map(
        ({ at, state, detail }) =>
          `${at.slice(0, 19).replace('T', ' ')}  ${state.padEnd(17)} ${oneLine(detail, columns - 42)}`,
      ),
    ),
    ...section(
      'Failure',
      (record.diagnosis?.failures ?? []).map((failure) =>
        oneLine(`${failure.job ?? ''} › ${failure.step ?? ''}: ${failure.summary}`, columns - 2),
      ),
    ),
    ...section('Replay', record.fidelity ? fidelityLines(record.fidelity, columns) : []),
    ...record.attempts.flatMap((attempt) => [
      ...section(
        `Attempt ${attempt.n}, ${attempt.provider}${attempt.model ? ` ${safeText(attempt.model)}` : ''}`,
        [
          oneLine(attempt.summary || 'no change', columns - 2),
          ...(attempt.verdict
            ? [
                `gate: ${attempt.verdict.band}, risk ${attempt.verdict.risk}: ${oneLine(attempt.verdict.reasons.join(' '), columns - 24)}`,
              ]
            : []),
          attempt.verified
            ? paint.good('verified: green here')
            : paint.bad(oneLine(attempt.error ?? 'not verified', columns - 2)),
        ],
      ),
      ...(attempt.diff ? ['', renderDiff(attempt.diff, paint)] : []),
    ]),
    ...section(
      'Remembered',
      (record.similar ?? []).map(({ id, fate, summary }) =>
        oneLine(`${id} ${fate}: ${summary}`, columns - 2),
      ),
    ),
    ...section(
      'Questions',
      (record.questions ?? []).flatMap(({ question, answer }) => [
        oneLine(question, columns - 2),
        oneLine(answer === undefined ? '(not answered yet)' : `→ ${answer}`, columns - 2),
      ]),
    ),
    ...section('Proof', record.receipt ? proofLines(record.receipt, columns) : []),
  ].join('\n');
}

/** One line a heal. */
export function renderHealList(records: readonly HealRecord[], paint: Paint, columns: number): string {
  if (records.length === 0) return 'No heals.';
  return records
    .map((record) => {
      const tint = record.state === 'healed' ? paint.good : isEnd(record.state) ? paint.bad : paint.warn;
      const when = record.createdAt.slice(0, 16).replace('T', ' ');
      const what = record.diagnosis?.failures[0]?.summary ?? record.events.at(-1)?.detail ?? '';
      return `${record.id}  ${when}  ${tint(record.state.padEnd(17))}  ${oneLine(`${record.repo}${record.runId ? `#${record.runId}` : ''}  ${what}`, columns - 47)}`;
    })
    .join('\n');
}

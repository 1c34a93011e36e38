import {
  type BugReport,
  type Diagnosis,
  type Failure,
  indent,
  oneLine,
  type Paint,
  safeText,
} from '../domain/index.js';
import { originLines } from './origin.js';

const shownReports = 5;
const shownLines = 12;
/** Rows that a failure may take: a screen of 24 with a prompt above and below it. */
const screenRows = 22;
/** Rows of a report besides its excerpt: a blank one, the place, the test, the message. */
const reportRows = 4;

/** A diagnosis on one screen: what broke, where, why, whose it is, what cifix would do. */
export function renderDiagnosis(diagnosis: Diagnosis, paint: Paint, columns: number): string {
  if (diagnosis.failures.length === 0) return `${paint.good('✓')} Nothing failed in this log.`;
  return [
    ...diagnosis.failures.map((failure) => renderFailure(failure, paint, columns)),
    ...(diagnosis.notes ?? []).map((note) => paint.quiet(oneLine(note, columns))),
  ].join('\n\n');
}

function renderFailure(failure: Failure, paint: Paint, columns: number): string {
  const where = [failure.job, failure.step].filter(Boolean).join(' › ');
  const head = `${paint.bad('✗')} ${paint.strong(oneLine(where || 'the log', columns - 2))}`;
  const facts = [
    failure.command
      ? `command    ${oneLine(failure.command, columns - 24)}${failure.exitCode === undefined ? '' : paint.quiet(` (exit ${failure.exitCode})`)}`
      : undefined,
    `cause      ${oneLine(failure.summary, columns - 13)}`,
    `kind       ${failure.category}, for ${failure.owner === 'developer' ? 'the developers' : 'who looks after CI'} (confidence ${Math.round(failure.confidence * 100)} %)`,
    failure.flaky.likely
      ? `flaky      likely: ${oneLine(failure.flaky.why ?? 'seen to pass before', columns - 21)}`
      : undefined,
    ...originLines(failure, columns - 2),
    `cifix      ${actionText[failure.action]}`,
  ].filter((line) => line !== undefined);
  const roots = failure.reports.filter(({ rootCause }) => rootCause);
  const { listed, lines } = fitting(roots.length > 0 ? roots : failure.reports, 1 + facts.length);
  const more = roots.length - listed.length;
  return [
    head,
    indent(facts.join('\n'), '  '),
    ...listed.map((report) =>
      indent(`\n${renderReport(report, paint, { columns: columns - 4, lines })}`, '  '),
    ),
    ...(more > 0 ? [`  ${paint.quiet(`and ${more} more`)}`] : []),
  ].join('\n');
}

const actionText: Record<Failure['action'], string> = {
  fix: 'would try to fix this ("cifix heal")',
  rerun: 'would re-run it: nothing in the code explains this',
  notify: 'would leave it to a person',
  none: 'would do nothing',
};

/** The reports that the screen has room for, at least one, and how long their excerpts may be. */
function fitting(reports: readonly BugReport[], usedRows: number): { listed: BugReport[]; lines: number } {
  // The last row is for "and 3 more".
  const rows = screenRows - usedRows - 1;
  const listed = reports.slice(0, Math.min(shownReports, Math.max(1, Math.floor(rows / (reportRows + 1)))));
  const room = Math.floor(rows / Math.max(1, listed.length)) - reportRows;
  return { listed, lines: Math.min(shownLines, Math.max(1, room)) };
}

function renderReport(
  report: BugReport,
  paint: Paint,
  { columns, lines }: { columns: number; lines: number },
): string {
  const place = report.file
    ? `${report.file}${report.line ? `:${report.line}${report.column ? `:${report.column}` : ''}` : ''}`
    : '';
  const head = [
    paint.accent(safeText(place)),
    paint.quiet([report.tool, report.code].filter(Boolean).join(' ')),
  ]
    .filter((part) => part !== '')
    .join('  ');
  const excerpt = safeText(report.evidence.excerpt)
    .split('\n')
    .slice(0, lines)
    .map((line) => line.slice(0, columns));
  const test = report.test
    ? [`${report.test.suite ? `${safeText(report.test.suite)} › ` : ''}${safeText(report.test.name)}`]
    : [];
  return [
    head,
    ...test,
    oneLine(report.message, columns),
    ...excerpt.map((line) => paint.quiet(`│ ${line}`)),
  ].join('\n');
}

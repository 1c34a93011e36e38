import { type BugReport, type Diagnosis, type Failure, indent, oneLine, safeText } from '../domain/index.js';
import type { Paint } from './paint.js';

const shownReports = 5;
const shownLines = 12;

/** A diagnosis on one screen: what broke, where, why, whose it is, what cifix would do. */
export function renderDiagnosis(diagnosis: Diagnosis, paint: Paint, columns: number): string {
  if (diagnosis.failures.length === 0) return `${paint.good('✓')} Nothing failed in this log.`;
  return diagnosis.failures.map((failure) => renderFailure(failure, paint, columns)).join('\n\n');
}

function renderFailure(failure: Failure, paint: Paint, columns: number): string {
  const where = [failure.job, failure.step].filter(Boolean).join(' › ');
  const head = `${paint.bad('✗')} ${paint.strong(oneLine(where || 'the log', columns - 2))}`;
  const facts = [
    failure.command
      ? `command    ${oneLine(failure.command, columns - 13)}${failure.exitCode === undefined ? '' : paint.quiet(` (exit ${failure.exitCode})`)}`
      : undefined,
    `cause      ${oneLine(failure.summary, columns - 13)}`,
    `kind       ${failure.category}, for ${failure.owner === 'developer' ? 'the developers' : 'who looks after CI'} (confidence ${Math.round(failure.confidence * 100)} %)`,
    failure.flaky.likely
      ? `flaky      likely: ${oneLine(failure.flaky.why ?? 'seen to pass before', columns - 20)}`
      : undefined,
    `cifix      ${actionText[failure.action]}`,
  ].filter((line) => line !== undefined);
  const roots = failure.reports.filter(({ rootCause }) => rootCause);
  const listed = (roots.length > 0 ? roots : failure.reports).slice(0, shownReports);
  const more = roots.length - listed.length;
  return [
    head,
    indent(facts.join('\n'), '  '),
    ...listed.map((report) => indent(`\n${renderReport(report, paint, columns - 4)}`, '  ')),
    ...(more > 0 ? [`  ${paint.quiet(`and ${more} more`)}`] : []),
  ].join('\n');
}

const actionText: Record<Failure['action'], string> = {
  fix: 'would try to fix this ("cifix heal")',
  rerun: 'would re-run it: nothing in the code explains this',
  notify: 'would leave it to a person',
  none: 'would do nothing',
};

function renderReport(report: BugReport, paint: Paint, columns: number): string {
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
    .slice(0, shownLines)
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

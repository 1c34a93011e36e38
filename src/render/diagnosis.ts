import {
  type BugReport,
  type Diagnosis,
  type Failure,
  indent,
  oneLine,
  type Paint,
  safeText,
} from '../domain/index.js';
import { excerptWindow } from './excerpt-window.js';
import { fidelityLines } from './fidelity.js';
import { originLines } from './origin.js';
import { renderPlan } from './plan.js';
import { placeOf, type TwinFailures, twinFailures } from './twin-failures.js';

const shownReports = 5;
const shownLines = 12;
/** Rows that a diagnosis may take: a screen of 24 with a prompt above and below it. */
const screenRows = 22;
/** Rows of a report besides its excerpt: a blank one, the place, the test, the message. */
const reportRows = 4;
/** Failures that are told in full; of further ones a line each, up to the last number. */
const inFull = 2;
const inOneLine = 6;

/** A diagnosis on one screen: what broke, where, why, whose it is, what cifix would do. */
export function renderDiagnosis(diagnosis: Diagnosis, paint: Paint, columns: number): string {
  if (diagnosis.failures.length === 0 && diagnosis.source.kind !== 'tree')
    return `${paint.good('✓')} Nothing failed in this log.`;
  const groups = twinFailures(diagnosis.failures);
  const full = groups.slice(0, inFull);
  const brief = groups.slice(inFull, inFull + inOneLine);
  const left = groups.length - full.length - brief.length;
  const notes = diagnosis.notes ?? [];
  const rows = Math.floor((screenRows - Math.min(brief.length + 1, inOneLine)) / Math.max(1, full.length));
  const told = new Set<string>();
  return [
    ...full.map((group) => renderFailure(group, paint, { columns, rows, told })),
    ...(brief.length > 0 ? [brief.map((group) => briefly(group, paint, columns)).join('\n')] : []),
    ...(left > 0 ? [paint.quiet(`and ${left} more failures; --json has all`)] : []),
    ...(diagnosis.green?.length
      ? [`${paint.good('✓')} ${oneLine(`green here: ${diagnosis.green.join(', ')}`, columns - 2)}`]
      : []),
    ...(diagnosis.fidelity
      ? [
          [
            paint.strong('Replay'),
            ...fidelityLines(diagnosis.fidelity, columns).map((line) => `  ${line}`),
          ].join('\n'),
        ]
      : []),
    ...(diagnosis.plans ?? []).map((plan) => renderPlan(plan, columns)),
    ...notes.map((note) => paint.quiet(oneLine(note, columns))),
  ].join('\n\n');
}

const briefly = ({ failure, alike }: TwinFailures, paint: Paint, columns: number): string =>
  `${paint.bad('✗')} ${oneLine(`${placeOf(failure)}${twinsText(alike)}: ${failure.summary}`, columns - 2)}`;

const twinsText = (alike: readonly string[]): string =>
  alike.length === 0 ? '' : ` (and ${alike.length} ${alike.length === 1 ? 'job' : 'jobs'} alike)`;

/** The room for one failure, and the origins that were told above it. */
interface Room {
  columns: number;
  rows: number;
  told: Set<string>;
}

function renderFailure(
  { failure, alike }: TwinFailures,
  paint: Paint,
  { columns, rows, told }: Room,
): string {
  const origin = originLines(failure, columns - 2);
  const isTold = told.has(origin.join());
  told.add(origin.join());
  const head = `${paint.bad('✗')} ${paint.strong(oneLine(`${placeOf(failure)}${twinsText(alike)}`, columns - 2))}`;
  const facts = [
    failure.command
      ? `command    ${oneLine(failure.command, columns - 24)}${failure.exitCode === undefined ? '' : paint.quiet(` (exit ${failure.exitCode})`)}`
      : undefined,
    `cause      ${oneLine(failure.summary, columns - 13)}`,
    `kind       ${failure.category}, for ${failure.owner === 'developer' ? 'the developers' : 'who looks after CI'} (confidence ${Math.round(failure.confidence * 100)} %)`,
    failure.flaky.likely
      ? `flaky      likely: ${oneLine(failure.flaky.why ?? 'seen to pass before', columns - 21)}`
      : undefined,
    ...(isTold ? [] : origin),
    `cifix      ${actionText[failure.action]}`,
  ].filter((line) => line !== undefined);
  const roots = failure.reports.filter(({ rootCause }) => rootCause);
  const candidates = roots.length > 0 ? roots : failure.reports;
  const { listed, lines } = fitting(candidates, rows - 1 - facts.length);
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

/** The reports that the rows have room for, at least one, and how long their excerpts may be. */
function fitting(reports: readonly BugReport[], rows: number): { listed: BugReport[]; lines: number } {
  // The last row is for "and 3 more".
  const left = rows - 1;
  const listed = reports.slice(0, Math.min(shownReports, Math.max(1, Math.floor(left / (reportRows + 2)))));
  const room = Math.floor(left / Math.max(1, listed.length)) - reportRows;
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
  const excerpt = excerptWindow(safeText(report.evidence.excerpt).split('\n'), report.message, lines).map(
    (line) => line.slice(0, columns - 2),
  );
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

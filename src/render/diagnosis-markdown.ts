import { type BugReport, type Diagnosis, oneLine, safeText } from '../domain/index.js';
import { originFacts } from './origin.js';
import { placeOf, type TwinFailures, twinFailures } from './twin-failures.js';

const shownReports = 10;

/** A diagnosis as Markdown, for a comment, an issue or a step summary. Text from logs cannot leave its code span. */
export function renderDiagnosisMarkdown(diagnosis: Diagnosis): string {
  if (diagnosis.failures.length === 0) return 'Nothing failed.';
  const head = diagnosis.source.url ? [`[Run ${diagnosis.source.runId}](${diagnosis.source.url})`, ''] : [];
  return [...head, ...twinFailures(diagnosis.failures).flatMap(failureLines)].join('\n').trimEnd();
}

function failureLines({ failure, alike }: TwinFailures): string[] {
  const roots = failure.reports.filter(({ rootCause }) => rootCause);
  const more = roots.length - shownReports;
  return [
    `### ${span(placeOf(failure))}`,
    '',
    `${span(failure.summary)}`,
    '',
    `- kind: ${failure.category}, for ${failure.owner === 'developer' ? 'the developers' : 'who looks after CI'} (confidence ${Math.round(failure.confidence * 100)} %)`,
    ...(failure.command
      ? [
          `- command: ${span(failure.command)}${failure.exitCode === undefined ? '' : ` (exit ${failure.exitCode})`}`,
        ]
      : []),
    ...originFacts(failure).map(([label, text]) => `- ${label}: ${span(text)}`),
    ...(failure.flaky.likely ? [`- flaky: ${span(failure.flaky.why ?? 'likely')}`] : []),
    ...(alike.length > 0 ? [`- alike: ${alike.slice(0, shownReports).map(span).join(', ')}`] : []),
    '',
    ...roots.slice(0, shownReports).flatMap(reportLines),
    ...(more > 0 ? [`and ${more} more`, ''] : []),
  ];
}

function reportLines(report: BugReport): string[] {
  const place = report.file ? `${report.file}${report.line ? `:${report.line}` : ''}` : report.tool;
  return [`**${span(place)}** ${span(report.message)}`, '', fenced(report.evidence.excerpt), ''];
}

/** Inline code; a backtick inside would end it. */
const span = (text: string): string => `\`${oneLine(text, 300).replaceAll('`', "'")}\``;

function fenced(text: string): string {
  const clean = safeText(text).trimEnd();
  const longest = Math.max(2, ...[...clean.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${clean}\n${fence}`;
}

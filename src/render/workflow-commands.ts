import { type BugReport, type Diagnosis, safeText } from '../domain/index.js';

const commands = { error: 'error', warning: 'warning', notice: 'notice' } as const;

/** GitHub shows ten annotations a step and kind; more would only push the first ones out. */
const shownReports = 10;

/** The root causes as workflow commands, so that a step of a workflow annotates the code. */
export function renderWorkflowCommands(diagnosis: Diagnosis): string {
  const roots = diagnosis.failures.flatMap(({ reports }) => reports.filter(({ rootCause }) => rootCause));
  return roots.slice(0, shownReports).map(commandOf).join('\n');
}

function commandOf(report: BugReport): string {
  const properties = Object.entries({
    file: report.file,
    line: report.line,
    endLine: report.endLine,
    col: report.column,
    title: [report.tool, report.code].filter(Boolean).join(' '),
  }).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${property(String(value))}`],
  );
  return `::${commands[report.severity]} ${properties.join(',')}::${data(report.message)}`;
}

const data = (text: string): string => safeText(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

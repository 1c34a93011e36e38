import type { BugReport, Diagnosis, Failure } from '../domain/index.js';

const levels = { error: 'error', warning: 'warning', notice: 'note' } as const;

/** A diagnosis as SARIF 2.1.0, for code scanning: one run a tool, root causes only. */
export function renderSarif(diagnosis: Diagnosis): string {
  const found = diagnosis.failures.flatMap((failure) =>
    failure.reports.filter(({ rootCause }) => rootCause).map((report) => ({ failure, report })),
  );
  const tools = [...new Set(found.map(({ report }) => report.tool))];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: tools.map((tool) =>
      runOf(
        tool,
        found.filter(({ report }) => report.tool === tool),
      ),
    ),
  };
  return JSON.stringify(log, null, 2);
}

function runOf(tool: string, found: { failure: Failure; report: BugReport }[]) {
  const ruleIds = [...new Set(found.map(({ report }) => ruleOf(report)))];
  return {
    tool: { driver: { name: tool, rules: ruleIds.map((id) => ({ id })) } },
    results: found.map(({ failure, report }) => ({
      ruleId: ruleOf(report),
      ruleIndex: ruleIds.indexOf(ruleOf(report)),
      level: levels[report.severity],
      message: { text: report.message },
      ...(report.file === undefined ? {} : { locations: [locationOf(report, report.file)] }),
      partialFingerprints: { 'cifix/v1': report.fingerprint },
      properties: { job: failure.job, step: failure.step, category: report.category },
    })),
  };
}

const ruleOf = (report: BugReport): string => report.code ?? report.category;

const locationOf = (report: BugReport, file: string) => ({
  physicalLocation: {
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
    ...(report.line === undefined
      ? {}
      : {
          region: {
            startLine: report.line,
            ...(report.column === undefined ? {} : { startColumn: report.column }),
            ...(report.endLine === undefined ? {} : { endLine: report.endLine }),
          },
        }),
  },
});

import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import { type BugReport, type Diagnosis, type Failure, safeText } from '../domain/index.js';

const levels = { error: 'error', warning: 'warning', notice: 'note' } as const;

interface Found {
  failure: Failure;
  report: BugReport;
}

/**
 * A diagnosis as SARIF 2.1.0 (OASIS), for code scanning: one run of cifix, a rule for each code of each tool,
 * a result for each root cause. A log in which nothing failed has a run without results, which closes alerts.
 */
export function renderSarif(diagnosis: Diagnosis): string {
  const found = diagnosis.failures.flatMap((failure) =>
    failure.reports.filter(({ rootCause }) => rootCause).map((report) => ({ failure, report })),
  );
  const rules = new Map<string, ReportingDescriptor>();
  for (const { report } of found) rules.set(ruleOf(report), { id: ruleOf(report), name: report.tool });
  const ruleIds = [...rules.keys()];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'cifix', rules: [...rules.values()] } },
        results: found.map((one) => resultOf(one, ruleIds.indexOf(ruleOf(one.report)))),
        ...(diagnosis.source.url === undefined
          ? {}
          : { automationDetails: { id: 'cifix/', description: { text: diagnosis.source.url } } }),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function resultOf({ failure, report }: Found, ruleIndex: number): Result {
  const { origin } = failure;
  return {
    ruleId: ruleOf(report),
    ruleIndex,
    level: levels[report.severity],
    message: { text: safeText(report.message) || failure.summary },
    ...(report.file === undefined ? {} : { locations: [locationOf(report, report.file)] }),
    partialFingerprints: { 'cifix/v1': report.fingerprint },
    properties: {
      tool: report.tool,
      category: report.category,
      owner: failure.owner,
      flaky: failure.flaky.likely,
      ...(failure.job === undefined ? {} : { job: failure.job }),
      ...(failure.step === undefined ? {} : { step: failure.step }),
      ...(origin ? { origin } : {}),
    },
  };
}

const ruleOf = (report: BugReport): string => `${report.tool}/${report.code ?? report.category}`;

const locationOf = (report: BugReport, file: string): Location => ({
  physicalLocation: {
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
    ...(report.line === undefined
      ? {}
      : {
          region: {
            startLine: report.line,
            ...(report.column === undefined ? {} : { startColumn: report.column }),
            ...(report.endLine === undefined || report.endLine < report.line
              ? {}
              : { endLine: report.endLine }),
          },
        }),
  },
});

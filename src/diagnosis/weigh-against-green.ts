import type { BugReport, LogPortrait } from '../domain/index.js';
import { saysSomething, templateOf } from './line-template.js';

/** How much of its score a report keeps whose lines a green run prints as well. */
const keptOfScore = 0.5;

/**
 * Reports whose every line stands in the last green log, too, did not fail the job: they lose score, and
 * the name of a root cause as long as another root cause is left.
 */
export function weighAgainstGreen(reports: readonly BugReport[], green: LogPortrait): BugReport[] {
  const seen = new Set(reports.filter((report) => isPrintedByGreen(report, green)));
  if (seen.size === 0) return [...reports];
  const isLeft = reports.some((report) => report.rootCause && !seen.has(report));
  // The parser's order stands within each group.
  const weighed = reports.map((report) => ({
    isSeen: seen.has(report),
    report: seen.has(report)
      ? {
          ...report,
          score: Math.round(report.score * keptOfScore * 1000) / 1000,
          rootCause: report.rootCause && !isLeft,
        }
      : report,
  }));
  return weighed
    .sort(
      (a, b) =>
        Number(b.report.rootCause) - Number(a.report.rootCause) || Number(a.isSeen) - Number(b.isSeen),
    )
    .map(({ report }) => report);
}

function isPrintedByGreen(report: BugReport, green: LogPortrait): boolean {
  const templates = report.evidence.excerpt.split('\n').map(templateOf).filter(saysSomething);
  return templates.length > 0 && templates.every((template) => green.templates.has(template));
}

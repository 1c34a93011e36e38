import type { BugReport } from '../../domain/index.js';
import type { Hint } from './templates.js';

const mostHints = 3;
/** How much a condition tells about a failure. */
const weights: Readonly<Record<string, number>> = { tool: 4, category: 2, language: 1 };

/**
 * The hints that fit the reports best: those for a tool before those for a category, and those before those for a
 * language; conditions that are met together count together. The first report weighs most.
 */
export function chooseHints(
  hints: readonly Hint[],
  reports: readonly BugReport[],
  languages: readonly string[],
): Hint[] {
  const fitting = hints.flatMap((hint) => {
    const fits = reports.flatMap((report, at) =>
      hint.appliesTo.flatMap((condition) => {
        const weight = weightOf(condition, report, languages);
        return weight > 0 ? [{ hint, weight, at }] : [];
      }),
    );
    return fits.sort((a, b) => b.weight - a.weight || a.at - b.at)[0] ?? [];
  });
  const sorted = fitting.sort(
    (a, b) => b.weight - a.weight || a.at - b.at || (a.hint.name < b.hint.name ? -1 : 1),
  );
  return sorted.slice(0, mostHints).map(({ hint }) => hint);
}

/** Sum over the parts of `tool=go & category=dependency`; 0 unless all of them hold for this report. */
function weightOf(condition: string, report: BugReport, languages: readonly string[]): number {
  let sum = 0;
  for (const part of condition.split('&')) {
    const [key = '', value = ''] = part.split('=').map((text) => text.trim());
    const holds =
      key === 'language'
        ? languages.includes(value)
        : key === 'tool'
          ? report.tool === value
          : report.category === value;
    if (!holds) return 0;
    sum += weights[key] ?? 0;
  }
  return sum;
}

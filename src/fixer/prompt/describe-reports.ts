import type { BugReport } from '../../domain/index.js';
import { cleanCut, type Fencing, fence } from './fence.js';

const mostReports = 10;
const excerptChars = 3_000;
const messageChars = 1_200;
const valueChars = 1_500;

/** The errors, each once, the likely cause first, with the lines of the log that tell most. */
export function describeReports(reports: readonly BugReport[], fencing: Fencing): string {
  const seen = new Set<string>();
  const named = reports.filter((r) => r.tool !== 'generic');
  // "Process completed with exit code 1" says nothing beside a real message.
  const telling = named.length > 0 ? named : reports;
  const distinct = telling.filter((r) => !seen.has(r.fingerprint) && seen.add(r.fingerprint));
  const shown = distinct.slice(0, mostReports);
  const list = shown.map((report, i) => `${i + 1}. ${describe(report, fencing)}`).join('\n');
  const more = distinct.length - shown.length;
  const excerpts = excerptsOf(shown).map((text) => fence('log', text, fencing, excerptChars));
  return [fence('errors', more > 0 ? `${list}\n(${more} more)` : list, fencing), ...excerpts].join('\n\n');
}

function describe(report: BugReport, fencing: Fencing): string {
  const { file, line, column, tool, code, test, frames = [] } = report;
  const place = file === undefined ? '' : ` ${[file, line, column].filter((p) => p !== undefined).join(':')}`;
  const head = `[${tool}${code === undefined ? '' : ` ${code}`}]${place}: ${cleanCut(report.message, messageChars, fencing)}`;
  const stack = frames.filter((f) => f.project).slice(0, 5);
  return [
    head,
    ...(test === undefined
      ? []
      : [`   test: ${[test.suite, test.name].filter((n) => n !== undefined).join(' > ')}`]),
    ...(test?.expected === undefined ? [] : [`   expected: ${cleanCut(test.expected, valueChars, fencing)}`]),
    ...(test?.actual === undefined ? [] : [`   actual: ${cleanCut(test.actual, valueChars, fencing)}`]),
    ...stack.map(
      (f) => `   at ${f.function ?? '(anonymous)'} ${f.file}${f.line === undefined ? '' : `:${f.line}`}`,
    ),
  ].join('\n');
}

/** The log around the two first errors, if it tells more than their messages do. */
function excerptsOf(reports: readonly BugReport[]): string[] {
  const causes = reports.filter((r, i) => i === 0 || r.rootCause).slice(0, 2);
  const texts = causes.flatMap(({ evidence, message }) => {
    const text = evidence.excerpt.trim();
    return text === '' || message.includes(text) ? [] : [text];
  });
  return [...new Set(texts)];
}

import type { BugReport } from '../../domain/index.js';
import { type Block, ranks } from './block.js';
import { cleanCut, cleanLine, cleanText, type Fencing } from './fence.js';

const mostReports = 10;
const excerptChars = 3_000;
const messageChars = 1_200;
const valueChars = 1_500;
const mostExcerpts = 2;
const causeChars = 240;

/** The errors, each once, the likely cause first, with the lines of the log that tell most. */
export function describeReports(reports: readonly BugReport[], fencing: Fencing): Block[] {
  const distinct = distinctReports(reports);
  const shown = distinct.slice(0, mostReports);
  const list = shown.map((report, i) => `${i + 1}. ${describe(report, fencing)}`).join('\n');
  const more = distinct.length - shown.length;
  const errors = cleanText(more > 0 ? `${list}\n(${more} more)` : list, fencing);
  return [
    { label: 'errors', text: errors, rank: ranks.errors, floor: 300 },
    ...excerptsOf(shown).map((text, i) => ({
      label: 'log',
      text: cleanCut(text, excerptChars, fencing),
      rank: i === 0 ? ranks.excerpt : ranks.furtherExcerpt,
      floor: 120,
    })),
  ];
}

/** The likely cause in one line, to be read again at the end of a long question. */
export function nameCause(reports: readonly BugReport[], fencing: Fencing): string {
  const [first] = distinctReports(reports);
  if (first === undefined) return '';
  const place =
    first.file === undefined ? '' : `${first.file}${first.line === undefined ? '' : `:${first.line}`}: `;
  return cleanText(`${place}${first.message}`, fencing).replace(/\s+/g, ' ').slice(0, causeChars);
}

function distinctReports(reports: readonly BugReport[]): BugReport[] {
  const seen = new Set<string>();
  const named = reports.filter((r) => r.tool !== 'generic');
  // "Process completed with exit code 1" says nothing beside a real message.
  const telling = named.length > 0 ? named : reports;
  return telling.filter((r) => !seen.has(r.fingerprint) && seen.add(r.fingerprint));
}

function describe(report: BugReport, fencing: Fencing): string {
  const { file, line, column, tool, code, test, frames = [] } = report;
  const name = (text: string): string => cleanLine(text, fencing);
  const place =
    file === undefined ? '' : ` ${[name(file), line, column].filter((p) => p !== undefined).join(':')}`;
  const head = `[${tool}${code === undefined ? '' : ` ${name(code)}`}]${place}: ${cleanCut(report.message, messageChars, fencing)}`;
  const stack = frames.filter((f) => f.project).slice(0, 5);
  return [
    head,
    ...(test === undefined
      ? []
      : [
          `   test: ${[test.suite, test.name].flatMap((n) => (n === undefined ? [] : [name(n)])).join(' > ')}`,
        ]),
    ...(test?.expected === undefined ? [] : [`   expected: ${cleanCut(test.expected, valueChars, fencing)}`]),
    ...(test?.actual === undefined ? [] : [`   actual: ${cleanCut(test.actual, valueChars, fencing)}`]),
    ...stack.map(
      (f) =>
        `   at ${name(f.function ?? '(anonymous)')} ${name(f.file)}${f.line === undefined ? '' : `:${f.line}`}`,
    ),
  ].join('\n');
}

/** The log around the two first errors, if it tells more than their messages do and each other. */
function excerptsOf(reports: readonly BugReport[]): string[] {
  const causes = reports.filter((r, i) => i === 0 || r.rootCause).slice(0, mostExcerpts);
  const texts = causes.flatMap(({ evidence, message }) => {
    const text = evidence.excerpt.trim();
    const isSaid = message.includes(text) || (!text.includes('\n') && text.includes(message));
    return text === '' || isSaid ? [] : [text];
  });
  return texts.filter((text, i) => !texts.some((other, k) => k !== i && isWithin(text, other, k < i)));
}

/** Does one text say every line of the other? Of two that are equal the first stays. */
function isWithin(text: string, other: string, isEarlier: boolean): boolean {
  const linesOf = (whole: string): string[] =>
    whole.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const said = new Set(linesOf(other));
  const own = linesOf(text);
  return own.every((line) => said.has(line)) && (isEarlier || new Set(own).size < said.size);
}

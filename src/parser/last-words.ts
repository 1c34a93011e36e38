import type { LogLine } from '../domain/index.js';
import type { Finding } from './finding.js';
import type { ReadJob, ReadStep } from './job-reader.js';
import { programOf } from './name-program.js';
import type { Ranked } from './ranking.js';
import { categoryOfText, isEcho } from './recognisers/generic.js';

/** Exit codes of programs that died of SIGABRT, SIGFPE and SIGSEGV. */
const crashes = new Set([134, 136, 139]);
const maxParagraph = 6;

/** Nothing was recognised: the exit code and the last lines are all there is to say. */
export function lastWords(job: ReadJob, failed: ReadStep | undefined): Ranked | undefined {
  const step = failed ?? job.steps[job.steps.length - 1];
  if (!step) return undefined;
  const end = step.end;
  const tail = step.tail.filter(
    (line) =>
      line.number < (end?.line ?? Number.MAX_SAFE_INTEGER) && line.text.trim() !== '' && !isEcho(line.text),
  );
  const whole = lastParagraph(tail);
  // Without the runner's own lines the header of a step may stand in what it printed.
  const paragraph = whole.length > 1 && whole[0]?.text.startsWith('Run ') ? whole.slice(1) : whole;
  const first = paragraph[0];
  const last = paragraph[paragraph.length - 1];
  if (!failed) {
    if (!job.fromRunner || job.closed || !last) return undefined;
    return guess(
      step,
      'The log stops without an end: the runner was lost',
      'infra',
      last.number,
      last.number,
      [last.text],
      false,
    );
  }
  const code = end?.exitCode;
  const said = (paragraph.findLast(({ text }) => isProse(text)) ?? first)?.text.trim() ?? end?.text ?? '';
  const signal = code !== undefined && code > 128 && code < 160;
  const message = code === 137 ? `Killed (exit code 137)` : said || `The step failed with exit code ${code}`;
  const category =
    code === 137
      ? 'resource'
      : signal
        ? crashes.has(code)
          ? 'runtime'
          : 'unknown'
        : categoryOfText(paragraph.map(({ text }) => text).join('\n') || said, 'unknown');
  return guess(
    step,
    message,
    category,
    first?.number ?? end?.line ?? 1,
    last?.number ?? end?.line ?? 1,
    paragraph.map((line) => line.text),
    true,
  );
}

const advice =
  /^\W*(?:please\b|run\b|rerun\b|see\b|try\b|use\b|hint\b|note\b|help\b|for more\b|to (?:fix|see|update)\b)/i;

/** A sentence, not a frame, a table or the announcement of what comes next. */
const isProse = (text: string): boolean =>
  (text.match(/[A-Za-z]{2,}/g)?.length ?? 0) > 1 &&
  !advice.test(text) &&
  !/^\s*(?:at |\||\+|==+>? )|(?:\.\.\.|…|:)\s*$/.test(text);

/** What was said last in one go: up to the blank line above, or only the last line of a long run. */
function lastParagraph(tail: readonly LogLine[]): LogLine[] {
  let from = tail.length - 1;
  while (from > 0 && tail[from - 1]?.number === (tail[from]?.number ?? 0) - 1) from--;
  const paragraph = tail.slice(Math.max(0, from));
  return paragraph.length > maxParagraph ? paragraph.slice(-1) : paragraph;
}

function guess(
  step: ReadStep,
  message: string,
  category: Finding['category'],
  from: number,
  to: number,
  excerpt: string[],
  rootCause: boolean,
): Ranked {
  const finding: Finding = {
    tool: programOf(step.script) ?? 'generic',
    category,
    severity: 'error',
    message,
    weight: 0.3,
    from,
    to,
    spanTo: to,
    excerpt,
  };
  return { finding, step, score: 0.3, rootCause };
}

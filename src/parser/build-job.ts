import type { BugReport, Frame, LogLine, ParsedJob } from '../domain/index.js';
import type { LogAnnotation } from './create-parser.js';
import { failingCommand } from './failing-command.js';
import type { Finding, RawFrame } from './finding.js';
import { fingerprintOf } from './fingerprint.js';
import { isForeign } from './frames.js';
import type { ReadJob, ReadStep } from './job-reader.js';
import { keyLinesOf } from './key-lines.js';
import { type Ranked, rankFindings } from './ranking.js';
import { categoryOfText, isEcho } from './recognisers/generic.js';

const maxReports = 100;
const maxMessageChars = 2000;
const guessBelow = 0.4;
const maxParagraph = 6;

/** The findings of one job as reports; undefined when nothing in its log says that it failed. */
export function buildJob(
  job: ReadJob,
  annotations: readonly LogAnnotation[],
  jobsInLog: number,
): ParsedJob | undefined {
  const { ranked, failed } = rankFindings(job);
  const step = failed[0];
  if (!step && !failedWithoutEnd(job, ranked, jobsInLog)) return undefined;
  const complete = [...ranked];
  const known = complete.find((entry) => entry.rootCause);
  if (!known || known.score < guessBelow) {
    const made = lastWords(job, step);
    if (made) {
      if (known) known.rootCause = !made.rootCause;
      complete.unshift(made);
    }
  }
  const reports = complete.slice(0, maxReports).map((entry) => toReport(entry, job));
  for (const annotation of annotations) addAnnotation(reports, annotation, job);
  if (reports.length === 0) return undefined;
  const cause = complete.find((entry) => entry.rootCause) ?? complete[0];
  const decisive = step ?? cause?.step;
  const command = decisive ? failingCommand(decisive, cause?.finding) : undefined;
  const exitCode = decisive?.end?.exitCode;
  return {
    ...(job.job !== undefined && { job: job.job }),
    ...(decisive?.name !== undefined && { step: decisive.name }),
    ...(command !== undefined && { command }),
    ...(exitCode !== undefined && { exitCode }),
    reports,
    keyLines: keyLinesOf(complete, job),
  };
}

/** No step ended badly: an excerpt that shows an error, or a log that just stops, still tells of a failure. */
function failedWithoutEnd(job: ReadJob, ranked: readonly Ranked[], jobsInLog: number): boolean {
  if (job.fromRunner) return !job.closed && jobsInLog === 1;
  return (
    jobsInLog === 1 && ranked.some((entry) => entry.score >= guessBelow && entry.finding.severity === 'error')
  );
}

/** Nothing was recognised: the exit code and the last lines are all there is to say. */
function lastWords(job: ReadJob, failed: ReadStep | undefined): Ranked | undefined {
  const step = failed ?? job.steps[job.steps.length - 1];
  if (!step) return undefined;
  const end = step.end;
  const tail = step.tail.filter(
    (line) =>
      line.number < (end?.line ?? Number.MAX_SAFE_INTEGER) && line.text.trim() !== '' && !isEcho(line.text),
  );
  const paragraph = lastParagraph(tail);
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
  const said = first?.text.trim() ?? end?.text ?? '';
  const signal = code !== undefined && code > 128 && code < 160;
  const message = code === 137 ? `Killed (exit code 137)` : said || `The step failed with exit code ${code}`;
  const category = code === 137 ? 'resource' : signal ? 'unknown' : categoryOfText(said, 'unknown');
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
    tool: 'generic',
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

function toReport({ finding, step, score, rootCause }: Ranked, job: ReadJob): BugReport {
  const folder = finding.folder ? job.files.locate(finding.folder) : undefined;
  const located = finding.file === undefined ? undefined : job.files.locate(finding.file, folder);
  const file = located ?? (finding.file === undefined ? undefined : job.files.inPackage(finding.file));
  const report: BugReport = {
    fingerprint: '',
    tool: finding.tool,
    category: finding.category,
    severity: finding.severity,
    message: finding.message.slice(0, maxMessageChars),
    evidence: {
      startLine: finding.from,
      endLine: Math.max(finding.from, finding.to),
      excerpt: finding.excerpt.join('\n'),
    },
    rootCause,
    score,
    ...(file !== undefined && { file }),
    ...(file !== undefined && finding.line && { line: finding.line }),
    ...(file !== undefined && finding.column && { column: finding.column }),
    ...(file !== undefined && finding.endLine && { endLine: finding.endLine }),
    ...(finding.code && { code: finding.code }),
    ...(finding.test && { test: finding.test }),
    ...(finding.frames?.length && { frames: finding.frames.map((frame) => toFrame(frame, job)) }),
    ...(job.job !== undefined && { job: job.job }),
    ...(step.name !== undefined && { step: step.name }),
  };
  report.fingerprint = fingerprintOf(report);
  return report;
}

function toFrame(frame: RawFrame, job: ReadJob): Frame {
  const located = isForeign(frame.file) ? undefined : job.files.locate(frame.file);
  return {
    file: located ?? frame.file,
    project: located !== undefined,
    ...(frame.line !== undefined && { line: frame.line }),
    ...(frame.column !== undefined && { column: frame.column }),
    ...(frame.function !== undefined && { function: frame.function }),
  };
}

/** Lost runners and cancelled queues are told by annotations alone. */
function addAnnotation(reports: BugReport[], annotation: LogAnnotation, job: ReadJob): void {
  if (annotation.level !== 'failure' || /^Process completed with exit code/.test(annotation.message)) return;
  const said = annotation.message.replace(/\s+/g, ' ').trim();
  if (said === '' || reports.some((report) => report.message.includes(said) || said.includes(report.message)))
    return;
  const lost = /lost communication/.test(said);
  const stopped =
    /higher priority waiting request|operation was canceled|exceeded the maximum execution time/.test(said);
  const file =
    annotation.path && annotation.path !== '.github' ? job.files.locate(annotation.path) : undefined;
  const category = lost ? 'infra' : stopped ? 'timeout' : 'unknown';
  const alone = lost || stopped || !reports.some((report) => report.rootCause && report.score > 0.5);
  const report: BugReport = {
    fingerprint: fingerprintOf({ tool: 'github-actions', category, message: said }),
    tool: 'github-actions',
    category,
    severity: 'error',
    message: said.slice(0, maxMessageChars),
    evidence: {
      startLine: Math.max(1, job.lines),
      endLine: Math.max(1, job.lines),
      excerpt: said.slice(0, 240),
    },
    rootCause: alone,
    score: lost || stopped ? 0.98 : 0.5,
    ...(file !== undefined && { file }),
    ...(file !== undefined && annotation.startLine && { line: annotation.startLine }),
  };
  if (lost || stopped) reports.unshift(report);
  else reports.push(report);
}

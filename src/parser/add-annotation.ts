import type { BugReport, LogAnnotation } from '../domain/index.js';
import { fingerprintOf } from './fingerprint.js';
import type { ReadJob } from './job-reader.js';

const maxMessageChars = 2000;
const maxExcerptChars = 240;
const maxReports = 100;
/** What is told of every failure, and says nothing but that there was one. */
const exitOnly = /^Process completed with exit code/;
const lostRunner = /lost communication/;
const stoppedJob =
  /higher priority waiting request|operation was canceled|exceeded the maximum execution time/;

interface Place {
  file?: string;
  line?: number;
  endLine?: number;
}

/**
 * Adds what only an annotation knows: the place of an error whose text is in the log (the runner keeps
 * `file=` to itself), or an error that is in no log, such as a lost runner.
 */
export function addAnnotation(reports: BugReport[], annotation: LogAnnotation, job: ReadJob): void {
  if (annotation.level !== 'failure' || exitOnly.test(annotation.message)) return;
  const said = squashed(annotation.message) || squashed(annotation.title ?? '');
  if (said === '') return;
  const place = placeOf(annotation, job);
  const same = reports.filter((report) => isSame(squashed(report.message), said));
  const placeless = same.find((report) => report.file === undefined);
  if (placeless) {
    if (place.file === undefined || same.some((report) => isAt(report, place))) return;
    Object.assign(placeless, place);
    placeless.fingerprint = fingerprintOf(placeless);
  } else if (!same.some((report) => isAt(report, place)) && reports.length < maxReports) {
    const report = reportOf(said, place, reports, job);
    if (report.category === 'infra' || report.category === 'timeout') reports.unshift(report);
    else reports.push(report);
  }
}

const squashed = (text: string): string => text.replace(/\s+/g, ' ').trim();
const isSame = (message: string, said: string): boolean =>
  message !== '' && (message.includes(said) || said.includes(message));

function placeOf({ path, startLine, endLine }: LogAnnotation, job: ReadJob): Place {
  // `.github` stands for no file at all.
  const file = path && path !== '.github' ? job.files.locate(path) : undefined;
  if (file === undefined) return {};
  return {
    file,
    ...(startLine && startLine > 0 && { line: startLine }),
    ...(startLine && endLine && endLine > startLine && { endLine }),
  };
}

const baseName = (file: string): string => file.split('/').pop() ?? '';

/** The log may know less of a folder than the annotation: the name of the file decides. */
const isAt = (report: BugReport, { file, line }: Place): boolean =>
  file === undefined ||
  (report.file !== undefined &&
    baseName(report.file) === baseName(file) &&
    (report.line === undefined || line === undefined || report.line === line));

function reportOf(said: string, place: Place, known: readonly BugReport[], job: ReadJob): BugReport {
  const isLost = lostRunner.test(said);
  const isDecided = isLost || stoppedJob.test(said);
  const category = isLost ? 'infra' : isDecided ? 'timeout' : 'unknown';
  const message = said.slice(0, maxMessageChars);
  const line = Math.max(1, job.lines);
  return {
    fingerprint: fingerprintOf({ tool: 'github-actions', category, message, file: place.file }),
    tool: 'github-actions',
    category,
    severity: 'error',
    message,
    evidence: { startLine: line, endLine: line, excerpt: said.slice(0, maxExcerptChars) },
    rootCause: isDecided || !known.some((report) => report.rootCause && report.score > 0.5),
    score: isDecided ? 0.98 : 0.5,
    ...(job.job !== undefined && { job: job.job }),
    ...place,
  };
}

import type { BugReport, Frame, LogAnnotation, ParsedJob } from '../domain/index.js';
import { addAnnotation } from './add-annotation.js';
import { failingCommand } from './failing-command.js';
import type { RawFrame } from './finding.js';
import { fingerprintOf } from './fingerprint.js';
import { isForeign } from './frames.js';
import type { ReadJob } from './job-reader.js';
import { keyLinesOf } from './key-lines.js';
import { lastWords } from './last-words.js';
import { type Ranked, rankFindings } from './ranking.js';

const maxReports = 100;
const maxMessageChars = 2000;
const guessBelow = 0.4;

/** The findings of one job as reports; undefined when nothing in its log says that it failed. */
export function buildJob(
  job: ReadJob,
  annotations: readonly LogAnnotation[],
  jobsInLog: number,
): ParsedJob | undefined {
  const { ranked, failed } = rankFindings(job);
  const step = failed[0];
  // Without any lines the annotations alone tell whether it failed.
  if (!step && job.lines > 0 && !failedWithoutEnd(job, ranked, jobsInLog)) return undefined;
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

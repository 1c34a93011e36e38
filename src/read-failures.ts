import * as diagnosis from './diagnosis/index.js';
import type { BugReport, Diagnosis, Failure, Job } from './domain/index.js';
import { readLog, readRunZip } from './logs/index.js';
import type { AboutLog, OriginPort, Ports, ReadFailures } from './orchestrator/index.js';
import { createParser, createTestCounter, fingerprintOf } from './parser/index.js';

/** What the reading of logs needs besides the log. */
interface Reading {
  redact(text: string): string;
  /** Problem matchers, the ones that count less first. */
  matchersFor(about: AboutLog): Promise<unknown[]>;
  /** Where a log that belongs to no run was most likely written: the tree that cifix is started in. */
  here: string;
}

/** logs → parser → diagnosis, for one log. */
export const createReadFailures =
  ({ redact, matchersFor, here }: Reading): Ports['readFailures'] =>
  async (source, about) => {
    const { job, jobName, repo, annotations } = about;
    const root = about.root ?? (repo === undefined ? here : undefined);
    const stats: Diagnosis['stats'] = { lines: 0, bytes: 0, ms: 0 };
    const notes: string[] = [];
    const matchers = await matchersFor(about);
    const started = performance.now();
    const name = job?.name ?? jobName;
    const steps = stepTimes(job);
    const parser = createParser({
      job: name,
      repo,
      root,
      steps,
      annotations,
      matchers,
      onUnusableMatcher: (why) => notes.push(why),
    });
    const painter = about.portrait ? diagnosis.createPortrait() : undefined;
    const counter = about.countTests ? createTestCounter() : undefined;
    for await (const lines of readLog(counting(source, stats), { job: name, steps })) {
      stats.lines = lines.at(-1)?.number ?? stats.lines;
      parser.push(lines);
      painter?.push(lines);
      if (counter) for (const { text } of lines) counter.push(text);
    }
    const failures = parser.finish().map((parsed) => redactFailure(diagnosis.diagnoseJob(parsed), redact));
    const tests = counter?.finish();
    stats.ms = Math.round(performance.now() - started);
    return {
      failures,
      stats,
      notes: notes.map(redact),
      ...(painter ? { portrait: painter.finish() } : {}),
      ...(tests ? { tests } : {}),
    };
  };

/** The same for the archive of a whole run; lines are numbered in each of its files anew. */
export const createReadArchive =
  ({ redact, matchersFor }: Reading) =>
  async (path: string): Promise<ReadFailures> => {
    const stats: Diagnosis['stats'] = { lines: 0, bytes: 0, ms: 0 };
    const notes: string[] = [];
    const matchers = await matchersFor({});
    const started = performance.now();
    const parser = createParser({ matchers, onUnusableMatcher: (why) => notes.push(why) });
    for await (const { job, step, bytes } of readRunZip(path)) {
      let last = 0;
      for await (const lines of readLog(counting(bytes, stats), {
        job,
        ...(step === undefined ? {} : { step }),
      })) {
        last = lines.at(-1)?.number ?? last;
        parser.push(lines);
      }
      stats.lines += last;
    }
    const failures = parser.finish().map((parsed) => redactFailure(diagnosis.diagnoseJob(parsed), redact));
    stats.ms = Math.round(performance.now() - started);
    return { failures, stats, notes: notes.map(redact) };
  };

/** The judgements of diagnosis/ on where a red began; what they say of a log is redacted. */
export const createOriginPort = (redact: (text: string) => string): OriginPort => ({
  ...diagnosis,
  readPortrait: async (log, job) => {
    const painter = diagnosis.createPortrait();
    for await (const lines of readLog(log, { job: job.name, steps: stepTimes(job) })) painter.push(lines);
    return painter.finish();
  },
  compareLogs: (red, green, failure) =>
    diagnosis.compareLogs(red, green, failure).map((difference) => ({
      ...difference,
      name: redact(difference.name),
      ...(difference.green === undefined ? {} : { green: redact(difference.green) }),
      ...(difference.red === undefined ? {} : { red: redact(difference.red) }),
    })),
});

/** A fault of a workflow file in the shape of every other error. */
export function workflowReport(
  path: string,
  { line, column, message }: { line: number; column: number; message: string },
): BugReport {
  const report: Omit<BugReport, 'fingerprint'> = {
    tool: 'github-workflow',
    category: 'config',
    severity: 'error',
    file: path,
    line: Math.max(line, 1),
    column: Math.max(column, 1),
    message,
    evidence: { startLine: Math.max(line, 1), endLine: Math.max(line, 1), excerpt: message },
    rootCause: true,
    score: 1,
  };
  return { ...report, fingerprint: fingerprintOf(report) };
}

async function* counting(
  source: AsyncIterable<Uint8Array>,
  stats: Diagnosis['stats'],
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    stats.bytes += chunk.length;
    yield chunk;
  }
}

const stepTimes = (job: Job | undefined) =>
  job?.steps.flatMap((step) =>
    step.startedAt ? [{ name: step.name, startedAt: step.startedAt, conclusion: step.conclusion }] : [],
  );

const redactFailure = (failure: Failure, redact: (text: string) => string): Failure => ({
  ...failure,
  summary: redact(failure.summary),
  command: failure.command === undefined ? undefined : redact(failure.command),
  reports: failure.reports.map((report) => ({
    ...report,
    message: redact(report.message),
    evidence: { ...report.evidence, excerpt: redact(report.evidence.excerpt) },
  })),
});

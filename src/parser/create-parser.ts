import type { LogAnnotation, LogLine, ParsedJob } from '../domain/index.js';
import { buildJob } from './build-job.js';
import { detached } from './detach.js';
import { JobReader, type ReadJob, type ReadStep } from './job-reader.js';
import { KeptFindings } from './kept-findings.js';
import { ProblemMatcherSet } from './problem-matcher.js';
import { recognisers } from './recognisers/index.js';
import { RuleBook } from './rule-book.js';

/** How a step ended, as the jobs API says it. */
export interface StepVerdict {
  name: string;
  conclusion?: string | null;
}

export interface ParserOptions {
  /** Name of the job, for logs that do not say it. */
  job?: string;
  /** `owner/name`. */
  repo?: string;
  /** Where the repository lay when the log was written; hosted runners' places are known. */
  root?: string;
  annotations?: readonly LogAnnotation[];
  /**
   * The job's steps from the jobs API. A step with the conclusion `success` (a tolerated failure has it too)
   * holds no cause as long as one that failed is known. Only for the log of one job.
   */
  steps?: readonly StepVerdict[];
  /** Documents in GitHub's problem-matcher format. What cannot be used is left out. */
  matchers?: readonly unknown[];
  /** Is told in one sentence why a matcher was left out. */
  onUnusableMatcher?: (why: string) => void;
}

export interface LogParser {
  push(lines: readonly LogLine[]): void;
  finish(): ParsedJob[];
}

/** Jobs whose open step is kept in memory. */
const maxOpenJobs = 8;

/** More jobs than any run has; further ones are read as one. */
const maxJobs = 4000;

let builtIn: RuleBook | undefined;

/** Reads the lines of one or several jobs as they come and says at the end what failed in each failed job. */
export function createParser(options: ParserOptions = {}): LogParser {
  const own = new ProblemMatcherSet(options.matchers ?? [], options.onUnusableMatcher);
  builtIn ??= new RuleBook(recognisers);
  const book = own.recognisers.length > 0 ? new RuleBook(recognisers, own) : builtIn;
  const kept = new KeptFindings();
  const readers = new Map<string, JobReader>();
  const open = new Set<JobReader>();
  let last: { job: string | undefined; reader: JobReader } | undefined;

  const readerOf = (job: string | undefined): JobReader => {
    const key = readers.size < maxJobs || readers.has(job ?? '') ? (job ?? '') : '';
    const known = readers.get(key);
    const reader =
      known ?? new JobReader(book, kept, job === undefined ? undefined : detached(job), options.root);
    if (!known) readers.set(key, reader);
    // Jobs follow each other or alternate a few at a time: the one that was read longest ago is over.
    open.delete(reader);
    open.add(reader);
    const [oldest] = open;
    if (open.size > maxOpenJobs && oldest) {
      oldest.pause();
      open.delete(oldest);
    }
    return reader;
  };

  return {
    push(lines) {
      for (let from = 0, count = 0; from < lines.length; from += count) {
        count = book.read(lines, from);
        for (let index = 0; index < count; index++) {
          const line = lines[from + index];
          if (!line) continue;
          const job = line.job ?? options.job;
          if (!last || last.job !== job) last = { job, reader: readerOf(job) };
          last.reader.push(line, index);
        }
        for (const reader of open) reader.settle();
      }
    },
    finish() {
      // An expired log, or a runner that never came: annotations are all there is.
      if (readers.size === 0 && options.annotations?.length) readerOf(options.job);
      const jobs = [...readers.values()].map((reader) => reader.finish());
      const [only] = jobs;
      if (only && jobs.length === 1) giveVerdicts(only.steps, options.steps ?? []);
      const parsed = jobs.flatMap((job) => {
        const built = buildJob(job, options.annotations ?? [], jobs.length);
        return built ? [{ job, built }] : [];
      });
      return parsed.sort((a, b) => gravity(b) - gravity(a)).map(({ built }) => built);
    },
  };
}

/** Steps of one name that ended differently cannot be told apart: nothing is said of them. */
function giveVerdicts(read: readonly ReadStep[], told: readonly StepVerdict[]): void {
  for (const step of read) {
    const conclusions = new Set(
      told.flatMap(({ name, conclusion }) => (name === step.name ? [conclusion] : [])),
    );
    const [conclusion] = conclusions;
    if (conclusions.size !== 1 || !conclusion) continue;
    step.verdict = conclusion === 'failure' ? 'failed' : conclusion === 'success' ? 'passed' : undefined;
  }
}

/** Jobs that failed by themselves stand before those that were cancelled with them. */
function gravity({ job, built }: { job: ReadJob; built: ParsedJob }): number {
  const exited = job.steps.some((step) => step.end?.kind === 'exit') ? 1 : 0;
  return exited + (built.reports.some((report) => report.rootCause && report.score > 0.7) ? 1 : 0);
}

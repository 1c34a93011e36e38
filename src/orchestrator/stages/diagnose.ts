import type { Diagnosis, Failure, HealRecord, Job, Run } from '../../domain/index.js';
import { isFailing } from '../../domain/index.js';
import { createInquiry } from '../inquiry.js';
import { investigateRun, type SeenJob } from '../investigate-run.js';
import type { Ports } from '../ports.js';
import type { Outcome } from '../transitions.js';

/** Failed jobs of a run whose annotations are asked for; a matrix repeats them. */
const maxAnnotated = 5;

/** Reads the logs of the failed jobs and says what is wrong with the run, and where that began. */
export async function diagnoseRun(
  ports: Pick<Ports, 'github' | 'readFailures' | 'replay' | 'clock' | 'signal' | 'origin'>,
  run: Run,
  jobName?: string,
): Promise<Diagnosis> {
  const started = ports.clock.now();
  const stats = { lines: 0, bytes: 0, ms: 0 };
  const seen: SeenJob[] = [];
  const unusable = new Set<string>();
  const inquiry = createInquiry(ports, maxAnnotated);
  const annotationsOf = (job: Job) =>
    inquiry.ask(`the annotations of job ${job.id}`, () => ports.github.listAnnotations(run.repo, job.id));
  const jobs = await ports.github.listJobs(run.repo, run.id, run.attempt);
  const failed = jobs.filter((job) => isFailing(job) && (jobName === undefined || job.name === jobName));
  for (const [index, job] of failed.entries()) {
    const annotations = index < maxAnnotated ? await annotationsOf(job) : [];
    const log = await ports.github.openJobLog(run.repo, job.id);
    const about = { job, repo: run.repo, headSha: run.headSha, annotations };
    const portrait = log !== undefined && ports.origin !== undefined;
    const read = await ports.readFailures(log ?? nothing(), { ...about, portrait });
    const isSilent = log === undefined && read.failures.every(({ reports }) => reports.length === 0);
    seen.push({
      job,
      failures: isSilent ? [withoutLog(job)] : read.failures.map((failure) => ofJob(failure, job)),
      ...(read.portrait ? { portrait: read.portrait } : {}),
    });
    for (const note of read.notes) unusable.add(note);
    stats.lines += read.stats.lines;
    stats.bytes += read.stats.bytes;
  }
  const { failures, notes: unasked } =
    ports.origin && seen.length > 0
      ? await investigateRun(ports, ports.origin, run, seen)
      : { failures: seen.flatMap((one) => one.failures), notes: [] };
  const notes = [...unusable, ...inquiry.notes(), ...unasked];
  if (jobs.length === 0) failures.push(...(await diagnoseStartup(ports, run)));
  return {
    schemaVersion: 1,
    source: { kind: 'run', repo: run.repo, runId: run.id, attempt: run.attempt, url: run.url },
    failures,
    stats: { ...stats, ms: ports.clock.now() - started },
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** A run without jobs never started: the workflow file is what GitHub could not use. */
async function diagnoseStartup(ports: Pick<Ports, 'github' | 'replay'>, run: Run): Promise<Failure[]> {
  const text = await ports.github.readFile(run.repo, run.path, run.headSha);
  const reports = text === undefined ? [] : ports.replay.checkWorkflow(text, run.path);
  if (run.conclusion === 'success' || (reports.length === 0 && run.conclusion === 'cancelled')) return [];
  return [workflowFailure(run.path, reports)];
}

/** A fault of the workflow file itself: for a person, because cifix does not edit workflows. */
export function workflowFailure(path: string, reports: Failure['reports']): Failure {
  const first = reports[0];
  return {
    category: 'config',
    owner: 'devops',
    summary: first
      ? `${path}:${first.line ?? 1}: ${first.message}`
      : `GitHub could not start the workflow ${path}.`,
    action: 'notify',
    confidence: first ? 0.95 : 0.6,
    flaky: { likely: false },
    reports,
    keyLines: [],
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Which step a failure is of, the job may know where its log does not: when only one failed. */
const ofJob = (failure: Failure, job: Job): Failure => {
  const [only, ...others] = job.steps.filter(isFailing);
  const step = failure.step ?? (others.length === 0 ? only?.name : undefined);
  return { ...failure, jobId: job.id, ...(step === undefined ? {} : { step }) };
};

const withoutLog = (job: Job): Failure => ({
  job: job.name,
  jobId: job.id,
  step: job.steps.find(isFailing)?.name,
  category: 'unknown',
  owner: 'devops',
  summary: `The log of job "${job.name}" is not there; it may have expired.`,
  action: 'rerun',
  confidence: 0.3,
  flaky: { likely: false },
  reports: [],
  keyLines: [],
});

/** Stage: `detected` → `diagnosed`, or an end when there is no code to fix. */
export async function diagnoseStage(record: HealRecord, run: Run, ports: Ports): Promise<Outcome> {
  ports.tell({ kind: 'stage', title: `Reading the logs of run ${run.id}` });
  const diagnosis = await diagnoseRun(ports, run);
  return judgeDiagnosis(record, diagnosis);
}

/** Goes on only when at least one failure is worth a fix; says why not otherwise. */
export function judgeDiagnosis(_record: HealRecord, diagnosis: Diagnosis): Outcome {
  const fixable = diagnosis.failures.filter(({ action }) => action === 'fix');
  const first = fixable[0] ?? diagnosis.failures[0];
  if (fixable.length > 0) {
    return { kind: 'diagnosed', detail: first?.summary ?? '', facts: { diagnosis } };
  }
  return {
    kind: 'nothing-to-fix',
    reason: first ? first.category : 'no-failed-job',
    next: first ? adviceFor(first) : 'No job of this run failed; re-run it if it is still shown as red.',
    detail: first?.summary ?? 'The run has no failed job.',
    facts: { diagnosis },
  };
}

function adviceFor(failure: Failure): string {
  if (failure.action === 'rerun') return 'Re-run the failed jobs; nothing in the code explains this.';
  return failure.owner === 'devops'
    ? 'Someone who looks after the workflow or its credentials should read the summary above.'
    : 'Read the summary above; cifix has no safe way to change this.';
}

import { type Failure, isFailing, type Run } from '../domain/index.js';
import { colourOf, type Inquiry } from './inquiry.js';
import type { Ports } from './ports.js';
import { fingerprintsOf, rootCauses } from './workbench.js';

/** Kinds of failure that come and go without a change of the code. */
const fickle = new Set<Failure['category']>(['test', 'timeout', 'runtime', 'infra']);

/** A red job of a run, among the runs that are known. */
interface RedJob {
  run: Run;
  job: string;
  runs: readonly Run[];
}

/** Did another attempt, or a later run of the same commit, pass the job? */
export async function passedUnchanged(
  { github }: Pick<Ports, 'github'>,
  inquiry: Inquiry,
  { run, job, runs }: RedJob,
): Promise<boolean> {
  const latest = runs.find(({ id }) => id === run.id)?.attempt ?? run.attempt;
  if (latest > 1) {
    const attempts = await inquiry.ask(`the other attempts of run ${run.id}`, () =>
      github.listAttempts(run.repo, run.id),
    );
    if (attempts?.some((other) => other.name === job && other.attempt !== run.attempt && isGreen(other)))
      return true;
  }
  const again = runs.find(
    (other) =>
      other.id > run.id &&
      other.headSha === run.headSha &&
      other.path === run.path &&
      other.event === run.event &&
      other.conclusion === 'success',
  );
  return again !== undefined && (await inquiry.colourIn(again, job)) === 'green';
}

const isGreen = (job: { conclusion: string | null }): boolean => job.conclusion === 'success';

/** Fingerprints of an earlier failure of the job that a mere re-run made go away. */
export async function flakesBefore(
  ports: Pick<Ports, 'github' | 'readFailures'>,
  inquiry: Inquiry,
  { run, job, runs, failure }: RedJob & { failure: Failure },
): Promise<string[]> {
  if (!fickle.has(failure.category)) return [];
  const rerun = runs.find(
    (other) =>
      other.id !== run.id && other.path === run.path && other.attempt > 1 && other.conclusion === 'success',
  );
  if (!rerun) return [];
  const attempts = await inquiry.ask(`the attempts of run ${rerun.id}`, () =>
    ports.github.listAttempts(rerun.repo, rerun.id),
  );
  const own = (attempts ?? []).filter(({ name }) => name === job);
  const failed = own.find((attempt) => isFailing(attempt));
  if (!failed || !own.some((attempt) => attempt.attempt > failed.attempt && colourOf(attempt) === 'green'))
    return [];
  const failures = await inquiry.ask(`the log of job ${failed.id}`, async () => {
    const log = await ports.github.openJobLog(rerun.repo, failed.id);
    return log
      ? (await ports.readFailures(log, { job: failed, repo: rerun.repo, headSha: rerun.headSha })).failures
      : [];
  });
  return fingerprintsOf((failures ?? []).flatMap(({ reports }) => rootCauses(reports)));
}

import { oneLine, type Paint, type Scan } from '../domain/index.js';

/** Failing runs, one line each, under their repository. */
export function renderScan(scan: Scan, paint: Paint, columns: number): string {
  const lines = scan.repositories.flatMap(({ repo, failures, error }) => [
    `${paint.strong(repo)}  ${error ? paint.bad(oneLine(error.message, columns - repo.length - 2)) : failures.length === 0 ? paint.quiet('nothing new is red') : paint.bad(`${failures.length} red`)}`,
    ...failures.map((failure) => {
      const jobs = failure.jobs.map((job) => [job.name, ...job.failedSteps].join(' › ')).join('; ');
      return `  ${failure.runId}  ${failure.createdAt.slice(0, 16).replace('T', ' ')}  ${oneLine(`${failure.branch ?? '-'}  ${failure.workflow}  ${jobs}`, columns - 34)}`;
    }),
  ]);
  return lines.join('\n');
}

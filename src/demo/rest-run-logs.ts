import type { Annotation } from './job-log.js';
import { notFound, Refusal } from './refusal.js';
import { requireCommit } from './rest-commits.js';
import { requireAttempt, requireJob, requireRun } from './rest-runs.js';
import {
  paginate,
  type Reply,
  type RepositoryCall,
  type Route,
  repositoryRoute,
  requireCaller,
} from './router.js';
import { zipRunLogs } from './run-zip.js';
import { repositoryPage } from './shape-repository.js';
import { shapeCheckRun } from './shape-run.js';

/** Logs (always through a link to the second origin), check runs and annotations. */
export const logRoutes: Route[] = [
  repositoryRoute('GET', '/actions/jobs/:job_id/logs', 'read', (call) => getJobLog(call)),
  repositoryRoute('GET', '/actions/runs/:run_id/logs', 'read', (call) => getRunLogs(call)),
  repositoryRoute('GET', '/actions/runs/:run_id/attempts/:attempt_number/logs', 'read', (call) =>
    getRunLogs(call),
  ),
  repositoryRoute('GET', '/check-runs/:check_run_id', 'read', (call) => {
    const { run, job } = requireJob(call, 'check_run_id');
    return { status: 200, body: shapeCheckRun(call.world, run, job) };
  }),
  repositoryRoute('GET', '/check-runs/:check_run_id/annotations', 'read', (call) => listAnnotations(call)),
  repositoryRoute('GET', '/commits/:ref/check-runs', 'read', (call) => listCheckRuns(call)),
];

/** Reading logs takes a signed-in caller, even where the repository is public. */
const getJobLog = (call: RepositoryCall): Reply => {
  requireCaller(call);
  const { run, job } = requireJob(call);
  if (run.logsExpired) throw new Refusal(410, 'Server Error');
  if (job.status !== 'completed' || job.steps.length === 0) throw notFound();
  return redirect(call.blobs.publish(Buffer.from(job.log.render(), 'utf8'), 'text/plain; charset=utf-8'));
};

const getRunLogs = (call: RepositoryCall): Reply => {
  requireCaller(call);
  const run = requireRun(call);
  const attempt = requireAttempt(call, run);
  if (run.logsExpired) throw new Refusal(410, 'Server Error');
  if (attempt.status !== 'completed') throw notFound();
  return redirect(
    call.blobs.publish(zipRunLogs(attempt.jobs, call.world.stepFilesInArchive), 'application/zip'),
  );
};

const redirect = (location: string): Reply => ({ status: 302, headers: { location } });

/** A fine-grained token has no Checks permission to be given (orgs/community#179545). */
const requireChecks = (call: RepositoryCall): void => {
  if (call.caller !== null && call.caller.scopes === undefined)
    throw new Refusal(403, 'Resource not accessible by personal access token');
};

const listAnnotations = (call: RepositoryCall): Reply => {
  requireChecks(call);
  const { run, job } = requireJob(call, 'check_run_id');
  const { items, headers } = paginate(call, job.annotations);
  const page = `${repositoryPage(call.world, call.repository)}/blob/${run.headSha}`;
  return { status: 200, body: items.map((annotation) => shapeAnnotation(page, annotation)), headers };
};

const shapeAnnotation = (page: string, annotation: Annotation): Record<string, unknown> => ({
  path: annotation.path,
  blob_href: `${page}/${annotation.path}`,
  start_line: annotation.startLine,
  start_column: annotation.startColumn,
  end_line: annotation.endLine,
  end_column: annotation.endColumn,
  annotation_level: annotation.level,
  title: annotation.title ?? '',
  message: annotation.message,
  raw_details: '',
});

const listCheckRuns = async (call: RepositoryCall): Promise<Reply> => {
  requireChecks(call);
  const { world, repository, url } = call;
  const sha = await requireCommit(call, call.params.ref ?? '');
  const name = url.searchParams.get('check_name');
  const status = url.searchParams.get('status');
  const wantsAll = url.searchParams.get('filter') === 'all';
  const found = repository.runs
    .filter((run) => run.headSha === sha)
    .flatMap((run) =>
      (wantsAll ? run.attempts : run.attempts.slice(-1)).flatMap((attempt) =>
        attempt.jobs.map((job) => ({ run, job })),
      ),
    )
    .filter(({ job }) => (name === null || job.name === name) && (status === null || job.status === status));
  const { items, headers } = paginate(call, found);
  return {
    status: 200,
    body: {
      total_count: found.length,
      check_runs: items.map(({ run, job }) => shapeCheckRun(world, run, job)),
    },
    headers,
  };
};

import { isFailing, type Run, type ScanFailure } from '../domain/index.js';
import type { GitHubPort } from './ports.js';

export interface ScanMemory {
  etag?: string;
  /** `runId/attempt` of failures that were reported before. */
  seen: string[];
}

interface ScanOptions {
  branch?: string;
  /** Matches the workflow's name or file. */
  workflow?(name: string, path: string): boolean;
  /** Failures created after this, seen before or not; without it only new ones. */
  since?: number;
  limit: number;
  memory: ScanMemory;
}

const rememberedRuns = 500;

/** The failing runs of one repository, newest first, with their failed jobs; and what to remember for the next scan. */
export async function scanRepository(
  github: Pick<GitHubPort, 'listRuns' | 'listJobs'>,
  repo: string,
  options: ScanOptions,
): Promise<{ failures: ScanFailure[]; memory: ScanMemory }> {
  // A look back needs the listing itself, so it is asked for without the ETag.
  const page = await github.listRuns(repo, {
    limit: 100,
    ...(options.since === undefined ? { etag: options.memory.etag } : {}),
  });
  const seen = new Set(options.memory.seen);
  const wanted = (page.runs ?? [])
    .filter((run) => run.status === 'completed' && isFailing(run))
    .filter((run) => options.branch === undefined || run.branch === options.branch)
    .filter((run) => options.workflow?.(run.workflow, run.path) ?? true)
    .filter((run) =>
      options.since === undefined ? !seen.has(keyOf(run)) : Date.parse(run.createdAt) >= options.since,
    )
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  const told = wanted.slice(0, options.limit);
  const failures: ScanFailure[] = [];
  for (const run of told) {
    const jobs = await github.listJobs(repo, run.id, run.attempt);
    failures.push({
      runId: run.id,
      attempt: run.attempt,
      workflow: run.workflow,
      path: run.path,
      branch: run.branch,
      headSha: run.headSha,
      event: run.event,
      conclusion: run.conclusion ?? 'failure',
      createdAt: run.createdAt,
      url: run.url,
      jobs: jobs.filter(isFailing).map((job) => ({
        id: job.id,
        name: job.name,
        conclusion: job.conclusion,
        failedSteps: job.steps.filter(isFailing).map(({ name }) => name),
      })),
    });
  }
  const reported = [...options.memory.seen, ...told.map(keyOf)];
  // What was cut off is asked for again: the same ETag would hide it.
  const etag = told.length < wanted.length ? undefined : page.etag;
  return { failures, memory: { etag, seen: [...new Set(reported)].slice(-rememberedRuns) } };
}

const keyOf = (run: Run): string => `${run.id}/${run.attempt}`;

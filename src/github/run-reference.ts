import { usageError } from '../errors/index.js';

export interface RunReference {
  repo?: string;
  runId?: number;
  jobId?: number;
  attempt?: number;
}

/** Reads what a person may give for a run: its number, or the URL of a run, an attempt or a job. */
export function parseRunReference(text: string): RunReference {
  if (/^\d+$/.test(text)) return { runId: Number(text) };
  const url =
    /^https?:\/\/[^/]+\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)(?:\/attempts\/(\d+))?(?:\/jobs?\/(\d+))?/.exec(
      text,
    );
  if (!url) {
    throw usageError(
      `"${text}" is no run.`,
      'Give the number of a run, or the address of a run or job on GitHub.',
    );
  }
  const [, repo, run, attempt, job] = url;
  return {
    repo,
    runId: Number(run),
    ...(attempt ? { attempt: Number(attempt) } : {}),
    ...(job ? { jobId: Number(job) } : {}),
  };
}

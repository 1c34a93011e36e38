import {
  type BugReport,
  type Commit,
  isFailing,
  type JobColour,
  type PastRun,
  type Run,
  type Suspect,
} from '../domain/index.js';

/** Earlier runs without a known colour that are asked one by one; of more, the middle one halves them. */
const oneByOne = 4;

/** `green?`: the whole run is green, but nobody looked whether the job was part of it. */
type Standing = JobColour | 'green?' | 'unknown';

function standingOf({ run, job }: PastRun): Standing {
  if (job) return job;
  if (run.status !== 'completed') return 'absent';
  if (run.conclusion === 'success') return 'green?';
  return isFailing(run) ? 'unknown' : 'absent';
}

/**
 * The run whose jobs should be looked at next to find where a job went red; undefined when it is clear.
 * `before` holds the runs before the red one, newest first.
 */
export function nextToAsk(before: readonly PastRun[]): Run | undefined {
  const standings = before.map(standingOf);
  const green = standings.findIndex((standing) => standing === 'green' || standing === 'green?');
  const end = green < 0 ? before.length : green;
  // Whatever is newer than a run that was seen red is taken for red.
  const start = standings.slice(0, end).lastIndexOf('red') + 1;
  const open = before.slice(start, end).filter((_run, index) => standings[start + index] === 'unknown');
  const next = open.length > oneByOne ? open[open.length >> 1] : open[0];
  if (next) return next.run;
  return standings[green] === 'green?' ? before[green]?.run : undefined;
}

/** Where a job went red, as far as its runs were looked at. */
export interface Boundary {
  firstRed: Run;
  lastGreen?: Run;
}

export function findBoundary(red: Run, before: readonly PastRun[]): Boundary {
  const standings = before.map(standingOf);
  const green = standings.findIndex((standing) => standing === 'green' || standing === 'green?');
  const line = green < 0 ? standings : standings.slice(0, green);
  const oldest = before[line.lastIndexOf('red')];
  const last = before[green];
  return { firstRed: oldest?.run ?? red, ...(last ? { lastGreen: last.run } : {}) };
}

/** The runs before one that can be compared with it, newest first: same workflow, same kind of event. */
export function runsBefore(run: Run, runs: readonly Run[], branch: string | null): PastRun[] {
  const known = new Map(runs.map((other) => [other.id, other]));
  return [...known.values()]
    .filter(
      (other) =>
        other.path === run.path &&
        other.branch === branch &&
        (branch !== run.branch || (isPull(other) === isPull(run) && other.headRepo === run.headRepo)) &&
        isOlder(other, run),
    )
    .sort((a, b) => (isOlder(a, b) ? 1 : -1))
    .map((other) => ({ run: other }));
}

/** Runs of a pull request check out a merge; other events the commit itself. */
export const isPull = ({ event }: Run): boolean => event.startsWith('pull_request');

const isOlder = (a: Run, b: Run): boolean =>
  a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt;

/** Files of the project that the causes of a failure name. */
export function reportedFiles(reports: readonly BugReport[]): string[] {
  const roots = reports.filter(({ rootCause }) => rootCause);
  const files = (roots.length > 0 ? roots : reports.slice(0, 1)).flatMap((report) => [
    ...(report.file === undefined ? [] : [report.file]),
    ...(report.frames ?? []).flatMap((frame) => (frame.project ? [frame.file] : [])),
  ]);
  return [...new Set(files)];
}

/** Commits in the order of suspicion: those that touched a reported file, most files first, then the newest. */
export function rankSuspects(commits: readonly Commit[], reported: readonly string[]): Suspect[] {
  return commits
    .map(({ sha, title, author, files = [] }) => ({
      sha,
      title,
      author,
      touches: reported.filter((file) => files.includes(file)),
    }))
    .reverse()
    .sort((a, b) => b.touches.length - a.touches.length);
}

import {
  type Commit,
  type Failure,
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
interface Boundary {
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

/**
 * The runs of the same workflow before one, newest first: those of its own branch and kind of event, or
 * those of the branch `base` of the repository itself.
 */
export function runsBefore(run: Run, runs: readonly Run[], base?: string): PastRun[] {
  const isWanted = (other: Run): boolean =>
    base === undefined
      ? other.branch === run.branch && other.headRepo === run.headRepo && isPull(other) === isPull(run)
      : other.branch === base && other.headRepo === run.repo && !isPull(other);
  return runs
    .filter((other) => other.path === run.path && isWanted(other) && isOlder(other, run))
    .sort((a, b) => (isOlder(a, b) ? 1 : -1))
    .map((other) => ({ run: other }));
}

/** Runs of a pull request check out a merge; other events the commit itself. */
const isPull = ({ event }: Run): boolean => event.startsWith('pull_request');

const isOlder = (a: Run, b: Run): boolean =>
  a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt;

/** Tests are named after what they test: `sum.test.js`, `test_sum.py`, `sum_test.go`, `SumTest.java`, `sum_spec.rb`. */
const testAffix = /^(?:test|spec)[_.-]|[_.-](?:tests?|spec|e2e)$|Tests?$|Spec$/;
const manifests =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|pyproject\.toml|setup\.(?:py|cfg)|(?:poetry|uv|Cargo|composer|Gemfile)\.lock|requirements[^/]*\.txt|go\.(?:mod|sum)|Cargo\.toml|Gemfile|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|[^/]+\.(?:cs|fs)proj)$/;
const shortestSubject = 3;

/** Could a change of this file have caused the failure: by its name, or by what kind of failure it is? */
export function suspicionOf(
  { reports, category }: Pick<Failure, 'reports' | 'category'>,
  workflowPath: string,
): (file: string) => boolean {
  const roots = reports.filter(({ rootCause }) => rootCause);
  const named = new Set(
    (roots.length > 0 ? roots : reports.slice(0, 1)).flatMap((report) => [
      ...(report.file === undefined ? [] : [report.file]),
      ...(report.frames ?? []).flatMap((frame) => (frame.project ? [frame.file] : [])),
    ]),
  );
  const subjects = new Set(
    [...named].flatMap((file) => {
      const stem = stemOf(file);
      const subject = stem.replace(testAffix, '').toLowerCase();
      return subject !== stem.toLowerCase() && subject.length >= shortestSubject ? [subject] : [];
    }),
  );
  return (file) =>
    named.has(file) ||
    subjects.has(stemOf(file).toLowerCase()) ||
    (category === 'dependency' && manifests.test(file)) ||
    (category === 'config' && file === workflowPath);
}

/** The file's name without folders and its last extension. */
const stemOf = (file: string): string => file.replace(/^.*\//, '').replace(/(?<=.)\.\w+$/, '');

/** Where everybody is suspected, nobody is. */
const maxSuspects = 50;
const maxTouches = 20;

/** Commits in the order of suspicion: those that changed most suspicious files, then the newest. */
export function rankSuspects(commits: readonly Commit[], isSuspicious: (file: string) => boolean): Suspect[] {
  return commits
    .map(({ sha, title, author, files = [] }) => ({
      sha,
      title,
      author,
      touches: files.filter(isSuspicious).slice(0, maxTouches),
    }))
    .reverse()
    .sort((a, b) => b.touches.length - a.touches.length)
    .slice(0, maxSuspects);
}

import type { Commit, Comparison, LogPortrait, Origin, PastRun, Run } from '../domain/index.js';
import { colourOf, type Inquiry } from './inquiry.js';
import type { OriginPort, Ports } from './ports.js';

// Single questions of an investigation; each answers undefined, or less, when it could not be asked.

/** Earlier runs of a job that are looked at. */
const maxProbes = 4;
/** Suspect commits whose files are looked up one by one. */
const maxCommits = 4;

/** One investigation: what is known so far, shared by all failed jobs of the run. */
export interface Investigation {
  run: Run;
  inquiry: Inquiry;
  ports: Pick<Ports, 'github' | 'readFailures' | 'signal'>;
  origin: OriginPort;
  runs: readonly Run[];
  /** The branch that the run's branch goes into; absent when it is that branch itself. */
  base?: string;
}

/** Looks at earlier runs until it is clear where the job went red, or enough was asked. */
export async function boundaryOf(
  { origin, inquiry, run }: Investigation,
  job: string,
  before: PastRun[],
): Promise<ReturnType<OriginPort['findBoundary']>> {
  const past = before.map((one) => ({ ...one }));
  for (let probes = 0; probes < maxProbes; probes++) {
    const next = origin.nextToAsk(past);
    const entry = past.find((one) => one.run === next);
    if (!entry) break;
    const colour = await inquiry.colourIn(entry.run, job);
    if (colour === undefined) break;
    entry.job = colour;
  }
  return origin.findBoundary(run, past);
}

interface Basis {
  branch: string;
  conclusion: string;
  lastGreen?: Run;
}

/** The state of the job on the base branch, and where it was last green there before this run. */
export async function lookAtBase(
  found: Investigation,
  job: string,
  branch: string,
): Promise<Basis | undefined> {
  const { run, runs, inquiry, origin } = found;
  const newest = runs
    .filter((other) => other.path === run.path && other.branch === branch && other.headRepo === run.repo)
    .filter(({ event, status }) => !event.startsWith('pull_request') && status === 'completed')
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id)[0];
  if (!newest) return undefined;
  const colour = await inquiry.colourIn(newest, job);
  const words = { green: 'success', red: 'failure', absent: 'unknown' } as const;
  const conclusion = colour === undefined ? (newest.conclusion ?? 'unknown') : words[colour];
  const { lastGreen } = await boundaryOf(found, job, origin.runsBefore(run, runs, branch));
  return { branch, conclusion, ...(lastGreen ? { lastGreen } : {}) };
}

export function compare(
  { run, inquiry, ports }: Investigation,
  from: string,
  to: string,
): Promise<Comparison | undefined> {
  if (from === to) return Promise.resolve({ commits: [], files: [], total: 0 });
  return inquiry.ask(`the commits ${from.slice(0, 10)}...${to.slice(0, 10)}`, () =>
    ports.github.compareCommits(run.repo, from, to),
  );
}

/** The commits with their files, as far as it matters which of them touched a suspicious one. */
export async function withFiles(
  { inquiry, ports, run }: Investigation,
  comparison: Comparison | undefined,
  isSuspicious: (file: string) => boolean,
): Promise<Commit[]> {
  if (!comparison) return [];
  const { commits, files } = comparison;
  if (commits.length === 1) return commits.map((commit) => ({ ...commit, files }));
  if (!files.some(isSuspicious)) return commits;
  const known = new Map<string, Commit>();
  for (const { sha } of commits.slice(-maxCommits)) {
    const commit = await inquiry.ask(`the files of commit ${sha.slice(0, 10)}`, () =>
      ports.github.getCommit(run.repo, sha),
    );
    if (commit) known.set(sha, commit);
  }
  return commits.map((commit) => known.get(commit.sha) ?? commit);
}

export async function greenPortrait(
  { inquiry, ports, origin }: Investigation,
  green: Run,
  name: string,
): Promise<LogPortrait | undefined> {
  const job = (await inquiry.jobsOf(green))?.find((one) => one.name === name && colourOf(one) === 'green');
  if (!job) return undefined;
  return inquiry.ask(`the log of "${name}" in the last green run ${green.id}`, async () => {
    const log = await ports.github.openJobLog(green.repo, job.id);
    return log && origin.readPortrait(log, job);
  });
}

/** The job on the parent of the run's commit, wherever that commit was run. */
export async function parentColour(
  { run, runs, inquiry }: Investigation,
  job: string,
  head: Commit | undefined,
): Promise<Origin['parent']> {
  const [parent] = head?.parents ?? [];
  const there = runs.find(
    (other) => other.headSha === parent && other.path === run.path && other.status === 'completed',
  );
  const colour = there && (await inquiry.colourIn(there, job));
  return colour === 'green' || colour === 'red' ? colour : 'unknown';
}

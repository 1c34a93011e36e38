import type { Commit, Failure, Job, LogPortrait, Origin, Run, RunMark } from '../domain/index.js';
import { flakesBefore, passedUnchanged } from './find-flakes.js';
import { createInquiry, type Inquiry } from './inquiry.js';
import {
  boundaryOf,
  compare,
  greenPortrait,
  type Investigation,
  lookAtBase,
  parentColour,
  withFiles,
} from './investigation.js';
import type { OriginPort } from './ports.js';

/** Requests to GitHub for one diagnosed run, on top of its jobs and logs. */
const maxRequests = 10;
/** A listing shorter than this holds all there is. */
const pageSize = 100;

/** A failed job as its log shows it. */
export interface SeenJob {
  job: Job;
  failures: Failure[];
  portrait?: LogPortrait;
}

type Needed = Investigation['ports'];

/**
 * Asks GitHub where the red of a run began: first red and last green run of each job, the parent, the base
 * branch, the commits in between, other attempts, and the last green log. What cannot be found out is left
 * out and noted; nothing here makes a diagnosis fail.
 */
export async function investigateRun(
  ports: Needed,
  origin: OriginPort,
  run: Run,
  seen: readonly SeenJob[],
): Promise<{ failures: Failure[]; notes: string[] }> {
  const inquiry = createInquiry(ports, maxRequests);
  const page = await inquiry.ask('the newest runs', () =>
    ports.github.listRuns(run.repo, { limit: pageSize }),
  );
  const base = await findBase(ports, inquiry, run);
  const start: Investigation = {
    run,
    inquiry,
    ports,
    origin,
    runs: page?.runs ?? [],
    ...(base === undefined ? {} : { base }),
  };
  const found = { ...start, runs: await widen(start) };
  const failures: Failure[] = [];
  for (const one of seen) {
    for (const failure of one.failures) failures.push(await investigateJob(found, one, failure));
  }
  return { failures, notes: inquiry.notes() };
}

/** The branch that the run's branch goes into; undefined when it is that branch itself. */
async function findBase(ports: Needed, inquiry: Inquiry, run: Run): Promise<string | undefined> {
  const [pull] = run.pullRequests;
  const base =
    pull === undefined
      ? await inquiry.ask(
          'the default branch',
          async () => (await ports.github.getRepository(run.repo)).defaultBranch,
        )
      : await inquiry.ask(
          `pull request ${pull}`,
          async () => (await ports.github.getPullRequest(run.repo, pull)).baseBranch,
        );
  return base === run.branch && run.headRepo === run.repo ? undefined : base;
}

/** The unfiltered page is current; only when it does not reach back far enough older runs are asked for. */
async function widen(found: Investigation): Promise<readonly Run[]> {
  const { run, runs, base, origin, inquiry, ports } = found;
  if (runs.length < pageSize) return runs;
  const wanted = [
    { branch: run.branch, before: origin.runsBefore(run, runs) },
    ...(base === undefined ? [] : [{ branch: base, before: origin.runsBefore(run, runs, base) }]),
  ];
  const all = [...runs];
  for (const { branch, before } of wanted) {
    if (branch === null || before.some((past) => past.run.conclusion === 'success')) continue;
    const older = await inquiry.ask(`older runs of ${branch}`, () =>
      ports.github.listBranchRuns(run.repo, { path: run.path, branch, until: run.createdAt }),
    );
    all.push(...(older ?? []).filter(({ id }) => all.every((known) => known.id !== id)));
  }
  return all;
}

async function investigateJob(
  found: Investigation,
  { job, portrait }: SeenJob,
  failure: Failure,
): Promise<Failure> {
  const { run, origin, inquiry, ports, runs } = found;
  const red = { run, job: job.name, failure, runs };
  const isSuspicious = origin.suspicionOf(failure, run.path);
  const passedOnOtherAttempt = await passedUnchanged(ports, inquiry, red);
  const own = await boundaryOf(found, job.name, origin.runsBefore(run, runs));
  const firstRed = own.firstRed;
  const basis = found.base === undefined ? undefined : await lookAtBase(found, job.name, found.base);
  const lastGreen = own.lastGreen ?? basis?.lastGreen;
  const green = lastGreen && portrait ? await greenPortrait(found, lastGreen, job.name) : undefined;
  const comparison = lastGreen && (await compare(found, lastGreen.headSha, firstRed.headSha));
  const head =
    comparison?.commits.find(({ sha }) => sha === run.headSha) ??
    (await inquiry.ask(`commit ${run.headSha.slice(0, 10)}`, () =>
      ports.github.getCommit(run.repo, run.headSha),
    ));
  const parent = await parentColour(found, job.name, head);
  const commits = await withFiles(found, comparison, isSuspicious);
  const knownFlakes = passedOnOtherAttempt ? [] : await flakesBefore(ports, inquiry, red);
  const facts = { passedOnOtherAttempt, knownFlakes };

  const where: Origin = {
    firstRed: markOf(firstRed, run, [...commits, ...(head ? [head] : [])]),
    ...(lastGreen ? { lastGreen: markOf(lastGreen, run, []) } : {}),
    parent,
    ...(basis ? { base: { branch: basis.branch, conclusion: basis.conclusion } } : {}),
    suspects: origin.rankSuspects(commits, isSuspicious),
  };
  const again = origin.reconsider(failure, facts, green);
  const changed = portrait && green ? origin.compareLogs(portrait, green, again) : undefined;
  return { ...again, origin: where, ...(changed && changed.length > 0 ? { changed } : {}) };
}

function markOf(marked: Run, run: Run, commits: readonly Commit[]): RunMark {
  const commit = commits.find(({ sha }) => sha === marked.headSha);
  return {
    runId: marked.id,
    sha: marked.headSha,
    url: marked.url,
    at: marked.createdAt,
    ...(marked.branch !== null && marked.branch !== run.branch ? { branch: marked.branch } : {}),
    ...(commit ? { author: commit.author, title: commit.title } : {}),
  };
}

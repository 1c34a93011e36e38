import { join } from 'node:path';
import type { Bisected, Commit, Diagnosis, Failure, Run, RunMark } from '../domain/index.js';
import type { OriginPort, Ports } from './ports.js';
import { runWhole } from './run-whole.js';
import { fingerprintsOf, rootCauses } from './workbench.js';

type Needed = Pick<
  Ports,
  'github' | 'workspaces' | 'replay' | 'readFailures' | 'openFile' | 'signal' | 'tell'
>;

type Answer = { bisected: Bisected } | { note: string };

/** Commits that may turn out not to tell anything before the search is given up. */
const maxSkips = 5;

/**
 * Finds the first bad commit of each failure by replaying its job on the commits between the last green
 * and the first red run: at most ⌈log2 n⌉ + 1 replays that tell something. A commit on which the job
 * cannot run, or fails in another way, is skipped. `id` names the workspaces, which are removed at the end.
 */
export async function bisectRun(
  ports: Needed,
  origin: OriginPort,
  { run, diagnosis, id }: { run: Run; diagnosis: Diagnosis; id: string },
): Promise<Diagnosis> {
  const failures: Failure[] = [];
  const notes = [...(diagnosis.notes ?? [])];
  const answers = new Map<string, Answer>();
  try {
    for (const failure of diagnosis.failures) {
      const { firstRed, lastGreen } = failure.origin ?? {};
      const causes = fingerprintsOf(rootCauses(failure.reports)).join();
      const key = `${lastGreen?.sha} ${firstRed?.sha} ${causes}`;
      const answer = answers.get(key) ?? (await bisectFailure(ports, origin, { run, failure, id }));
      answers.set(key, answer);
      if ('note' in answer) notes.push(`${failure.job ?? run.workflow} was not bisected: ${answer.note}`);
      failures.push(
        'bisected' in answer && failure.origin
          ? { ...failure, origin: { ...failure.origin, bisected: answer.bisected } }
          : failure,
      );
    }
  } finally {
    await ports.workspaces.remove(id);
  }
  return { ...diagnosis, failures, ...(notes.length > 0 ? { notes: [...new Set(notes)] } : {}) };
}

async function bisectFailure(
  ports: Needed,
  origin: OriginPort,
  { run, failure, id }: { run: Run; failure: Failure; id: string },
): Promise<Answer> {
  const { firstRed, lastGreen } = failure.origin ?? {};
  if (!firstRed || !lastGreen) return { note: 'no green run before it is known.' };
  if (run.headRepo?.toLowerCase() !== run.repo.toLowerCase())
    return { note: 'the commits of a fork are not run on this machine.' };
  const { commits, total } = await ports.github.compareCommits(run.repo, lastGreen.sha, firstRed.sha);
  const head = commits.find(({ sha }) => sha === firstRed.sha);
  if (!head || commits.length < total)
    return {
      note: total === 0 ? 'no commit lies in between.' : `GitHub lists only some of ${total} commits.`,
    };
  if (commits.length === 1) return { bisected: namedBy(head, 0) };

  const bench = await openBench(ports, { run, failure, firstRed, id });
  if ((await bench.judge(head)) !== 'bad') return { note: 'the failure does not happen on this machine.' };
  const verdicts = new Map<string, Verdict>([[head.sha, 'bad']]);
  for (let skips = 0; ; ) {
    const { next, left } = origin.nextBisection(commits, verdicts);
    const [only] = left;
    if (only && left.length === 1) return { bisected: namedBy(only, bench.replays()) };
    if (!next || skips >= maxSkips) {
      const names = left.map(({ sha }) => sha.slice(0, 10)).join(', ');
      return { note: `it is one of ${names}, which do not run here or fail in another way.` };
    }
    const verdict = await bench.judge(next);
    if (verdict === 'skip') skips++;
    verdicts.set(next.sha, verdict);
  }
}

type Verdict = 'good' | 'bad' | 'skip';

interface Bench {
  judge(commit: Commit): Promise<Verdict>;
  /** Jobs that were run so far. */
  replays(): number;
}

async function openBench(
  ports: Needed,
  { run, failure, firstRed, id }: { run: Run; failure: Failure; firstRed: RunMark; id: string },
): Promise<Bench> {
  const { cloneUrl = '' } = await ports.github.getRepository(run.repo);
  const [pullRequest] = run.pullRequests;
  const gitDir = await ports.workspaces.fetchCommit({
    url: cloneUrl,
    repo: run.repo,
    commit: firstRed.sha,
    branch: run.branch,
    ...(pullRequest === undefined ? {} : { pullRequest }),
  });
  let causes = fingerprintsOf(rootCauses(failure.reports));
  let replays = 0;
  return {
    replays: () => replays,
    judge: async (commit) => {
      ports.signal.throwIfAborted();
      ports.tell({ kind: 'stage', title: `Trying ${commit.sha.slice(0, 10)} ${commit.title}` });
      const facts = {
        repo: run.repo,
        sha: commit.sha,
        branch: run.branch,
        event: run.event,
        runId: run.id,
        runAttempt: run.attempt,
      };
      const workspace = await ports.workspaces.create({
        id: `${id}/bisect`,
        gitDir,
        commit: commit.sha,
        branch: run.branch,
        originUrl: cloneUrl,
      });
      // Beside the tree, where project code cannot write, and gone with the workspace.
      const logFile = join(workspace.tree, '..', 'bisect.log');
      const job = { workflowPath: run.path, jobName: failure.job ?? '' };
      const planned = await ports.replay.plan(workspace, job, facts);
      if ('problem' in planned) return 'skip';
      replays++;
      const judged = await runWhole(ports, planned.plan, workspace, { facts, logFile });
      if (judged.replay.conclusion === 'success') return 'good';
      if (judged.replay.conclusion !== 'failure') return 'skip';
      const here = fingerprintsOf(rootCauses(judged.failure?.reports ?? []));
      if (here.some((fingerprint) => causes.includes(fingerprint))) return 'bad';
      // The first replay is of the red commit: what fails there in the same step is the failure, as this machine words it.
      if (replays > 1 || judged.replay.failedStep?.name !== failure.step) return 'skip';
      causes = here;
      return 'bad';
    },
  };
}

const namedBy = ({ sha, title, author }: Commit, replays: number): Bisected => ({
  sha,
  title,
  author,
  replays,
});

import type { Context } from '../context.js';
import { isFailing, type Run } from '../domain/index.js';
import { CifixError, noRepository, usageError } from '../errors/index.js';
import { createRunGit } from '../git/index.js';
import { parseRunReference } from '../github/index.js';
import type { World } from '../wiring.js';

/** The repository of this folder: GH_REPO, else the address of `origin`. */
export async function repositoryHere(context: Context, world: World): Promise<string> {
  const named = world.loaded.env.GH_REPO;
  if (named) return named.replace(/^[^/]+\/(?=[^/]+\/[^/]+$)/, '');
  const runGit = createRunGit(world.loaded.env);
  const url = (
    await runGit(['config', '--get', 'remote.origin.url'], { cwd: context.cwd }).catch((error: unknown) => {
      if (error instanceof CifixError && error.code === 'git-missing') throw error;
      return '';
    })
  ).trim();
  const repo = /[/:]([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(url)?.[1];
  if (!repo) throw noRepository(context.cwd);
  return repo;
}

const branchHere = async (context: Context, world: World): Promise<string | undefined> =>
  (
    await createRunGit(world.loaded.env)(['symbolic-ref', '--short', '--quiet', 'HEAD'], {
      cwd: context.cwd,
    }).catch(() => '')
  ).trim() || undefined;

export interface TargetWish {
  /** Number or address of a run or job. */
  run?: string;
  repo?: string;
  branch?: string;
  pullRequest?: number;
  attempt?: number;
}

export interface Target {
  run: Run;
  /** Name of the one job that was asked for. */
  jobName?: string;
}

/** The run that was asked for, or the newest failed one of the branch. */
export async function resolveTarget(context: Context, world: World, wish: TargetWish): Promise<Target> {
  const reference = wish.run === undefined ? {} : parseRunReference(wish.run);
  const repo = reference.repo ?? wish.repo ?? (await repositoryHere(context, world));
  if (reference.runId !== undefined) {
    const run = await world.github.getRun(repo, reference.runId, wish.attempt ?? reference.attempt);
    const job = reference.jobId === undefined ? undefined : await world.github.getJob(repo, reference.jobId);
    return { run, ...(job ? { jobName: job.name } : {}) };
  }
  return { run: await newestFailedRun(context, world, repo, wish) };
}

async function newestFailedRun(context: Context, world: World, repo: string, wish: TargetWish): Promise<Run> {
  const { runs = [] } = await world.github.listRuns(repo, { limit: 100 });
  const pull =
    wish.pullRequest === undefined ? undefined : await world.github.getPullRequest(repo, wish.pullRequest);
  const branch = wish.branch ?? (pull || wish.repo ? undefined : await branchHere(context, world));
  const wanted = (run: Run): boolean =>
    pull ? run.headSha === pull.headSha : branch === undefined || run.branch === branch;
  const found = runs.find((run) => run.status === 'completed' && isFailing(run) && wanted(run));
  if (!found) {
    throw usageError(
      `There is no failed run ${pull ? `of pull request ${pull.number}` : branch ? `of branch ${branch}` : ''} among the newest 100 of ${repo}.`,
      'Name the run: its number or its address.',
    );
  }
  return found;
}

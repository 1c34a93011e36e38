import { emptyTree, readCommit, readCommits, resolveCommit } from './bare-repository.js';
import { readDifferences } from './read-differences.js';
import { notFound, Refusal } from './refusal.js';
import { paginate, type Reply, type RepositoryCall, type Route, repositoryRoute } from './router.js';
import { git, tryGit } from './run-git.js';
import { shapeCommit, shapeFileDifference } from './shape-commit.js';
import { shapePull } from './shape-issue.js';
import { repositoryPage, repositoryUrl } from './shape-repository.js';

/** Commits and comparisons. */
export const commitRoutes: Route[] = [
  repositoryRoute('GET', '/commits', 'read', (call) => listCommits(call)),
  repositoryRoute('GET', '/commits/:ref', 'read', (call) => getCommit(call)),
  repositoryRoute('GET', '/commits/:ref/pulls', 'read', (call) => listPullsOfCommit(call)),
  repositoryRoute('GET', '/compare/*basehead', 'read', (call) => compare(call)),
];

export const requireCommit = async (call: RepositoryCall, name: string): Promise<string> => {
  const sha = await resolveCommit(call.repository.gitDir, name);
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${name}`);
  return sha;
};

const listCommits = async (call: RepositoryCall): Promise<Reply> => {
  const start = call.url.searchParams.get('sha') ?? call.repository.defaultBranch;
  const sha = await resolveCommit(call.repository.gitDir, start);
  if (sha === null) throw notFound();
  const commits = await readCommits(call.repository.gitDir, [sha]);
  const { items, headers } = paginate(call, commits);
  return {
    status: 200,
    body: items.map((commit) => shapeCommit(call.world, call.repository, commit)),
    headers,
  };
};

const getCommit = async (call: RepositoryCall): Promise<Reply> => {
  const { world, repository } = call;
  const sha = await requireCommit(call, call.params.ref ?? '');
  const commit = await readCommit(repository.gitDir, sha);
  const files = await readDifferences(repository.gitDir, commit.parents[0] ?? emptyTree, sha);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return {
    status: 200,
    body: {
      ...shapeCommit(world, repository, commit),
      stats: { total: additions + deletions, additions, deletions },
      files: files.map((file) => shapeFileDifference(world, repository, { commit: sha, file })),
    },
  };
};

const listPullsOfCommit = async (call: RepositoryCall): Promise<Reply> => {
  const { gitDir, issues } = call.repository;
  const sha = await requireCommit(call, call.params.ref ?? '');
  const containing = [];
  for (const { pull } of issues) {
    if (pull === null) continue;
    const range = `${pull.base.sha}..${pull.head.sha}`;
    const { stdout } = await tryGit(['rev-list', range], { cwd: gitDir });
    if (stdout.toString('utf8').split('\n').includes(sha)) containing.push(pull);
  }
  const { items, headers } = paginate(call, containing);
  return { status: 200, body: items.map((pull) => shapePull(call.world, call.repository, pull)), headers };
};

const compare = async (call: RepositoryCall): Promise<Reply> => {
  const { world, repository } = call;
  const { gitDir } = repository;
  const [base = '', head = ''] = (call.params.basehead ?? '')
    .split('...')
    .map((name) => name.replace(/^[^:]+:/, ''));
  const from = await resolveCommit(gitDir, base);
  const to = await resolveCommit(gitDir, head);
  if (from === null || to === null) throw notFound();
  const mergeBase = (await git(['merge-base', from, to], { cwd: gitDir })).trim();
  const [behind = '0', ahead = '0'] = (
    await git(['rev-list', '--left-right', '--count', `${from}...${to}`], { cwd: gitDir })
  )
    .trim()
    .split('\t');
  const commits = await readCommits(gitDir, ['--reverse', `${from}..${to}`]);
  const files = await readDifferences(gitDir, mergeBase, to);
  const api = `${repositoryUrl(world, repository)}/compare/${base}...${head}`;
  const page = `${repositoryPage(world, repository)}/compare/${base}...${head}`;
  return {
    status: 200,
    body: {
      url: api,
      html_url: page,
      permalink_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      base_commit: shapeCommit(world, repository, await readCommit(gitDir, from)),
      merge_base_commit: shapeCommit(world, repository, await readCommit(gitDir, mergeBase)),
      status: comparisonStatus(Number(ahead), Number(behind)),
      ahead_by: Number(ahead),
      behind_by: Number(behind),
      total_commits: commits.length,
      commits: commits.map((commit) => shapeCommit(world, repository, commit)),
      files: files.map((file) => shapeFileDifference(world, repository, { commit: to, file })),
    },
  };
};

const comparisonStatus = (ahead: number, behind: number): string => {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
};

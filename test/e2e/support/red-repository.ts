import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FileTree, GitHubStandIn, NewRepository } from '../../../src/demo/index.js';
import { token } from './run-cifix.js';

const execute = promisify(execFile);

interface WorkflowRun {
  id: number;
  status: string;
  conclusion: string | null;
  head_sha: string;
  head_branch: string;
}

interface OpenPull {
  number: number;
  state: string;
  title: string;
  body: string;
  head: { ref: string; sha: string };
  base: { ref: string };
}

/** A repository on the stand-in whose first commit has been through CI. */
export interface RedRepository {
  repo: string;
  /** Newest run of the first commit, as text for the command line. */
  run: string;
  headSha: string;
  git(...args: string[]): Promise<string>;
  /** Commit that a branch stands at. */
  head(branch: string): Promise<string>;
  branches(): Promise<string[]>;
  pulls(): Promise<OpenPull[]>;
  runsAt(sha: string): Promise<WorkflowRun[]>;
  /** Merges a pull request, as a person would. */
  merge(pull: number): Promise<void>;
}

export async function createRed(
  github: GitHubStandIn,
  name: string,
  files: FileTree,
  wish: Partial<NewRepository> = {},
): Promise<RedRepository> {
  const { fullName: repo, gitDir } = await github.createRepository({ owner: 'octo', name, files, ...wish });
  await github.waitForIdle();
  const git = async (...args: string[]): Promise<string> =>
    (await execute('git', ['--git-dir', gitDir, ...args])).stdout.trim();
  const listRuns = async (): Promise<WorkflowRun[]> =>
    ((await ask(github, `/repos/${repo}/actions/runs`)) as { workflow_runs: WorkflowRun[] }).workflow_runs;
  let runs = await listRuns();
  // A new run is not in the listings at once.
  const startsRuns = Object.keys(files).some((path) => path.startsWith('.github/workflows/'));
  while (startsRuns && runs.length === 0) runs = await listRuns();
  const headSha = await git('rev-parse', wish.defaultBranch ?? 'main');
  return {
    repo,
    run: String(runs[0]?.id ?? ''),
    headSha,
    git,
    head: (branch) => git('rev-parse', `refs/heads/${branch}`),
    branches: async () =>
      (await git('for-each-ref', '--format=%(refname:short)', 'refs/heads')).split('\n').filter(Boolean),
    pulls: async () => (await ask(github, `/repos/${repo}/pulls?state=all`)) as OpenPull[],
    merge: async (pull) => {
      await send(github, 'PUT', `/repos/${repo}/pulls/${pull}/merge`);
    },
    runsAt: async (sha) => (await listRuns()).filter((run) => run.head_sha === sha),
  };
}

const ask = (github: GitHubStandIn, path: string): Promise<unknown> => send(github, 'GET', path);

async function send(github: GitHubStandIn, method: string, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${github.apiUrl}${path}`, { method, headers });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.json();
}

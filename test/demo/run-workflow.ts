import { Octokit } from '@octokit/rest';
import { type FileTree, type GitHubOptions, type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { watchExchanges } from '../support/github-api/validate.js';

export const where = { owner: 'octo', repo: 'project' };
export const token = 'token-of-octo';

export interface Bench {
  github: GitHubStandIn;
  octokit: Octokit;
  violations: readonly string[];
}

/** A stand-in with one user, and an Octokit of that user. */
export const openBench = async (options: GitHubOptions = {}): Promise<Bench> => {
  const github = await startGitHub({ tokens: [{ token, login: 'octo' }], ...options });
  const violations = watchExchanges(github);
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: token, userAgent: 'test', log: silent });
  return { github, octokit, violations };
};

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export const createProject = (bench: Bench, files: FileTree) =>
  bench.github.createRepository({ owner: where.owner, name: where.repo, files });

export interface FinishedJob {
  id: number;
  name: string;
  conclusion: string | null;
  steps: [name: string, conclusion: string | null][];
  /** Without byte order mark and timestamps. */
  log: string;
}

/** Pushes one workflow, waits for its end and answers what its first run's jobs were. */
export const runWorkflow = async (
  bench: Bench,
  workflow: string,
  files: FileTree = {},
): Promise<{ conclusion: string | null; jobs: FinishedJob[] }> => {
  await createProject(bench, { '.github/workflows/ci.yml': workflow, ...files });
  await bench.github.waitForIdle();
  const runs = await bench.octokit.rest.actions.listWorkflowRunsForRepo(where);
  const [run] = runs.data.workflow_runs;
  if (run === undefined) throw new Error('no run was started');
  const { data } = await bench.octokit.rest.actions.listJobsForWorkflowRun({ ...where, run_id: run.id });
  const jobs: FinishedJob[] = [];
  for (const job of data.jobs) {
    const steps = job.steps ?? [];
    jobs.push({
      id: job.id,
      name: job.name,
      conclusion: job.conclusion,
      steps: steps.map((step) => [step.name, step.conclusion]),
      log: steps.length === 0 ? '' : plainLog(await readJobLog(bench, job.id)),
    });
  }
  return { conclusion: run.conclusion, jobs };
};

export const readJobLog = async (bench: Bench, jobId: number): Promise<string> => {
  const answer = await bench.octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...where, job_id: jobId });
  return String(answer.data);
};

const plainLog = (text: string): string => text.replace(/^\uFEFF?\d{4}-\S+Z /gm, '');

/** A workflow with one job of `run:` steps, each written as YAML of a step. */
export const jobOf = (...steps: string[]): string =>
  [
    'name: CI',
    'on: push',
    'jobs:',
    '  build:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    ...steps.map((step) => `      - ${step.trim().replaceAll('\n', '\n        ')}`),
    '',
  ].join('\n');

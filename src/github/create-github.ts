import type { z } from 'zod';
import type {
  Account,
  Commit,
  Comparison,
  Job,
  LogAnnotation,
  NewPullRequest,
  PullRequest,
  Repository,
  Run,
  RunPage,
} from '../domain/index.js';
import { listAnnotations } from './annotations.js';
import { type ListedFile, listFiles, readFile } from './contents.js';
import { type Client, type ClientOptions, createClient, type RequestEntry } from './create-client.js';
import { openJobLog } from './job-log.js';
import { named } from './named.js';
import { closePullRequest, createPullRequest, findOpenPullRequest, getPullRequest } from './pull-requests.js';
import {
  pathsOf,
  readBody,
  toCommit,
  toJob,
  toRun,
  WireCommit,
  WireComparison,
  WireJob,
  WireJobList,
  WireRepository,
  WireRun,
  WireRunList,
  WireUser,
} from './wire.js';

export interface GitHub {
  getRepository(repo: string): Promise<Repository>;
  getRun(repo: string, runId: number, attempt?: number): Promise<Run>;
  getJob(repo: string, jobId: number): Promise<Job & { runId: number }>;
  listJobs(repo: string, runId: number, attempt: number): Promise<Job[]>;
  /** The jobs of every attempt. */
  listAttempts(repo: string, runId: number): Promise<(Job & { attempt: number })[]>;
  /** Newest runs of all branches, unfiltered: filtered listings lag behind by minutes. */
  listRuns(repo: string, options?: { etag?: string; limit?: number }): Promise<RunPage>;
  /** The newest runs of one workflow file on one branch up to a time; new ones may be missing for minutes. */
  listBranchRuns(repo: string, line: { path: string; branch: string; until: string }): Promise<Run[]>;
  getCommit(repo: string, ref: string): Promise<Commit>;
  /** What `head` has and `base` has not; at most 250 commits and 300 files. */
  compareCommits(repo: string, base: string, head: string): Promise<Comparison>;
  /** The log of a finished job as a stream of bytes; undefined when it is not there (yet, or no longer). */
  openJobLog(repo: string, jobId: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** What GitHub shows beside a job: messages with places that the log itself may not hold. */
  listAnnotations(repo: string, jobId: number): Promise<LogAnnotation[]>;
  /** Content of a file at a commit; undefined when there is none. */
  readFile(repo: string, path: string, ref: string): Promise<string | undefined>;
  /** The files right in a folder at a commit; none when there is no such folder. */
  listFiles(repo: string, path: string, ref: string): Promise<ListedFile[]>;
  getPullRequest(repo: string, number: number): Promise<PullRequest>;
  findOpenPullRequest(repo: string, head: string, base: string): Promise<PullRequest | undefined>;
  createPullRequest(repo: string, request: NewPullRequest): Promise<PullRequest>;
  closePullRequest(repo: string, number: number): Promise<PullRequest>;
  getAccount(): Promise<Account>;
  /** Requests sent so far. */
  readonly requests: readonly RequestEntry[];
}

/** Octokit behind the interface; nothing is loaded or sent before the first call. */
export function createGitHub(
  options: Omit<ClientOptions, 'onRequest'> & { onRequest?(entry: RequestEntry): void },
): GitHub {
  const requests: RequestEntry[] = [];
  let opened: Promise<Client> | undefined;
  const request: Client['request'] = async (...call) => {
    opened ??= createClient({
      ...options,
      onRequest: (entry) => {
        requests.push(entry);
        options.onRequest?.(entry);
      },
    });
    return (await opened).request(...call);
  };

  const listAllJobs = async (repo: string, runId: number): Promise<z.infer<typeof WireJob>[]> => {
    const listed: z.infer<typeof WireJob>[] = [];
    for (let page = 1; ; page++) {
      const response = await request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', {
        ...named(repo),
        run_id: runId,
        filter: 'all',
        per_page: 100,
        page,
      });
      const wire = readBody(WireJobList, response, `the jobs of run ${runId}`);
      listed.push(...wire.jobs);
      if (wire.jobs.length === 0 || listed.length >= wire.total_count) return listed;
    }
  };

  return {
    requests,
    getRepository: async (repo) => {
      const wire = readBody(
        WireRepository,
        await request('GET /repos/{owner}/{repo}', named(repo)),
        `the repository ${repo}`,
      );
      return {
        fullName: wire.full_name,
        cloneUrl: wire.clone_url,
        defaultBranch: wire.default_branch,
        archived: wire.archived,
        canPush: wire.permissions?.push,
      };
    },
    getRun: async (repo, runId, attempt) => {
      const route = attempt
        ? 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}'
        : 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
      const response = await request(route, { ...named(repo), run_id: runId, attempt_number: attempt });
      return toRun(repo, readBody(WireRun, response, `run ${runId}`));
    },
    getJob: async (repo, jobId) => {
      const response = await request('GET /repos/{owner}/{repo}/actions/jobs/{job_id}', {
        ...named(repo),
        job_id: jobId,
      });
      const wire = readBody(WireJob.extend({ run_id: WireRun.shape.id }), response, `job ${jobId}`);
      return { ...toJob(wire), runId: wire.run_id };
    },
    listJobs: async (repo, runId, attempt) =>
      (await listAllJobs(repo, runId)).filter((job) => (job.run_attempt ?? attempt) === attempt).map(toJob),
    listAttempts: async (repo, runId) =>
      (await listAllJobs(repo, runId)).map((job) => ({ ...toJob(job), attempt: job.run_attempt ?? 1 })),
    listRuns: async (repo, { etag, limit = 50 } = {}) => {
      const response = await request(
        'GET /repos/{owner}/{repo}/actions/runs',
        {
          ...named(repo),
          per_page: Math.min(limit, 100),
          ...(etag ? { headers: { 'if-none-match': etag } } : {}),
        },
        { accept: [304] },
      );
      if (response.status === 304) return { etag };
      const wire = readBody(WireRunList, response, `the runs of ${repo}`);
      return {
        runs: wire.workflow_runs.map((run) => toRun(repo, run)),
        etag: response.headers.etag as string | undefined,
      };
    },
    listBranchRuns: async (repo, { path, branch, until }) => {
      const response = await request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
        ...named(repo),
        workflow_id: path.split('/').at(-1),
        branch,
        created: `<=${until}`,
        per_page: 100,
        exclude_pull_requests: true,
      });
      const wire = readBody(WireRunList, response, `the runs of ${path}`);
      return wire.workflow_runs.map((run) => toRun(repo, run));
    },
    getCommit: async (repo, ref) => {
      const response = await request('GET /repos/{owner}/{repo}/commits/{ref}', { ...named(repo), ref });
      return toCommit(readBody(WireCommit, response, `commit ${ref}`));
    },
    compareCommits: async (repo, base, head) => {
      const response = await request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        ...named(repo),
        basehead: `${base}...${head}`,
      });
      const wire = readBody(WireComparison, response, `the commits ${base}...${head}`);
      return {
        commits: wire.commits.map(toCommit),
        files: pathsOf(wire.files),
        total: wire.total_commits,
      };
    },
    openJobLog: (repo, jobId) => openJobLog(request, { ...named(repo), job_id: jobId }, options),
    listAnnotations: (repo, jobId) => listAnnotations(request, repo, jobId),
    readFile: (repo, path, ref) => readFile(request, repo, { path, ref }),
    listFiles: (repo, path, ref) => listFiles(request, repo, { path, ref }),
    getPullRequest: (repo, number) => getPullRequest(request, repo, number),
    findOpenPullRequest: (repo, head, base) => findOpenPullRequest(request, repo, { head, base }),
    createPullRequest: (repo, pull) => createPullRequest(request, repo, pull),
    closePullRequest: (repo, number) => closePullRequest(request, repo, number),
    getAccount: async () => {
      const response = await request('GET /user');
      const scopes = response.headers['x-oauth-scopes'];
      return {
        login: readBody(WireUser, response, 'the account').login,
        scopes: scopes === undefined ? undefined : String(scopes).split(/, */).filter(Boolean),
        rateLimitRemaining: requests.at(-1)?.rateLimitRemaining ?? null,
      };
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileTree } from './bare-repository.js';
import { BlobHost } from './blob-host.js';
import { CiRunner } from './ci-runner.js';
import { createWorld, type GitHubOptions } from './create-world.js';
import { createFault, type Fault, type FaultOptions, faultAnswer, takeFault } from './faults.js';
import { isGitPath, serveGit } from './git-http.js';
import { RateLimits } from './rate-limits.js';
import { apiPrefix, type Exchange, serveRest } from './rest-server.js';
import { addRepository, commitToBranch, type NewRepository } from './seed-repository.js';
import { sendAnswer } from './send-answer.js';
import { findRepository, fullName, type Repository, type World } from './state.js';

interface RequestRecord {
  origin: 'api' | 'git' | 'logs';
  method: string;
  /** Path and query. */
  path: string;
  status: number;
}

/** Facts of a repository that a caller outside of this room needs. */
interface StandInRepository {
  fullName: string;
  cloneUrl: string;
  defaultBranch: string;
  /** The bare repository on disk. */
  gitDir: string;
}

export interface GitHubStandIn {
  serverUrl: string;
  apiUrl: string;
  /** Everything that was asked of either origin, oldest first. */
  requests: readonly RequestRecord[];
  createRepository(options: NewRepository): Promise<StandInRepository>;
  /** Commits on a branch as its owner, past any protection, and starts CI like a push; answers the commit. */
  commitFiles(repo: string, branch: string, files: FileTree, message: string): Promise<string>;
  /** Makes the logs of a run answer 410. */
  expireLogs(repo: string, runId: number): void;
  fault(options: FaultOptions): { left(): number; clear(): void };
  /** No job begins until the answer is called. */
  holdJobs(): () => void;
  /** When every push has been looked at and every run has ended. */
  waitForIdle(): Promise<void>;
  onExchange(listener: (exchange: Exchange) => void): void;
  close(): Promise<void>;
}

/** Starts a GitHub of our own on loopback: REST, git over HTTP, log links and a CI that really runs. */
export const startGitHub = async (options: GitHubOptions = {}): Promise<GitHubStandIn> => {
  const world = createWorld(options, await mkdtemp(join(tmpdir(), 'cifix-github-')));
  const ci = new CiRunner(world, options.maxParallelJobs ?? 2);
  const blobs = new BlobHost(world);
  const rates = new RateLimits(world.clock, options.rateLimit ?? 5000);
  const faults: Fault[] = [];
  const requests: RequestRecord[] = [];
  const listeners = options.onExchange === undefined ? [] : [options.onExchange];
  const onExchange = (exchange: Exchange): void => {
    for (const listener of listeners) listener(exchange);
  };

  const main = createServer((request, response) => {
    const url = new URL(request.url ?? '/', world.serverUrl);
    const origin = isGitPath(url.pathname) ? 'git' : 'api';
    const entry: RequestRecord = {
      origin,
      method: request.method ?? 'GET',
      path: url.pathname + url.search,
      status: 0,
    };
    requests.push(entry);
    const http = { request, response, url };
    const answer = origin === 'git' ? answerGit({ world, ci, faults }, http) : answerApi(http);
    answer.then(
      (status) => {
        entry.status = status;
      },
      () => response.destroy(),
    );
  });
  const answerApi = (http: Http): Promise<number> => {
    if (http.url.pathname.startsWith(`${apiPrefix}/`))
      return serveRest({ world, ci, blobs, rates, faults, onExchange }, http);
    http.response.writeHead(404).end();
    return Promise.resolve(404);
  };
  const logs = createServer((request, response) => {
    const status = blobs.serve(request, response, faults);
    requests.push({ origin: 'logs', method: request.method ?? 'GET', path: request.url ?? '', status });
  });
  world.serverUrl = await listen(main);
  world.apiUrl = world.serverUrl + apiPrefix;
  world.blobUrl = await listen(logs);

  const repositoryNamed = (name: string): Repository => {
    const [owner = '', repo = ''] = name.split('/');
    const repository = findRepository(world, owner, repo);
    if (repository === undefined) throw new TypeError(`There is no repository ${name} here.`);
    return repository;
  };
  return {
    serverUrl: world.serverUrl,
    apiUrl: world.apiUrl,
    requests,
    createRepository: async (wish) => describe(world, await addRepository(world, ci, wish)),
    commitFiles: (name, branch, files, message) =>
      commitToBranch(world, ci, { repository: repositoryNamed(name), branch, files, message }),
    expireLogs: (name, runId) => {
      for (const run of repositoryNamed(name).runs) if (run.id === runId) run.logsExpired = true;
    },
    fault: (wish) => {
      const fault = createFault(wish);
      faults.push(fault);
      return {
        left: () => fault.left,
        clear: () => {
          fault.left = 0;
        },
      };
    },
    holdJobs: () => ci.hold(),
    waitForIdle: () => ci.activity.idle(),
    onExchange: (listener) => {
      listeners.push(listener);
    },
    close: async () => {
      await Promise.all([stop(main), stop(logs)]);
      await ci.close();
      await rm(world.root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
};

interface Http {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
}

const answerGit = async (
  parts: { world: World; ci: CiRunner; faults: Fault[] },
  http: Http,
): Promise<number> => {
  const { world, ci, faults } = parts;
  const { request, response, url } = http;
  const fault = takeFault(faults, request.method ?? 'GET', url.pathname + url.search);
  if (fault === null) return serveGit(world, ci, http);
  const answer = faultAnswer(fault, world.clock.now()) ?? { status: 200, headers: {}, body: '' };
  sendAnswer(response, { ...answer, body: Buffer.from(answer.body) }, fault);
  return answer.status;
};

const describe = (world: World, repository: Repository): StandInRepository => ({
  fullName: fullName(repository),
  cloneUrl: `${world.serverUrl}/${fullName(repository)}.git`,
  defaultBranch: repository.defaultBranch,
  gitDir: repository.gitDir,
});

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

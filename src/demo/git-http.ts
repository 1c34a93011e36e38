import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { type Caller, canRead, canWrite, identify } from './access.js';
import type { CiRunner } from './ci-runner.js';
import { announcePushes, changeRefs } from './push-events.js';
import { Refusal } from './refusal.js';
import { gitEnvironment } from './run-git.js';
import { findRepository, fullName, type Repository, type World } from './state.js';

const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export const isGitPath = (path: string): boolean => gitPath.test(path);

/** Serves the smart HTTP protocol through `git http-backend`; answers the status that went out. */
export const serveGit = async (
  world: World,
  ci: CiRunner,
  exchange: { request: IncomingMessage; response: ServerResponse; url: URL },
): Promise<number> => {
  const { request, response, url } = exchange;
  const [, owner = '', name = '', service = ''] = gitPath.exec(url.pathname) ?? [];
  const wantsPush = service === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  const access = judge(world, request, { owner, name, wantsPush });
  if ('status' in access) return refuse(response, access);
  const { repository, caller } = access;
  const serve = (): Promise<number> => runBackend({ request, response, url, service, repository, caller });
  if (service !== 'git-receive-pack') return serve();
  return changeRefs(ci, repository, async () => {
    const status = await serve();
    const actor = caller?.account ?? repository.owner;
    await announcePushes(world, ci, { repository, actor, startsRuns: caller?.startsRuns ?? true });
    response.end();
    return status;
  });
};

interface GitRefusal {
  status: number;
  text: string;
}

const judge = (
  world: World,
  request: IncomingMessage,
  wish: { owner: string; name: string; wantsPush: boolean },
): GitRefusal | { repository: Repository; caller: Caller } => {
  let caller: Caller;
  try {
    caller = identify(world, request.headers);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      status: 401,
      text: 'Invalid username or token. Password authentication is not supported for Git operations.',
    };
  }
  const repository = findRepository(world, wish.owner, wish.name);
  const isVisible = repository !== undefined && canRead(caller, repository);
  // Without a name git is asked for one, whether the repository exists or not.
  if (caller === null && (!isVisible || wish.wantsPush))
    return { status: 401, text: 'Authentication required' };
  if (!isVisible) return { status: 404, text: 'Repository not found.' };
  if (wish.wantsPush && caller !== null && !canWrite(caller, repository)) {
    const text =
      caller.scopes === undefined
        ? 'Write access to repository not granted.'
        : `Permission to ${fullName(repository)}.git denied to ${caller.account.login}.`;
    return { status: 403, text };
  }
  return { repository, caller };
};

const refuse = (response: ServerResponse, { status, text }: GitRefusal): number => {
  const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
  response.writeHead(status, { 'content-type': 'text/plain', ...challenge });
  response.end(`${text}\n`);
  return status;
};

interface BackendCall {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  service: string;
  repository: Repository;
  caller: Caller;
}

/** For a push the response stays open, so that the pusher returns only after its runs have begun. */
const runBackend = (call: BackendCall): Promise<number> =>
  new Promise((resolve, reject) => {
    const { request, response, repository, caller, service } = call;
    const child = spawn('git', ['http-backend'], {
      env: gitEnvironment({
        GIT_PROJECT_ROOT: dirname(repository.gitDir),
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: `/${repository.name}.git/${service}`,
        QUERY_STRING: call.url.search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        ...(request.headers['content-length'] === undefined
          ? {}
          : { CONTENT_LENGTH: request.headers['content-length'] }),
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_USER: caller?.account.login ?? '',
        REMOTE_ADDR: '127.0.0.1',
        STAND_IN_PROTECTED: repository.protectedBranches.join(' '),
        STAND_IN_WORKFLOW_SCOPE: (caller?.scopes ?? ['workflow']).includes('workflow') ? 'yes' : 'no',
        // Committer of nothing but reflogs; git insists on one.
        GIT_COMMITTER_NAME: 'GitHub',
        GIT_COMMITTER_EMAIL: 'noreply@github.com',
      }),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let head = Buffer.alloc(0);
    let status = 0;
    child.on('error', reject);
    child.stdin.on('error', () => undefined);
    request.pipe(child.stdin);
    // A pusher that went away would leave the backend waiting for the rest for ever.
    request.on('close', () => {
      if (!request.complete) child.kill();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (status !== 0) {
        response.write(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      const headers = head.subarray(0, end).toString('latin1').split('\r\n');
      status = Number(
        /^Status: (\d+)/i.exec(headers.find((line) => /^status:/i.test(line)) ?? '')?.[1] ?? 200,
      );
      response.writeHead(status, Object.fromEntries(headers.flatMap(headerPair)));
      response.write(head.subarray(end + 4));
    });
    child.on('close', () => {
      if (status === 0) response.writeHead(500);
      if (service !== 'git-receive-pack') response.end();
      resolve(status === 0 ? 500 : status);
    });
  });

const headerPair = (line: string): [string, string][] => {
  const at = line.indexOf(':');
  const name = line.slice(0, at);
  return /^status$/i.test(name) ? [] : [[name, line.slice(at + 1).trim()]];
};

import { canWrite } from './access.js';
import { readCommit, readFileAt, readRefs, resolveCommit } from './bare-repository.js';
import { notFound } from './refusal.js';
import {
  type Call,
  paginate,
  type Reply,
  type RepositoryCall,
  type Route,
  repositoryRoute,
  requireCaller,
} from './router.js';
import { git, tryGit } from './run-git.js';
import { shapeCommit } from './shape-commit.js';
import { repositoryPage, repositoryUrl, shapeAccount, shapeFullRepository } from './shape-repository.js';
import { toSeconds } from './state.js';

/** The caller, the limits, repositories, branches and file contents. */
export const repositoryRoutes: Route[] = [
  { method: 'GET', pattern: '/user', run: (call) => getUser(call) },
  { method: 'GET', pattern: '/rate_limit', run: (call) => getRateLimit(call) },
  repositoryRoute('GET', '', 'read', (call) => ({
    status: 200,
    body: shapeFullRepository(call.world, call.repository, permissionOf(call)),
  })),
  repositoryRoute('GET', '/branches', 'read', (call) => listBranches(call)),
  repositoryRoute('GET', '/branches/*branch', 'read', (call) => getBranch(call)),
  repositoryRoute('GET', '/rules/branches/*branch', 'read', (call) => getRules(call)),
  repositoryRoute('GET', '/contents/*path', 'read', (call) => getContents(call)),
];

const getUser = (call: Call): Reply => {
  const { account } = requireCaller(call);
  const created = toSeconds(0);
  return {
    status: 200,
    body: {
      ...shapeAccount(call.world, account),
      name: account.login,
      company: null,
      blog: '',
      location: null,
      email: null,
      hireable: null,
      bio: null,
      public_repos: call.world.repositories.size,
      public_gists: 0,
      followers: 0,
      following: 0,
      created_at: created,
      updated_at: created,
    },
  };
};

const getRateLimit = (call: Call): Reply => {
  const core = { ...call.rates.read(call.caller), resource: 'core' };
  return { status: 200, body: { resources: { core, search: { ...core, resource: 'search' } }, rate: core } };
};

const permissionOf = (call: RepositoryCall): 'none' | 'read' | 'write' => {
  if (call.caller === null) return 'none';
  return canWrite(call.caller, call.repository) ? 'write' : 'read';
};

const listBranches = async (call: RepositoryCall): Promise<Reply> => {
  const { repository, world } = call;
  const wanted = call.url.searchParams.get('protected');
  const branches = [...(await readRefs(repository.gitDir))]
    .filter(([ref]) => ref.startsWith('refs/heads/'))
    .map(([ref, sha]) => ({ name: ref.slice('refs/heads/'.length), sha }))
    .map(({ name, sha }) => ({
      name,
      commit: { sha, url: `${repositoryUrl(world, repository)}/commits/${sha}` },
      protected: repository.protectedBranches.includes(name),
    }))
    .filter((branch) => wanted === null || String(branch.protected) === wanted);
  const { items, headers } = paginate(call, branches);
  return { status: 200, body: items, headers };
};

const getBranch = async (call: RepositoryCall): Promise<Reply> => {
  const { repository, world } = call;
  const name = call.params.branch ?? '';
  const sha = await resolveCommit(repository.gitDir, `refs/heads/${name}`);
  if (sha === null) throw notFound();
  const self = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(name)}`;
  const isProtected = repository.protectedBranches.includes(name);
  return {
    status: 200,
    body: {
      name,
      commit: shapeCommit(world, repository, await readCommit(repository.gitDir, sha)),
      _links: { self, html: `${repositoryPage(world, repository)}/tree/${name}` },
      protected: isProtected,
      protection: {
        enabled: isProtected,
        required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
      },
      protection_url: `${self}/protection`,
    },
  };
};

/** What a push would meet: cifix can ask before it tries. */
const getRules = (call: RepositoryCall): Reply => {
  const { repository } = call;
  const isProtected = repository.protectedBranches.includes(call.params.branch ?? '');
  const source = {
    ruleset_source_type: 'Repository',
    ruleset_source: `${repository.owner.login}/${repository.name}`,
    ruleset_id: repository.id,
  };
  const parameters = {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 0,
    required_review_thread_resolution: false,
  };
  return { status: 200, body: isProtected ? [{ type: 'pull_request', parameters, ...source }] : [] };
};

const getContents = async (call: RepositoryCall): Promise<Reply> => {
  const { repository } = call;
  const path = (call.params.path ?? '').replace(/\/$/, '');
  const ref = call.url.searchParams.get('ref') ?? repository.defaultBranch;
  const commit = await resolveCommit(repository.gitDir, ref);
  if (commit === null) throw notFound();
  const entry = await tryGit(['ls-tree', '-z', '-l', commit, '--', path], { cwd: repository.gitDir });
  const [found] = parseEntries(entry.stdout.toString('utf8'));
  if (found === undefined || found.path !== path) throw notFound();
  if (found.type === 'tree') {
    const listing = await git(['ls-tree', '-z', '-l', commit, '--', `${path}/`], { cwd: repository.gitDir });
    return { status: 200, body: parseEntries(listing).map((item) => shapeEntry(call, item, ref)) };
  }
  const content = (await readFileAt(repository.gitDir, commit, path)) ?? Buffer.alloc(0);
  if (/\braw\b/.test(call.accept))
    return {
      status: 200,
      body: content.toString('utf8'),
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    };
  const encoded = content.toString('base64').replace(/.{60}(?=.)/g, '$&\n');
  return {
    status: 200,
    body: {
      ...shapeEntry(call, found, ref),
      encoding: 'base64',
      content: encoded === '' ? '' : `${encoded}\n`,
    },
  };
};

interface TreeEntry {
  type: string;
  sha: string;
  size: number;
  path: string;
}

const parseEntries = (text: string): TreeEntry[] =>
  text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [facts = '', path = ''] = line.split('\t');
      const [, type = 'blob', sha = '', size = '0'] = facts.split(/\s+/);
      return { type, sha, size: Number(size) || 0, path };
    });

const shapeEntry = (call: RepositoryCall, entry: TreeEntry, ref: string): Record<string, unknown> => {
  const { world, repository } = call;
  const api = repositoryUrl(world, repository);
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const isFolder = entry.type === 'tree';
  const gitUrl = `${api}/git/${isFolder ? 'trees' : 'blobs'}/${entry.sha}`;
  const page = `${repositoryPage(world, repository)}/${isFolder ? 'tree' : 'blob'}/${ref}/${path}`;
  return {
    type: isFolder ? 'dir' : 'file',
    size: entry.size,
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    url,
    git_url: gitUrl,
    html_url: page,
    download_url: isFolder ? null : `${repositoryPage(world, repository)}/raw/${ref}/${path}`,
    _links: { self: url, git: gitUrl, html: page },
  };
};

import { type Account, fullName, type Repository, toSeconds, type World } from './state.js';

type Shape = Record<string, unknown>;

/** Opaque to clients; only has to be stable and distinct. */
export const nodeId = (kind: string, id: number): string =>
  Buffer.from(`${kind}:${id}`).toString('base64url');

export const shapeAccount = (world: World, account: Account): Shape => {
  const url = `${world.apiUrl}/users/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('User', account.id),
    avatar_url: `${world.serverUrl}/avatars/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${world.serverUrl}/${account.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
};

export const repositoryUrl = (world: World, repository: Repository): string =>
  `${world.apiUrl}/repos/${fullName(repository)}`;

export const repositoryPage = (world: World, repository: Repository): string =>
  `${world.serverUrl}/${fullName(repository)}`;

/** Template of each `…_url` of a repository, below its own address. */
const links: Record<string, string> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** The short form that stands inside runs and statuses. */
export const shapeMinimalRepository = (world: World, repository: Repository): Shape => {
  const url = repositoryUrl(world, repository);
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    owner: shapeAccount(world, repository.owner),
    private: repository.private,
    html_url: repositoryPage(world, repository),
    description: null,
    fork: repository.parent !== null,
    url,
    ...Object.fromEntries(Object.entries(links).map(([key, template]) => [key, url + template])),
  };
};

export const shapeRepository = (world: World, repository: Repository): Shape => {
  const page = repositoryPage(world, repository);
  const openIssues = repository.issues.filter((issue) => issue.state === 'open').length;
  const host = new URL(world.serverUrl).host;
  return {
    ...shapeMinimalRepository(world, repository),
    git_url: `git://${host}/${fullName(repository)}.git`,
    ssh_url: `git@${host}:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 1,
    default_branch: repository.defaultBranch,
    open_issues_count: openIssues,
    open_issues: openIssues,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: repository.private ? 'private' : 'public',
    pushed_at: toSeconds(repository.pushedAt),
    created_at: toSeconds(repository.createdAt),
    updated_at: toSeconds(repository.pushedAt),
    license: null,
    ...(repository.parent === null ? {} : { parent: shapeRepository(world, repository.parent) }),
  };
};

/** `GET /repos/…` tells more than a repository inside another answer, the caller's rights among it. */
export const shapeFullRepository = (
  world: World,
  repository: Repository,
  permission: 'none' | 'read' | 'write',
) => ({
  ...shapeRepository(world, repository),
  subscribers_count: 0,
  network_count: 0,
  ...(permission === 'none'
    ? {}
    : {
        permissions: {
          admin: false,
          maintain: false,
          push: permission === 'write',
          triage: permission === 'write',
          pull: true,
        },
      }),
});

export interface GitHubHosts {
  /** Base of the REST API, without a trailing slash. */
  apiUrl: string;
  /** Where people and git go. */
  serverUrl: string;
}

/** GITHUB_API_URL and GITHUB_SERVER_URL; each is worked out from the other where only one is set. */
export function findHosts(env: Readonly<Record<string, string | undefined>>): GitHubHosts {
  const api = env.GITHUB_API_URL?.replace(/\/+$/, '');
  const server = env.GITHUB_SERVER_URL?.replace(/\/+$/, '');
  if (api) return { apiUrl: api, serverUrl: server ?? serverOf(api) };
  if (server && server !== 'https://github.com') return { apiUrl: `${server}/api/v3`, serverUrl: server };
  return { apiUrl: 'https://api.github.com', serverUrl: 'https://github.com' };
}

const serverOf = (api: string): string =>
  api === 'https://api.github.com' ? 'https://github.com' : api.replace(/\/api\/v3$/, '');

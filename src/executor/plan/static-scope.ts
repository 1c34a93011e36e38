import type { Scope } from '../expressions/evaluate.js';
import { toData } from '../expressions/to-data.js';

/** What is known about a run before any of it has run. */
export interface RunFacts {
  event: string;
  repo?: string;
  sha?: string;
  ref?: string;
}

export interface StaticContexts {
  matrix?: Record<string, unknown>;
  inputs?: Record<string, unknown>;
  strategy?: Record<string, unknown>;
}

/** The contexts that GitHub's server evaluates a job's head with (name, matrix, runs-on, if). */
export function staticScope(facts: RunFacts, contexts: StaticContexts = {}): Scope {
  return {
    contexts: {
      github: toData(githubFacts(facts)),
      matrix: toData(contexts.matrix ?? {}),
      inputs: toData(contexts.inputs ?? {}),
      strategy: toData(contexts.strategy ?? {}),
      ...Object.fromEntries(['needs', 'vars', 'env', 'secrets'].map((name) => [name, toData({})])),
    },
    functions: {
      success: () => toData(true),
      always: () => toData(true),
      failure: () => toData(false),
      cancelled: () => toData(false),
      hashfiles: () => toData(''),
    },
  };
}

export function githubFacts({ event, repo = '', sha = '', ref = '' }: RunFacts): Record<string, unknown> {
  const [owner = '', name = ''] = repo.split('/');
  return {
    event_name: event,
    repository: repo,
    repository_owner: owner,
    sha,
    ref,
    ref_name: ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    server_url: 'https://github.com',
    api_url: 'https://api.github.com',
    graphql_url: 'https://api.github.com/graphql',
    event: { repository: { full_name: repo, name, owner: { login: owner } }, ref },
  };
}

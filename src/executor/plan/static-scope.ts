import type { Scope } from '../expressions/evaluate.js';
import { toData } from '../expressions/to-data.js';
import { isMap } from '../workflow/coerce.js';

/** What is known about a run before any of it has run. */
export interface RunFacts {
  event: string;
  repo?: string;
  sha?: string;
  ref?: string;
  headRef?: string;
  baseRef?: string;
  actor?: string;
  runNumber?: number;
  pullRequest?: number;
  /** Does the head of the pull request live in another repository? */
  fork?: boolean;
  /** The event's payload, where it is known; what stands in for it holds only what the other facts say. */
  payload?: Record<string, unknown>;
  /** Inputs that a person gave to a `workflow_dispatch`. */
  dispatched?: Record<string, unknown>;
  vars?: Record<string, string>;
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
      vars: toData(facts.vars ?? {}),
      ...Object.fromEntries(['needs', 'env', 'secrets'].map((name) => [name, toData({})])),
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

export function githubFacts(facts: RunFacts): Record<string, unknown> {
  const { event, repo = '', sha = '', ref = '', actor = '', runNumber } = facts;
  const [owner = ''] = repo.split('/');
  return {
    event_name: event,
    repository: repo,
    repository_owner: owner,
    sha,
    ref,
    ref_name: ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    head_ref: facts.headRef ?? '',
    base_ref: facts.baseRef ?? '',
    ...(actor !== '' && { actor, triggering_actor: actor }),
    ...(runNumber !== undefined && { run_number: String(runNumber) }),
    server_url: 'https://github.com',
    api_url: 'https://api.github.com',
    graphql_url: 'https://api.github.com/graphql',
    event: facts.payload ?? payloadOf(facts),
  };
}

/** The name of a fork is not known, only that it is one. */
const forkOr = (repo: string, fork: boolean): Record<string, unknown> =>
  fork ? { fork } : { fork, full_name: repo };

/** As much of the payload as follows from the other facts. */
function payloadOf({ event, repo = '', ref = '', sha = '', ...facts }: RunFacts): Record<string, unknown> {
  const [owner = '', name = ''] = repo.split('/');
  const repository = { full_name: repo, name, owner: { login: owner } };
  const { pullRequest: number, headRef, baseRef, dispatched } = facts;
  if (event.startsWith('pull_request')) {
    const headRepo = facts.fork === undefined ? {} : { repo: forkOr(repo, facts.fork) };
    const head = { ...(headRef !== undefined && { ref: headRef }), ...headRepo };
    const base = { ...(baseRef !== undefined && { ref: baseRef }), repo: { full_name: repo, fork: false } };
    return { repository, ...(number !== undefined && { number, pull_request: { number, head, base } }) };
  }
  const pushed = event === 'push' ? { after: sha } : {};
  return { repository, ref, ...pushed, ...(isMap(dispatched) && { inputs: dispatched }) };
}

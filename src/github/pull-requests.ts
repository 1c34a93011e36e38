import type { z } from 'zod';
import type { NewPullRequest, PullRequest } from '../domain/index.js';
import type { Client } from './create-client.js';
import { named } from './named.js';
import { failureOf } from './request-failure.js';
import { readBody, WirePull } from './wire.js';

type Request = Client['request'];

export async function getPullRequest(request: Request, repo: string, number: number): Promise<PullRequest> {
  const response = await request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...named(repo),
    pull_number: number,
  });
  return toPull(readBody(WirePull, response, `pull request ${number}`));
}

/** The open pull request from a branch of the repository itself into `base`. */
export async function findOpenPullRequest(
  request: Request,
  repo: string,
  { head, base }: { head: string; base: string },
): Promise<PullRequest | undefined> {
  const { owner } = named(repo);
  const response = await request('GET /repos/{owner}/{repo}/pulls', {
    ...named(repo),
    state: 'open',
    head: `${owner}:${head}`,
    base,
  });
  const pulls = readBody(WirePull.array(), response, 'the pull requests').map(toPull);
  return pulls.find((pull) => pull.headBranch === head);
}

/** Opens it, or answers the one that is open already. */
export async function createPullRequest(
  request: Request,
  repo: string,
  pull: NewPullRequest,
): Promise<PullRequest> {
  const route = 'POST /repos/{owner}/{repo}/pulls';
  const parameters = { ...named(repo), ...pull };
  const response = await request(route, parameters, { accept: [422] });
  if (response.status !== 422) return toPull(readBody(WirePull, response, 'the new pull request'));
  // The answer to a first try may have been lost on the way, and the second finds its work done.
  const open = await findOpenPullRequest(request, repo, pull);
  if (open) return open;
  throw failureOf(route, parameters, response);
}

/** Closes it without merging; one that is closed already stays so. */
export async function closePullRequest(request: Request, repo: string, number: number): Promise<PullRequest> {
  const response = await request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...named(repo),
    pull_number: number,
    state: 'closed',
  });
  return toPull(readBody(WirePull, response, `pull request ${number}`));
}

const toPull = (wire: z.infer<typeof WirePull>): PullRequest => ({
  number: wire.number,
  url: wire.html_url,
  state: wire.merged_at ? 'merged' : wire.state === 'open' ? 'open' : 'closed',
  headBranch: wire.head.ref,
  headSha: wire.head.sha,
  headRepo: wire.head.repo?.full_name ?? null,
  baseBranch: wire.base.ref,
});

import { z } from 'zod';
import type { Commit, Job, Run } from '../domain/index.js';
import { CifixError } from '../errors/index.js';
import type { ClientResponse } from './create-client.js';

// What cifix reads of GitHub's answers. Every body goes through one of these: a body that was cut off
// in the middle reaches Octokit's caller as status 200 with a string or nothing in it.

const WireRun = z.object({
  id: z.number().int(),
  name: z.string().nullish(),
  run_attempt: z.number().int().default(1),
  path: z.string(),
  event: z.string(),
  head_branch: z.string().nullable(),
  head_sha: z.string(),
  head_repository: z.object({ full_name: z.string() }).nullish(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  created_at: z.string(),
  html_url: z.string(),
  run_number: z.number().int().optional(),
  actor: z.object({ login: z.string() }).nullish(),
  pull_requests: z
    .array(z.object({ number: z.number().int(), base: z.object({ ref: z.string() }).optional() }))
    .nullish(),
});

const WireStep = z.object({
  number: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
});

const WireJob = z.object({
  id: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  run_attempt: z.number().int().optional(),
  labels: z.array(z.string()).default([]),
  steps: z.array(WireStep).default([]),
});

export const WireRunList = z.object({ total_count: z.number().int(), workflow_runs: z.array(WireRun) });
export const WireJobList = z.object({ total_count: z.number().int(), jobs: z.array(WireJob) });
export const WireRepository = z.object({
  full_name: z.string(),
  clone_url: z.string().optional(),
  default_branch: z.string(),
  archived: z.boolean().default(false),
  permissions: z.object({ push: z.boolean() }).partial().optional(),
});
export const WirePull = z.object({
  number: z.number().int(),
  html_url: z.string(),
  state: z.string(),
  merged_at: z.string().nullish(),
  head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
  base: z.object({ ref: z.string() }),
});
export const WireUser = z.object({ login: z.string() });
const WireFile = z.object({ filename: z.string(), previous_filename: z.string().optional() });
export const WireCommit = z.object({
  sha: z.string(),
  commit: z.object({ message: z.string(), author: z.object({ name: z.string().optional() }).nullish() }),
  author: z.object({ login: z.string().optional() }).nullish(),
  parents: z.array(z.object({ sha: z.string() })),
  files: z.array(WireFile).optional(),
});
export const WireComparison = z.object({
  total_commits: z.number().int(),
  commits: z.array(WireCommit),
  files: z.array(WireFile).optional(),
});
export { WireJob, WireRun };

/** The body as the schema has it; anything else means that the answer did not arrive whole. */
export function readBody<T>(schema: z.ZodType<T>, response: ClientResponse, what: string): T {
  const checked = schema.safeParse(response.data);
  if (checked.success) return checked.data;
  throw new CifixError({
    kind: 'remote',
    code: 'github-answer-broken',
    message: `GitHub's answer for ${what} did not arrive whole or has another shape.`,
    hint: 'What was done is saved; try again.',
    facts: { what, status: response.status, fault: checked.error.issues[0]?.message },
  });
}

export const toRun = (repo: string, wire: z.infer<typeof WireRun>): Run => ({
  id: wire.id,
  attempt: wire.run_attempt,
  repo,
  workflow: wire.name ?? wire.path,
  path: wire.path.split('@')[0] ?? wire.path,
  event: wire.event,
  branch: wire.head_branch,
  headSha: wire.head_sha,
  // Null is a fork that is gone; a listing that leaves the field out speaks of the repository itself.
  headRepo: wire.head_repository === undefined ? repo : (wire.head_repository?.full_name ?? null),
  status: wire.status ?? 'unknown',
  conclusion: wire.conclusion,
  createdAt: wire.created_at,
  url: wire.html_url,
  pullRequests: (wire.pull_requests ?? []).map(({ number }) => number),
  ...(wire.pull_requests?.[0]?.base ? { baseBranch: wire.pull_requests[0].base.ref } : {}),
  ...(wire.actor ? { actor: wire.actor.login } : {}),
  ...(wire.run_number === undefined ? {} : { runNumber: wire.run_number }),
});

export const toJob = (wire: z.infer<typeof WireJob>): Job => ({
  id: wire.id,
  name: wire.name,
  status: wire.status,
  conclusion: wire.conclusion,
  startedAt: wire.started_at ?? null,
  completedAt: wire.completed_at ?? null,
  labels: wire.labels,
  steps: wire.steps.map((step) => ({
    number: step.number,
    name: step.name,
    status: step.status,
    conclusion: step.conclusion,
    startedAt: step.started_at ?? null,
    completedAt: step.completed_at ?? null,
  })),
});

export const toCommit = (wire: z.infer<typeof WireCommit>): Commit => ({
  sha: wire.sha,
  title: wire.commit.message.split('\n')[0] ?? '',
  author: wire.commit.author?.name ?? wire.author?.login ?? 'unknown',
  parents: wire.parents.map(({ sha }) => sha),
  ...(wire.files ? { files: pathsOf(wire.files) } : {}),
});

/** Paths of changed files; of a renamed one the old path, too. */
export const pathsOf = (files: readonly z.infer<typeof WireFile>[] = []): string[] => [
  ...new Set(
    files.flatMap(({ filename, previous_filename: previous }) => [filename, ...(previous ? [previous] : [])]),
  ),
];

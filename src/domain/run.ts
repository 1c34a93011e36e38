import { z } from 'zod';

export const Step = z.object({
  number: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
});
export type Step = z.infer<typeof Step>;

export const Job = z.object({
  id: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  labels: z.array(z.string()),
  steps: z.array(Step),
});
export type Job = z.infer<typeof Job>;

/** A workflow run of GitHub Actions; `repo` is `owner/name`. */
export const Run = z.object({
  id: z.number().int(),
  attempt: z.number().int(),
  repo: z.string(),
  workflow: z.string(),
  /** Path of the workflow file, relative to the repository root, without `@ref`. */
  path: z.string(),
  event: z.string(),
  /** Null for runs of a tag or a detached commit. */
  branch: z.string().nullable(),
  headSha: z.string(),
  /** `owner/name` the head branch lives in; differs from `repo` for a fork. Null when the fork is gone. */
  headRepo: z.string().nullable(),
  status: z.string(),
  conclusion: z.string().nullable(),
  createdAt: z.string(),
  url: z.string(),
  pullRequests: z.array(z.number().int()),
  /** Login of who started it. */
  actor: z.string().optional(),
  /** Branch that its first pull request goes into. */
  baseBranch: z.string().optional(),
  /** Its number among the runs of its workflow. */
  runNumber: z.number().int().optional(),
});
export type Run = z.infer<typeof Run>;

const failingConclusions = new Set(['failure', 'timed_out', 'startup_failure', 'action_required']);

export const isFailing = (thing: { conclusion: string | null }): boolean =>
  thing.conclusion !== null && failingConclusions.has(thing.conclusion);

/** Names of repositories are the same in any case of letters; a fork that is gone is a fork. */
export const isFork = ({ headRepo, repo }: Run): boolean => headRepo?.toLowerCase() !== repo.toLowerCase();

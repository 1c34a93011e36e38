import type { Run } from './run.js';

export interface Repository {
  /** `owner/name` as GitHub spells it. */
  fullName: string;
  cloneUrl?: string;
  defaultBranch: string;
  archived: boolean;
  /** Undefined when GitHub does not say. */
  canPush?: boolean;
}

export interface PullRequest {
  number: number;
  url: string;
  state: 'open' | 'closed' | 'merged';
  headBranch: string;
  headSha: string;
  headRepo: string | null;
  baseBranch: string;
}

export interface NewPullRequest {
  head: string;
  base: string;
  title: string;
  body: string;
}

export interface RunPage {
  /** Undefined when nothing changed since the given ETag. */
  runs?: Run[];
  etag?: string;
}

export interface Account {
  login: string;
  /** Scopes of a classic token; undefined for other kinds. */
  scopes?: string[];
  rateLimitRemaining: number | null;
}

import type { BugReport, Failure, FileChange, Plan, ReplayFacts, Workspace } from '../domain/index.js';
import type { Replay } from './ports.js';

/** One failing job on the bench: its own workspace, its replay, and what is wrong with it at the moment. */
export interface BenchJob {
  workspace: Workspace;
  plan: Plan;
  failure: Failure;
  /** Root causes as they stand: of the replay first, of the latest verification later. */
  reports: BugReport[];
  /** Fingerprints of the root causes before any change. */
  causes: readonly string[];
  /** The replay that was red before any change. */
  before: Replay;
  /** The newest red replay: its failing step and the state before it. */
  latest: Replay;
}

/** What a heal holds in memory between replay and approval; made again when the heal is resumed. */
export interface Workbench {
  gitDir: string;
  facts: ReplayFacts;
  /** The commit the fix is made against: the failing one, or the last one that cifix pushed. */
  base: string;
  /** Tree with every change that has proved useful so far. */
  kept: string;
  jobs: BenchJob[];
  /** Recipes that were run, by job and fingerprint. */
  tried: Set<string>;
  /** The change under proof. */
  candidate?: Candidate;
}

export interface Candidate {
  tree: string;
  byRecipe: boolean;
  touchesTests: boolean;
  /** Manifests or lockfiles changed: the failing step alone proves nothing before packages are installed anew. */
  changesInstall: boolean;
  /** How each job of the bench stands with it, once it has proved itself. */
  standing?: Standing[];
}

/** What is wrong with a job, and the replay that showed it. */
export type Standing = Pick<BenchJob, 'reports' | 'latest' | 'failure'>;

const installFiles =
  /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|pyproject\.toml|poetry\.lock|uv\.lock|requirements[^/]*\.txt|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|Gemfile(?:\.lock)?|composer\.(?:json|lock))$/;

export const changesInstall = (changes: readonly FileChange[]): boolean =>
  changes.some(({ file }) => installFiles.test(file));

export const fingerprintsOf = (reports: readonly BugReport[]): string[] =>
  [...new Set(reports.map(({ fingerprint }) => fingerprint))].sort();

export const rootCauses = (reports: readonly BugReport[]): BugReport[] => {
  const roots = reports.filter(({ rootCause }) => rootCause);
  return roots.length > 0 ? roots : reports.slice(0, 1);
};

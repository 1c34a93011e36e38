import type {
  Attempt,
  BugReport,
  Failure,
  FileChange,
  FixTask,
  HealRecord,
  ModelAnswer,
  Plan,
  Recollection,
  ReplayFacts,
  Workspace,
} from '../domain/index.js';
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
  /** Other answers to the question that the candidate answers, the smallest first. */
  rivals?: Rival[];
  /** What earlier heals teach about this failure. */
  memory?: Recollection;
}

export type EditedAnswer = Extract<ModelAnswer, { kind: 'edited' }>;

/** A model's answer whose edits wait to be tried. */
export interface Rival {
  tree: string;
  answer: EditedAnswer;
  agreement?: Attempt['agreement'];
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

/** The root causes of the jobs on the bench, to be remembered. */
export function causesOf(jobs: readonly BenchJob[]): NonNullable<HealRecord['causes']> {
  const causes = new Map(
    jobs.flatMap(({ reports }) => reports).map(({ fingerprint, message }) => [fingerprint, message]),
  );
  return [...causes].slice(0, maxCauses).map(([fingerprint, message]) => ({
    fingerprint,
    message: message.slice(0, maxCauseChars),
  }));
}

const maxCauses = 10;
const maxCauseChars = 300;

export const fingerprintsOf = (reports: readonly BugReport[]): string[] =>
  [...new Set(reports.map(({ fingerprint }) => fingerprint))].sort();

export const rootCauses = (reports: readonly BugReport[]): BugReport[] => {
  const roots = reports.filter(({ rootCause }) => rootCause);
  return roots.length > 0 ? roots : reports.slice(0, 1);
};

export const isRed = (job: BenchJob): boolean => job.reports.length > 0;

export const taskOf = (job: BenchJob, workspace = job.workspace): FixTask => ({
  workspace,
  plan: job.plan,
  failure: job.failure,
  reports: job.reports,
  command: job.latest.command,
  step: job.latest.failedStep,
  session: job.latest.session,
});

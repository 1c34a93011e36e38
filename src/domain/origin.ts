import { z } from 'zod';
import type { Run } from './run.js';

/** A run that marks where a job changed its colour. */
export const RunMark = z.object({
  runId: z.number().int(),
  sha: z.string(),
  url: z.string(),
  /** When the run was created. */
  at: z.string(),
  /** Set when the run is not of the failing run's own branch. */
  branch: z.string().optional(),
  /** Of the run's commit, when it was looked up. */
  author: z.string().optional(),
  title: z.string().optional(),
});
export type RunMark = z.infer<typeof RunMark>;

/** A commit between the last green and the first red run. */
export const Suspect = z.object({
  sha: z.string(),
  title: z.string(),
  author: z.string(),
  /** Files it changed that the failure names, that a failing test is named after, or that its kind of failure comes from. */
  touches: z.array(z.string()),
});
export type Suspect = z.infer<typeof Suspect>;

/** The first bad commit, found by replaying the failing job. */
export const Bisected = z.object({
  sha: z.string(),
  title: z.string(),
  author: z.string(),
  /** Jobs that were run on this machine to find it. */
  replays: z.number().int(),
});
export type Bisected = z.infer<typeof Bisected>;

/** Whose red it is: where the same job was last green, and what came in since. */
export const Origin = z.object({
  /** The oldest run of the unbroken line of red ones that ends with the diagnosed run. */
  firstRed: RunMark.optional(),
  lastGreen: RunMark.optional(),
  /** The same job on the parent of the diagnosed run's commit. */
  parent: z.enum(['green', 'red', 'unknown']),
  /** The same job on the branch that this one goes into; absent when the run is of that branch itself. */
  base: z.object({ branch: z.string(), conclusion: z.string() }).optional(),
  /** Those that changed most such files first, then the newest. */
  suspects: z.array(Suspect),
  bisected: Bisected.optional(),
});
export type Origin = z.infer<typeof Origin>;

/** Something that the red log says otherwise than the last green log of the same job. */
export const LogDifference = z.object({
  kind: z.enum(['runner-image', 'tool', 'action', 'dependency', 'cache', 'line']),
  name: z.string(),
  /** Absent when only the red log has it. */
  green: z.string().optional(),
  red: z.string().optional(),
});
export type LogDifference = z.infer<typeof LogDifference>;

export interface Commit {
  sha: string;
  /** First line of its message. */
  title: string;
  author: string;
  parents: string[];
  /** Paths it changed, old and new ones; absent in listings. */
  files?: string[];
}

/** Commits that the head has and the base has not, oldest first, and the paths that all of them changed. */
export interface Comparison {
  commits: Commit[];
  files: string[];
  /** Of all, when the answer holds only some. */
  total: number;
}

/** A job in a run: `absent` when it was skipped, cancelled or not part of it. */
export type JobColour = 'green' | 'red' | 'absent';

/** An earlier run of the same workflow; `job` as soon as somebody looked. */
export interface PastRun {
  run: Run;
  job?: JobColour;
}

/** What one log is remembered by, to be held against another log of the same job. */
export interface LogPortrait {
  /** Versions, keys and images that the log tells. */
  facts: readonly { kind: LogDifference['kind']; name: string; value: string }[];
  /** Lines without what changes from run to run, each with its first appearance. */
  templates: ReadonlyMap<string, { number: number; text: string }>;
  /** False when the log had more than is kept: then absence proves nothing. */
  whole: boolean;
}

import type { BugReport } from '../../domain/index.js';

/** The project as a recipe may see it. */
export interface Project {
  /** Tracked files, relative to the root. */
  files: readonly string[];
  readFile(path: string): Promise<string | undefined>;
  /** The failing step's script. */
  command: string;
  /** Directory that the failing step ran in, relative to the root; '' is the root. */
  directory: string;
}

/** What a recipe wants done. */
export type RecipeAction =
  | {
      kind: 'command';
      argv: string[];
      /** Relative to the root. */
      directory: string;
      network: boolean;
      env?: Record<string, string>;
    }
  | { kind: 'make-executable'; files: string[] };

/**
 * `formatter`: changes layout only, may touch tests. `tool`: a change that the project's own tool works
 * out. `snapshot`: accepts what the code does now as what is expected, so a person must look.
 */
export type SafetyClass = 'formatter' | 'tool' | 'snapshot';

/** A fix without a model: which reports it answers, what it runs, and what that may change. */
export interface Recipe {
  name: string;
  title: string;
  safety: SafetyClass;
  /** Is this a report that the recipe can mend? */
  answers(report: BugReport): boolean;
  /** Only with all root causes of the step answered; half an answer would hide the rest. */
  needsAll?: boolean;
  mayTouch(file: string, reported: ReadonlySet<string>): boolean;
  plan(reports: readonly BugReport[], project: Project): Promise<RecipeAction | undefined>;
}

export const filesOf = (reports: readonly BugReport[]): string[] => [
  ...new Set(reports.flatMap(({ file }) => (file === undefined ? [] : [file]))),
];

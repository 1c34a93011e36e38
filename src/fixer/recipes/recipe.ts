import type { BugReport, Edit } from '../../domain/index.js';

/** A `run:` step as the workflow has it; its text may hold `${{ }}`. */
export interface EarlierStep {
  script: string;
  /** Relative to the root. */
  directory: string;
}

/** The project as a recipe may see it. */
export interface Project {
  /** Tracked files, relative to the root. */
  files: readonly string[];
  readFile(path: string): Promise<string | undefined>;
  /** The failing step's script. */
  command: string;
  /** Directory that the failing step ran in, relative to the root; '' is the root. */
  directory: string;
  /** Path of the workflow that the failing job is in. */
  workflow?: string;
  /** The `run:` steps of the job before the failing one, the nearest first. */
  earlier?: readonly EarlierStep[];
}

export interface RecipeCommand {
  argv: string[];
  /** Relative to the root. */
  directory: string;
  network: boolean;
  env?: Record<string, string>;
}

/** What a recipe wants done. */
export type RecipeAction =
  | ({ kind: 'command' } & RecipeCommand)
  /** One after the other, whatever they exit with: a linter that fixed something still exits red. */
  | { kind: 'commands'; commands: RecipeCommand[] }
  | { kind: 'edit'; edits: Edit[] }
  | { kind: 'make-executable'; files: string[] }
  | { kind: 'unix-line-ends'; files: string[] };

/**
 * `formatter`: changes layout only, may touch tests. `tool`: a change that the project's own tool works
 * out. `snapshot`: accepts what the code does now as what is expected, so a person must look. `proposal`:
 * one of several right answers, or a file that decides over CI: never made without a person.
 */
export const safetyClasses = ['formatter', 'tool', 'snapshot', 'proposal'] as const;
export type SafetyClass = (typeof safetyClasses)[number];

/** Content of files by their path. */
export type Texts = ReadonlyMap<string, string>;

/** A fix without a model: which reports it answers, what it runs, and what that may change. */
export interface Recipe {
  name: string;
  title: string;
  safety: SafetyClass;
  /** Programs that it runs; none for one that edits by itself. */
  tools: readonly string[];
  languages: readonly string[];
  /** Is this a report that the recipe can mend? */
  answers(report: BugReport): boolean;
  /** Only with all root causes of the step answered; half an answer would hide the rest. */
  needsAll?: boolean;
  mayTouch(file: string, reported: ReadonlySet<string>): boolean;
  /** A last look at all files that it may touch, where some changes are right and others are not. */
  accepts?(before: Texts, after: Texts): boolean;
  plan(reports: readonly BugReport[], project: Project): Promise<RecipeAction | undefined>;
}

export const filesOf = (reports: readonly BugReport[]): string[] => [
  ...new Set(reports.flatMap(({ file }) => (file === undefined ? [] : [file]))),
];

/** All that a report says, for signals that recognisers put in different places. */
export const textOf = ({ message, evidence, code }: BugReport): string =>
  `${code ?? ''} ${message}\n${evidence.excerpt}`;

/** A path as a tool started in `directory` must be told it; `./` keeps it from being an option. */
export const fromDirectory = (directory: string, file: string): string => {
  if (directory === '') return `./${file}`;
  return file.startsWith(`${directory}/`)
    ? `./${file.slice(directory.length + 1)}`
    : `${'../'.repeat(directory.split('/').length)}${file}`;
};

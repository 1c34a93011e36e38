import type { BugReport, ChangedFile, FileChange } from '../../domain/index.js';

export interface GatePolicy {
  maxFiles: number;
  maxLines: number;
  /** Glob patterns that no fix may touch. */
  protectedPaths: readonly string[];
  /** Changes up to this risk need no person; undefined: a person is always asked. */
  automaticUpToRisk?: number;
  /** Glob patterns of `owner/name`: a change of these is written to a file and never pushed. */
  protectedRepositories?: readonly string[];
}

export interface ProposedChange {
  changes: readonly FileChange[];
  patch: string;
  /** Whole texts of what changes; of a file that is not among them the patch is read. */
  files?: readonly ChangedFile[];
  /** Root causes that are to be mended. */
  reports?: readonly BugReport[];
  byRecipe: boolean;
  /** Formatters and snapshot updates may touch tests; nothing else may. */
  touchesTests: boolean;
  /** A recipe that only proposes: a person decides, whatever the risk. */
  proposal?: boolean;
}

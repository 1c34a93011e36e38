import type { FileChange } from './fix-proposal.js';

/** A directory of cifix's own with the project's files in it, driven by a git directory outside of it. */
export interface Workspace {
  /** The heal it belongs to. */
  id: string;
  /** Absolute path of the project's files: the only place that project code may write to. */
  tree: string;
  /** Absolute path for scripts, RUNNER_TEMP, HOME and tool shims of the replay. */
  scratch: string;
  /** The trusted bare git directory; project code never writes to it. */
  gitDir: string;
  /** The commit that the tree started from, 40 hex digits. */
  commit: string;
}

/** What stays when a tree is reset: `dependencies` as CI would find it but with installed packages; `build-outputs` all that git ignores. */
export type Keep = 'nothing' | 'dependencies' | 'build-outputs';

export interface TreeDiff {
  /** Unified diff with full index lines; applies with `git apply`. */
  patch: string;
  changes: FileChange[];
}

/** A picture of a person's working tree in a git directory of our own. */
export interface LocalSnapshot {
  gitDir: string;
  /** A commit that holds the working tree as it is, tracked and untracked, without what git ignores. */
  commit: string;
  branch: string | null;
  /** Absolute path of the top of the working tree. */
  top: string;
  /** URL of `origin` without credentials, when there is one. */
  originUrl?: string;
}

// Workspaces: one bare mirror a repository, one directory a heal, locks. It never runs project code.
export { listCache, type PruneLimits, pruneCache, tidyCache } from './cache.js';
export { readBlob, takeBackFiles, writeTexts } from './compose-tree.js';
export { diffTrees, transplant } from './diff-trees.js';
export { findRevert } from './find-revert.js';
export { acquireLock, withLock } from './lock.js';
export { fetchCommit, fetchMerge, type MirrorRequest, mirrorPath, snapshotLocal } from './mirror.js';
export {
  applyPatch,
  createWorkspace,
  keepObject,
  listWorkspaceFiles,
  readWorkspaceFile,
  removeWorkspace,
  resetTree,
  workspaceRoot,
  writeTree,
} from './workspace.js';
export { type LocalWriteRequest, writeToLocal } from './write-to-local.js';

// Git: commits, remote heads and pushes through a trusted git directory. It never builds and never authors a change.
export { type CommitRequest, commitTree } from './commit.js';
export { type PushRequest, pushCommit, type Remote, readRemoteHead } from './push.js';
export { createRunGit } from './run-git.js';

import { existsSync, realpathSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';

import { within } from '../sandbox/mounts.js';
import type { JobRun } from './job-run.js';
import { hostPathOf } from './work-root.js';

export interface FoundFolder {
  /** As the job sees it. */
  path: string;
  /** Where it lies on this machine. */
  onHost: string;
}

/** A working directory: absolute, and after links within the workspace or the scratch space. */
export function findFolder(job: JobRun, written: string): FoundFolder | { problem: string } {
  const { workspace } = job;
  const path = resolve(job.root, written);
  const onHost = path === job.root ? workspace.tree : hostPathOf(job, path);
  // A folder of the image: the engine says when it is missing.
  if (job.container && ![job.root, workspace.tree, workspace.scratch].some((place) => within(path, place)))
    return { path, onHost };
  if (!existsSync(onHost) || !statSync(onHost).isDirectory()) {
    return {
      problem: `An error occurred trying to start process: working directory '${written}' does not exist`,
    };
  }
  const real = realpathSync(onHost);
  const allowed = [workspace.tree, workspace.scratch].map((folder) => realpathSync(folder));
  const inside = allowed.some(
    (folder) => !relative(folder, real).startsWith(`..${sep}`) && relative(folder, real) !== '..',
  );
  return inside ? { path, onHost } : { problem: `the working directory '${written}' leaves the workspace` };
}

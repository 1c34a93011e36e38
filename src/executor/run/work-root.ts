import { existsSync } from 'node:fs';
import { lstat, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

import type { Plan, Workspace } from '../../domain/index.js';
import { makeScratchFolder } from '../sandbox/scratch-files.js';
import type { JobRun } from './job-run.js';
import type { Layer } from './job-session.js';
import type { Folder } from './walk-files.js';

/** GITHUB_WORKSPACE: the tree itself, or a folder around it when the workflow checks it out into one. */
export const rootOf = ({ tree, scratch }: Workspace, { checkoutPath }: Plan): string =>
  checkoutPath === undefined ? tree : join(scratch, '_work');

/** Where the repository's own files are seen by the job. */
export const treeInJob = ({ root, plan }: Pick<JobRun, 'root' | 'plan'>): string =>
  join(root, plan.checkoutPath ?? '');

const layersOf = ({ plan, workspace, session }: JobRun): Layer[] => [
  ...(plan.checkoutPath === undefined ? [] : [{ from: workspace.tree, at: plan.checkoutPath }]),
  ...(session.layers ?? []),
];

/** The folders that make up GITHUB_WORKSPACE, as they lie on this machine. */
export const foldersOf = (job: JobRun): Folder[] => {
  const layers = layersOf(job).map(({ from, at }) => ({ onHost: from, at }));
  return [{ onHost: job.root, at: '' }, ...layers].filter(({ onHost }) => existsSync(onHost));
};

/** Where a path that the job sees lies on this machine. */
export function hostPathOf(job: JobRun, path: string): string {
  const layer = layersOf(job).findLast(({ at }) => isWithin(path, join(job.root, at)));
  return layer === undefined ? path : join(layer.from, relative(join(job.root, layer.at), path));
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}${sep}`);

/**
 * Makes the layers visible: in a sandbox as mounts, of which this answers the list; outside of one as links,
 * beside which `..` is another folder than in CI.
 */
export async function placeLayers(job: JobRun): Promise<{ from: string; to: string }[]> {
  const { workspace, root, sandbox } = job;
  if (root !== workspace.tree) await makeScratchFolder(workspace.scratch, root);
  const binds = layersOf(job).map(({ from, at }) => ({ from, to: join(root, at) }));
  for (const { from, to } of binds) {
    const base = isWithin(to, workspace.scratch) ? workspace.scratch : workspace.tree;
    if (sandbox.kind !== 'none') await makeScratchFolder(base, to);
    else await link(base, from, to);
  }
  return sandbox.kind === 'none' ? [] : binds;
}

/** A link of an earlier step stays; anything else there is taken away, unless it is a folder with files. */
async function link(base: string, from: string, to: string): Promise<void> {
  await makeScratchFolder(base, dirname(to));
  const stats = await lstat(to).catch(() => undefined);
  if (stats?.isDirectory()) await rmdir(to).catch(() => undefined);
  else if (stats) await rm(to, { force: true });
  await symlink(from, to).catch(() => undefined);
}

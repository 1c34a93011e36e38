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

const ownLayer = ({ plan, workspace }: JobRun): Layer[] =>
  plan.checkoutPath === undefined ? [] : [{ from: workspace.tree, at: plan.checkoutPath }];

const layersOf = (job: JobRun): Layer[] => [...ownLayer(job), ...(job.session.layers ?? [])];

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

interface Bind {
  from: string;
  to: string;
}

/**
 * Makes the layers visible: in a sandbox as mounts, of which this answers the list; outside of one as links,
 * beside which `..` is another folder than in CI. A container that stands takes no further mounts.
 */
export async function placeLayers(job: JobRun): Promise<Bind[]> {
  const { sandbox, container, session } = job;
  if (sandbox.kind !== 'none' && !container) return bindLayers(job, layersOf(job));
  const { workspace } = job;
  if (!container) await makeRoot(job);
  for (const { from, at } of container ? (session.layers ?? []) : layersOf(job)) {
    const to = join(job.root, at);
    await link(baseOf(workspace, to), from, to);
  }
  return [];
}

/** What a container must have from the start to show the tree where the workflow checks it out. */
export const placeTree = (job: JobRun): Promise<Bind[]> => bindLayers(job, ownLayer(job));

async function bindLayers(job: JobRun, layers: readonly Layer[]): Promise<Bind[]> {
  await makeRoot(job);
  const binds = layers.map(({ from, at }) => ({ from, to: join(job.root, at) }));
  for (const { to } of binds) await makeScratchFolder(baseOf(job.workspace, to), to);
  return binds;
}

async function makeRoot({ workspace, root }: JobRun): Promise<void> {
  if (root !== workspace.tree) await makeScratchFolder(workspace.scratch, root);
}

const baseOf = ({ scratch, tree }: Workspace, path: string): string =>
  isWithin(path, scratch) ? scratch : tree;

/** A link of an earlier step stays; anything else there is taken away, unless it is a folder with files. */
async function link(base: string, from: string, to: string): Promise<void> {
  await makeScratchFolder(base, dirname(to));
  const stats = await lstat(to).catch(() => undefined);
  if (stats?.isDirectory()) await rmdir(to).catch(() => undefined);
  else if (stats) await rm(to, { force: true });
  await symlink(from, to).catch(() => undefined);
}

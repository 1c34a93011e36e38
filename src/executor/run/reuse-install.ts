import { type InstallCall, installKeyOf } from './install-key.js';
import type { JobRun } from './job-run.js';
import { isInstalled, keepInstall, markInstalled, restoreInstall } from './kept-installs.js';
import { pureInstallOf } from './pure-install.js';

/** A step that only installs packages. */
interface Install {
  /** Why it need not run: its packages are there already. */
  done?: string;
  /** To be called when it ran and was green. */
  remember(): Promise<void>;
}

/**
 * What is known of a step before it runs: undefined unless all it does is to install. Within one workspace it is
 * not run again while nothing changes that it depends on; with a lockfile its packages are taken from an earlier
 * heal of the same trust.
 */
export async function findInstall(
  job: Pick<JobRun, 'workspace' | 'installs'>,
  call: InstallCall,
): Promise<Install | undefined> {
  const pure = pureInstallOf(call.script);
  // What it writes into the image is gone with the container.
  if (call.imageId !== undefined && (!pure?.inNodeModules || /\bcorepack\b/.test(call.script)))
    return undefined;
  const { tree, scratch } = job.workspace;
  const key = pure && installKeyOf(tree, call);
  if (!key) return undefined;
  const store = pure.inNodeModules && key.isLocked ? job.installs : undefined;
  const remember = async (): Promise<void> => {
    await markInstalled(scratch, key);
    if (store) await keepInstall(tree, store, key);
  };
  if (await isInstalled(scratch, key))
    return { done: 'the packages are installed already, and nothing they depend on has changed', remember };
  if (store && (await restoreInstall(tree, store, key))) {
    await markInstalled(scratch, key);
    return { done: 'the packages are those of an earlier heal with the same lockfile and tools', remember };
  }
  return { remember };
}

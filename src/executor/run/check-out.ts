import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { RunGit } from '../../domain/index.js';
import { folderWithin } from '../plan/checkout-path.js';
import { makeScratchFolder } from '../sandbox/scratch-files.js';
import { checkOutSubmodules } from './check-out-submodules.js';
import type { JobRun } from './job-run.js';
import type { ActionEnd } from './step-end.js';

type Inputs = Record<string, string>;
type RunQuietly = (argv: string[]) => Promise<{ exitCode: number; output: string }>;

/** What `actions/checkout` does, from the trusted git directory; nothing of the repository is run for it. */
export async function checkOut(job: JobRun, inputs: Inputs, run: RunQuietly): Promise<ActionEnd> {
  const { context, plan } = job;
  const repository = inputs.repository?.trim() ?? '';
  if (repository !== '' && repository.toLowerCase() !== context.repo.toLowerCase()) {
    return skipped(job, `it checks out another repository, ${repository}`);
  }
  const asked = inputs.path?.trim() ?? '';
  const folder = folderWithin(asked);
  if (folder === undefined && asked !== '' && !/^\.?\/*$/.test(asked)) {
    const reason = `Repository path '${asked}' is not under '${job.root}'`;
    job.log.write(`##[error]${reason}`);
    return { outcome: 'failure', reason };
  }
  const ref = inputs.ref?.trim() ?? '';
  const isTree = folder === plan.checkoutPath;
  const warnings: string[] = [];
  let commit: string | undefined = context.sha;
  if (isTree && !isOwnCommit(job, ref))
    warnings.push(`CI checked out ${ref}, here it is the commit that failed`);
  if (!isTree && folder !== undefined) {
    commit = isOwnCommit(job, ref) ? context.sha : await findCommit(job, ref);
    const layer = commit === undefined ? undefined : await layOut(job, commit);
    if (layer === undefined) return skipped(job, `${ref || 'a second checkout'} is not at hand here`);
    const others = (job.session.layers ?? []).filter(({ at }) => at !== folder);
    job.session.layers = [...others, { from: layer, at: folder }];
  }
  if (isTree) warnings.push(...(await more(job, inputs, run)));
  const note = isTree ? 'the commit is already in the workspace' : `${commit} from the mirror`;
  const reason = warnings.join('; ') || note;
  job.log.write(`cifix: ${reason}`);
  if (warnings.length > 0) job.warnings.push(`checkout: ${reason}`);
  const outputs = { ref: ref || context.ref, commit: commit ?? context.sha };
  return { outcome: 'success', treatment: 'substituted', reason, outputs };
}

function skipped(job: JobRun, why: string): ActionEnd {
  const reason = `not run here: ${why}`;
  job.log.write(`cifix: ${reason}`);
  return { outcome: 'skipped', treatment: 'skipped', reason };
}

/** History, submodules and large files of the tree itself; answers what is missing. */
async function more(job: JobRun, inputs: Inputs, run: RunQuietly): Promise<string[]> {
  const { workspace } = job;
  const warnings: string[] = [];
  const withTags = inputs['fetch-tags'] === 'true';
  if (inputs['fetch-depth']?.trim() === '0' || withTags) {
    const { exitCode, output } = await run(['sh', '-c', unshallow, 'sh', workspace.gitDir]);
    if (exitCode !== 0) warnings.push('the whole history is not here');
    else if (!output.includes('tags')) warnings.push('the tags of the repository are not here');
  }
  const submodules = inputs.submodules?.trim() ?? '';
  if (/^(?:true|recursive)$/.test(submodules) && existsSync(join(workspace.tree, '.gitmodules'))) {
    warnings.push(...(await checkOutSubmodules(job, submodules === 'recursive')));
  }
  if (inputs.lfs === 'true') warnings.push('files of Git LFS are not fetched here');
  return warnings;
}

/**
 * Run in the sandbox, on the throw-away repository of the workspace: it shares its objects with the mirror,
 * so that only the mark of where history ends and the names are missing.
 */
const unshallow = `git rev-parse --git-dir > /dev/null 2>&1 || exit 1
rm -f .git/shallow
refs() { git --git-dir="$1" for-each-ref --format="update $2%(refname:lstrip=$3) %(objectname)" "$4"; }
refs "$1" refs/remotes/origin/ 3 refs/cifix/heads | git update-ref --stdin
refs "$1" refs/remotes/origin/ 2 refs/heads | git update-ref --stdin
refs "$1" refs/tags/ 2 refs/tags | git update-ref --stdin
if [ -n "$(git tag --list | head -n 1)" ]; then echo tags; fi
git rev-parse HEAD~0 > /dev/null && git log -n 2 --format= > /dev/null`;

/** Every name under which CI may have asked for the very commit that is replayed. */
function isOwnCommit({ context, workspace }: JobRun, ref: string): boolean {
  const { sha, headRef = '' } = context;
  const short = context.ref.replace(/^refs\/(?:heads|tags)\//, '');
  const names = ['', sha, workspace.commit, context.ref, short, headRef, `refs/heads/${headRef}`, 'HEAD'];
  return names.includes(ref);
}

async function findCommit(
  { runGit, workspace: { gitDir } }: JobRun,
  ref: string,
): Promise<string | undefined> {
  if (!runGit || !/^[\w][\w./-]*$/.test(ref)) return undefined;
  const short = ref.replace(/^refs\/(?:heads|tags)\//, '');
  const places = ['refs/cifix/heads', 'refs/heads', 'refs/remotes/origin', 'refs/tags'];
  const names = [...(/^[0-9a-f]{40}$/.test(ref) ? [ref] : []), ...places.map((place) => `${place}/${short}`)];
  for (const name of names) {
    const found = await runGit(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], { gitDir }).catch(
      () => '',
    );
    if (found.trim() !== '') return found.trim();
  }
  return undefined;
}

/** A fresh folder of the scratch space with the files of a commit and a repository of its own around them. */
async function layOut({ runGit, workspace }: JobRun, commit: string): Promise<string | undefined> {
  if (!runGit) return undefined;
  const { scratch, gitDir } = workspace;
  const folder = await makeScratchFolder(scratch, join(scratch, '_checkouts', randomUUID()));
  try {
    await writeFiles(runGit, { gitDir, commit, folder });
    return folder;
  } catch {
    return undefined;
  }
}

/** The index lies beside the trusted git directory's own files, where project code cannot write. */
export async function writeFiles(
  runGit: RunGit,
  { gitDir, commit, folder }: { gitDir: string; commit: string; folder: string },
): Promise<void> {
  const indexFile = join(gitDir, `checkout-${randomUUID()}.index`);
  try {
    await runGit(['read-tree', '--reset', '-u', commit], {
      gitDir,
      workTree: folder,
      indexFile,
      cwd: folder,
    });
  } finally {
    await rm(indexFile, { force: true });
  }
}

import { copyFile, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { GitOptions, Keep, RunGit, Workspace } from '../domain/index.js';
import { holdWorkspace } from './cache.js';
import { proveTree } from './prove-tree.js';

/** Directories that hold installed dependencies or build caches: kept between the replays of one job. */
const dependencyDirs = [
  'node_modules',
  '.venv',
  'venv',
  '.tox',
  'target',
  'vendor/bundle',
  '.yarn',
  '.gradle',
];

interface CreateOptions {
  cacheDir: string;
  id: string;
  gitDir: string;
  commit: string;
  /** What `git remote get-url origin` answers to project code. */
  originUrl?: string;
  branch?: string | null;
}

/** Makes the directory of a heal at exactly one commit; an earlier one of the same heal is replaced. */
export async function createWorkspace(runGit: RunGit, options: CreateOptions): Promise<Workspace> {
  const { cacheDir, id, gitDir, commit } = options;
  const root = workspaceRoot(cacheDir, id);
  await rm(root, { recursive: true, force: true });
  await holdWorkspace(cacheDir, id, gitDir);
  const workspace: Workspace = {
    id,
    gitDir,
    commit,
    tree: join(root, 'tree'),
    scratch: join(root, 'scratch'),
  };
  await mkdir(workspace.tree, { recursive: true });
  await mkdir(workspace.scratch, { recursive: true });
  await runGit(['read-tree', '--reset', '-u', commit], trusted(workspace));
  await Promise.all([proveTree(runGit, workspace), giveThrowAwayGit(workspace, options)]);
  return workspace;
}

export const workspaceRoot = (cacheDir: string, id: string): string => join(cacheDir, 'worktrees', id);

export const removeWorkspace = (cacheDir: string, id: string): Promise<void> =>
  rm(workspaceRoot(cacheDir, id), { recursive: true, force: true, maxRetries: 3 });

/** Puts the tree at exactly `treeish`: tracked files restored, other files removed as `keep` says. */
export async function resetTree(
  runGit: RunGit,
  workspace: Workspace,
  treeish: string,
  options: { keep: Keep },
): Promise<void> {
  const at = trusted(workspace);
  // The executor's note of what is installed: nothing is, after this.
  if (options.keep === 'nothing') await rm(join(workspace.scratch, '..', 'installed'), { force: true });
  await runGit(['read-tree', '--reset', '-u', treeish], at);
  // A file that project code changed without git's index noticing would survive read-tree.
  await runGit(['checkout-index', '--all', '--force', '--quiet'], at);
  const excluded = options.keep === 'dependencies' ? dependencyDirs.flatMap((name) => ['-e', name]) : [];
  const ignored = options.keep === 'build-outputs' ? [] : ['-x'];
  await runGit(['clean', '-ffdq', ...ignored, '-e', '/.git', ...excluded], at);
}

/** Writes the tree as it is (without what git ignores) into the mirror and answers its id. */
export async function writeTree(runGit: RunGit, workspace: Workspace): Promise<string> {
  const at = trusted(workspace);
  await runGit(['add', '--all', '--', '.', ...(await withoutSubmodules(runGit, at))], at);
  return (await runGit(['write-tree'], at)).trim();
}

/**
 * Pathspecs that keep git out of submodules. To see whether one is dirty, git starts another git in it,
 * which obeys the configuration there: project code can write that, filter commands included.
 */
async function withoutSubmodules(runGit: RunGit, at: GitOptions): Promise<string[]> {
  const entries = (await runGit(['ls-files', '--stage', '-z'], at)).split('\0');
  return entries
    .filter((entry) => entry.startsWith('160000 '))
    .map((entry) => `:(exclude,literal)${entry.slice(entry.indexOf('\t') + 1)}`);
}

/** Puts a unified diff on the tree; nothing is written unless all of it applies. */
export async function applyPatch(runGit: RunGit, workspace: Workspace, patch: string): Promise<void> {
  await runGit(['apply', '--whitespace=nowarn', '-'], { ...trusted(workspace), input: patch });
}

/** Keeps a tree or commit of a heal from ever being collected. */
export const keepObject = async (
  runGit: RunGit,
  gitDir: string,
  heal: string,
  object: string,
): Promise<void> => {
  await runGit(['update-ref', `refs/cifix/heals/${heal}/${object.slice(0, 12)}`, object], { gitDir });
};

/** A file of the tree, or undefined when there is none. Does not follow a link out of the tree. */
export async function readWorkspaceFile(
  runGit: RunGit,
  workspace: Workspace,
  path: string,
): Promise<string | undefined> {
  const known = await runGit(
    ['ls-files', '-z', '--cached', '--', `:(literal)${path}`],
    trusted(workspace),
  ).catch(() => '');
  if (!known.startsWith(`${path}\0`)) return undefined;
  const root = await realpath(workspace.tree);
  const real = await realpath(join(workspace.tree, path)).catch(() => undefined);
  return real?.startsWith(root + sep) ? readFile(real, 'utf8').catch(() => undefined) : undefined;
}

export const listWorkspaceFiles = async (runGit: RunGit, workspace: Workspace): Promise<string[]> =>
  (await runGit(['ls-files', '-z', '--cached'], trusted(workspace))).split('\0').filter(Boolean);

const indexOf = ({ scratch }: Workspace): string => join(scratch, '..', 'index');

const trusted = (workspace: Workspace): GitOptions => ({
  gitDir: workspace.gitDir,
  workTree: workspace.tree,
  indexFile: indexOf(workspace),
  cwd: workspace.tree,
});

/** By the rules of git check-ref-format, as far as a path could lead astray. */
const isRefName = (name: string): boolean =>
  /^[^\s~^:?*[\\]+$/.test(name) && !/(?:^|\/)\.|\.\.|\/\/|@\{|(?:\.lock|[./])(?:$|\/)|^\//.test(name);

/** What `git init` writes; written here, because a process of git costs as much as all of the files. */
const emptyRepository =
  '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n';

/** CI always has an origin; one that cannot be reached stands for a repository without any. */
const noOrigin = 'https://origin.invalid/repository.git';

/**
 * Project code may expect a repository around it: it gets one of its own, that shares objects with the
 * mirror and that cifix never reads, because that code can write to it.
 */
async function giveThrowAwayGit(workspace: Workspace, options: CreateOptions): Promise<void> {
  const own = join(workspace.tree, '.git');
  const { branch, originUrl = noOrigin } = options;
  const head = branch && isRefName(branch) ? `refs/heads/${branch}` : undefined;
  const folders = ['hooks', 'info', 'objects/info', 'objects/pack', 'refs/heads', 'refs/tags'];
  if (head) folders.push(dirname(head));
  await Promise.all(folders.map((folder) => mkdir(join(own, folder), { recursive: true })));
  await Promise.all([
    writeFile(join(own, 'objects', 'info', 'alternates'), `${join(workspace.gitDir, 'objects')}\n`),
    writeFile(join(own, 'shallow'), `${workspace.commit}\n`),
    // A newline cannot be part of an address.
    writeFile(
      join(own, 'config'),
      `${emptyRepository}[remote "origin"]\n\turl = ${JSON.stringify(originUrl)}\n`,
    ),
    writeFile(join(own, 'HEAD'), head ? `ref: ${head}\n` : `${workspace.commit}\n`),
    ...(head ? [writeFile(join(own, head), `${workspace.commit}\n`)] : []),
    // The trusted index knows the files as they are on disk; a new one would have to read them all.
    copyFile(indexOf(workspace), join(own, 'index')),
  ]);
}

import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BugReport, RunGit, Workspace } from '../../../src/domain/index.js';
import { createFixer, type FixerDeps } from '../../../src/fixer/index.js';
import { createRunGit } from '../../../src/git/index.js';
import {
  createWorkspace,
  diffTrees,
  fetchCommit,
  listWorkspaceFiles,
  readWorkspaceFile,
  resetTree,
  writeTree,
} from '../../../src/workspace/index.js';
import { createRepository, type Entry, makeScratch } from '../../support/git-repository.js';
import { aFailure, aPlan } from '../../support/samples.js';

export const { scratch, clean } = makeScratch('recipes');
const runGit: RunGit = createRunGit(process.env);
let count = 0;

/** A workspace with these files at its commit, and the packages of this repository installed in it. */
export async function open(files: Record<string, Entry>, modules = 'node_modules'): Promise<Workspace> {
  count += 1;
  const origin = join(scratch, `origin-${count}`);
  const commit = createRepository(origin, { '.gitignore': 'node_modules\n', ...files });
  const gitDir = join(scratch, `mirror-${count}.git`);
  await fetchCommit(runGit, gitDir, {
    url: `file://${origin}`,
    repo: 'octo/project',
    commit,
    branch: 'main',
  });
  const workspace = await createWorkspace(runGit, { cacheDir: scratch, id: `heal/${count}`, gitDir, commit });
  symlinkSync(resolve('node_modules'), join(workspace.tree, modules));
  return workspace;
}

/** Runs a tool as the sandbox of the replay would, without the sandbox; npm may not use the network. */
export const runTool: FixerDeps['runTool'] = (argv, { workspace, directory, env }) =>
  new Promise((done) => {
    const [program = '', ...args] = argv;
    execFile(
      program,
      args,
      {
        cwd: join(workspace.tree, directory),
        env: {
          PATH: process.env.PATH,
          HOME: workspace.scratch,
          npm_config_offline: 'true',
          npm_config_update_notifier: 'false',
          CARGO_HOME: process.env.CARGO_HOME ?? `${process.env.HOME}/.cargo`,
          RUSTUP_HOME: process.env.RUSTUP_HOME ?? `${process.env.HOME}/.rustup`,
          ...env,
        },
      },
      (error, stdout, stderr) => done({ exitCode: error ? 1 : 0, output: stdout + stderr }),
    );
  });

const fixer = (tool = runTool) =>
  createFixer({
    listFiles: (workspace) => listWorkspaceFiles(runGit, workspace),
    readFile: (workspace, path) => readWorkspaceFile(runGit, workspace, path),
    writeTree: (workspace) => writeTree(runGit, workspace),
    diff: (gitDir, from, to) => diffTrees(runGit, gitDir, from, to),
    reset: (workspace, treeish, keep) => resetTree(runGit, workspace, treeish, { keep }),
    runTool: tool,
    policy: { maxFiles: 50, maxLines: 600, protectedPaths: [] },
    findSecrets: () => [],
    redact: (text) => text,
    costUsd: () => 0,
    countTokens: (words) => words.length,
    signal: new AbortController().signal,
  });

export async function apply(
  workspace: Workspace,
  reports: BugReport[],
  command: string,
  options: { only?: string[]; tried?: Set<string>; tool?: typeof runTool; directory?: string } = {},
) {
  const plan = aPlan();
  const step = plan.steps.find(({ number }) => number === 3);
  if (options.directory && step?.action.kind === 'run') step.action.workingDirectory = options.directory;
  return fixer(options.tool).applyRecipes(
    {
      workspace,
      plan,
      failure: aFailure({ reports }),
      reports,
      command,
      step: { number: 3, name: '', treatment: 'replayed', conclusion: 'failure', durationMs: 1 },
      session: undefined,
    },
    { tried: options.tried ?? new Set(), ...(options.only ? { only: options.only } : {}) },
  );
}

export const text = (workspace: Workspace, file: string) => readFileSync(join(workspace.tree, file), 'utf8');
export const changed = async (workspace: Workspace) =>
  (
    await diffTrees(runGit, workspace.gitDir, workspace.commit, await writeTree(runGit, workspace))
  ).changes.map(({ file, kind }) => `${kind} ${file}`);

export const onPath = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
};

import { chmod, lstat } from 'node:fs/promises';
import type { AppliedRecipe, BugReport, Keep, Plan, TreeDiff, Workspace } from '../../domain/index.js';
import { confinePath } from '../edits/index.js';
import type { Project, Recipe, RecipeAction } from './recipe.js';
import { filesOf } from './recipe.js';
import { recipes } from './recipe-list.js';

/** The outside world of the recipes. */
export interface RecipeDeps {
  listFiles(workspace: Workspace): Promise<string[]>;
  readFile(workspace: Workspace, path: string): Promise<string | undefined>;
  writeTree(workspace: Workspace): Promise<string>;
  diff(gitDir: string, from: string, to: string): Promise<TreeDiff>;
  reset(workspace: Workspace, treeish: string, keep: Keep): Promise<void>;
  /** Runs one command in the sandbox of the replay, in a directory of the tree. */
  runTool(
    argv: string[],
    options: {
      workspace: Workspace;
      directory: string;
      network: boolean;
      env?: Record<string, string>;
      session: unknown;
    },
  ): Promise<{ exitCode: number; output: string }>;
}

interface RecipeTask {
  workspace: Workspace;
  plan: Plan;
  reports: readonly BugReport[];
  command?: string;
  /** Directory the failing step ran in, relative to the root. */
  directory: string;
  session: unknown;
}

/**
 * Runs the recipes that answer a report, each at most once for the same reports (`tried` is added to).
 * A recipe that changes a file it may not touch is taken back whole, one that changes nothing is not told.
 */
export async function applyRecipes(
  task: RecipeTask,
  deps: RecipeDeps,
  { only, tried }: { only?: readonly string[]; tried: Set<string> },
): Promise<AppliedRecipe[]> {
  const { workspace } = task;
  const project: Project = {
    files: await deps.listFiles(workspace),
    readFile: (path) => deps.readFile(workspace, path),
    command: task.command ?? '',
    directory: task.directory,
  };
  const applied: AppliedRecipe[] = [];
  for (const recipe of recipes) {
    if (only && !only.includes(recipe.name)) continue;
    const reports = task.reports.filter(recipe.answers);
    if (reports.length === 0 || (recipe.needsAll && reports.length < task.reports.length)) continue;
    const key = `${recipe.name} ${task.plan.jobId} ${reports
      .map(({ fingerprint }) => fingerprint)
      .sort()
      .join()}`;
    if (tried.has(key)) continue;
    tried.add(key);
    const action = await recipe.plan(reports, project);
    if (action && (await runRecipe(recipe, action, reports, task, deps))) {
      applied.push({
        name: recipe.name,
        summary: summaryOf(recipe, reports),
        touchesTests: recipe.safety !== 'tool',
      });
    }
  }
  return applied;
}

/** Answers whether the tree changed, and only where the recipe may change it. */
async function runRecipe(
  recipe: Recipe,
  action: RecipeAction,
  reports: readonly BugReport[],
  task: RecipeTask,
  deps: RecipeDeps,
): Promise<boolean> {
  const { workspace, session } = task;
  const before = await deps.writeTree(workspace);
  if (action.kind === 'command') {
    const { argv, directory, network, env } = action;
    await deps.runTool(argv, { workspace, directory, network, env, session });
  } else {
    for (const file of action.files) await makeExecutable(workspace, file);
  }
  const after = await deps.writeTree(workspace);
  if (after === before) return false;
  const { changes } = await deps.diff(workspace.gitDir, before, after);
  const reported = new Set(filesOf(reports));
  const stray = changes.some(({ file, kind }) => kind === 'deleted' || !recipe.mayTouch(file, reported));
  if (stray) await deps.reset(workspace, before, 'build-outputs');
  return !stray;
}

async function makeExecutable(workspace: Workspace, file: string): Promise<void> {
  const path = await confinePath(workspace.tree, file);
  if (typeof path !== 'string') return;
  const { mode } = await lstat(path);
  await chmod(path, (mode & 0o777) | 0o111);
}

function summaryOf(recipe: Recipe, reports: readonly BugReport[]): string {
  const files = filesOf(reports);
  return files.length === 0 || files.length > 3 ? recipe.title : `${recipe.title} on ${files.join(', ')}`;
}

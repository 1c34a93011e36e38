import { chmod, lstat } from 'node:fs/promises';
import { posix } from 'node:path';
import type {
  AppliedRecipe,
  BugReport,
  Keep,
  Plan,
  StepResult,
  TreeDiff,
  Workspace,
} from '../../domain/index.js';
import { applyEdits, confinePath } from '../edits/index.js';
import type { Project, Recipe, RecipeAction, Texts } from './recipe.js';
import { filesOf } from './recipe.js';
import { recipes } from './recipe-list.js';
import { toUnixLineEnds } from './unix-line-ends.js';

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
  /** The step that is red. */
  step?: StepResult;
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
  const project = await lookAt(task, deps);
  const found = task.reports.map((report) => locate(report, project));
  const applied: AppliedRecipe[] = [];
  for (const recipe of inOrder) {
    if (only ? !only.includes(recipe.name) : recipe.safety === 'proposal' && applied.length > 0) continue;
    const reports = found.filter(recipe.answers);
    if (reports.length === 0 || (recipe.needsAll && reports.length < task.reports.length)) continue;
    const key = `${recipe.name} ${task.plan.jobId} ${reports
      .map(({ fingerprint }) => fingerprint)
      .sort()
      .join()}`;
    if (tried.has(key)) continue;
    tried.add(key);
    const action = await recipe.plan(reports, project);
    if (action && (await runRecipe({ recipe, action, reports }, project, { task, deps }))) {
      applied.push({
        name: recipe.name,
        summary: summaryOf(recipe, reports),
        touchesTests: recipe.safety === 'formatter' || recipe.safety === 'snapshot',
        safety: recipe.safety,
      });
    }
  }
  return applied;
}

/** What may only be proposed waits until nothing else helps: it would make a sure fix wait for a person. */
const inOrder = [
  ...recipes.filter(({ safety }) => safety !== 'proposal'),
  ...recipes.filter(({ safety }) => safety === 'proposal'),
];

/**
 * A tool tells files as they are seen from where it ran, which a `cd` in a script may have changed, and some
 * put the name of a side of their diff before it.
 */
function locate(report: BugReport, { files, directory }: Project): BugReport {
  const { file } = report;
  if (file === undefined || files.includes(file)) return report;
  const names = [file, file.replace(/^(?:original|old|a)\//, '')].map((name) => posix.normalize(name));
  const below = names.map((name) => posix.join(directory, name)).find((name) => files.includes(name));
  const ending = files.filter((known) => names.some((name) => known === name || known.endsWith(`/${name}`)));
  const only = below ?? (ending.length === 1 ? ending[0] : undefined);
  return only === undefined ? report : { ...report, file: only };
}

async function lookAt(task: RecipeTask, deps: RecipeDeps): Promise<Project> {
  const { workspace, plan, step, command, directory } = task;
  return {
    files: await deps.listFiles(workspace),
    readFile: (path) => deps.readFile(workspace, path),
    command: command ?? '',
    directory,
    workflow: plan.workflowPath,
    earlier: plan.steps
      .filter(({ number }) => step !== undefined && number < step.number)
      .reverse()
      .flatMap(({ action }) =>
        action.kind === 'run'
          ? [{ script: action.script, directory: action.workingDirectory?.replace(/^\.\/+|\/+$/g, '') ?? '' }]
          : [],
      ),
  };
}

interface Planned {
  recipe: Recipe;
  action: RecipeAction;
  reports: readonly BugReport[];
}

/** Answers whether the tree changed, and only where the recipe may change it. */
async function runRecipe(
  planned: Planned,
  project: Project,
  { task, deps }: { task: RecipeTask; deps: RecipeDeps },
): Promise<boolean> {
  const { workspace } = task;
  const { recipe, action, reports } = planned;
  const reported = new Set(filesOf(reports));
  const texts = () => textsOf(recipe, reported, project);
  const textsBefore = await texts();
  const before = await deps.writeTree(workspace);
  await carryOut(action, task, deps);
  const after = await deps.writeTree(workspace);
  if (after === before) return false;
  const { changes } = await deps.diff(workspace.gitDir, before, after);
  const isRight =
    changes.every(({ file, kind }) => kind !== 'deleted' && recipe.mayTouch(file, reported)) &&
    (recipe.accepts?.(textsBefore, await texts()) ?? true);
  if (!isRight) await deps.reset(workspace, before, 'build-outputs');
  return isRight;
}

async function textsOf(recipe: Recipe, reported: ReadonlySet<string>, project: Project): Promise<Texts> {
  const texts = new Map<string, string>();
  if (!recipe.accepts) return texts;
  for (const file of project.files) {
    const text = recipe.mayTouch(file, reported) ? await project.readFile(file) : undefined;
    if (text !== undefined) texts.set(file, text);
  }
  return texts;
}

async function carryOut(action: RecipeAction, task: RecipeTask, deps: RecipeDeps): Promise<void> {
  const { workspace, session } = task;
  switch (action.kind) {
    case 'command':
    case 'commands':
      for (const { argv, ...rest } of action.kind === 'command' ? [action] : action.commands) {
        const { directory, network, env } = rest;
        await deps.runTool(argv, { workspace, directory, network, env, session });
      }
      return;
    case 'edit':
      await applyEdits(workspace.tree, action.edits);
      return;
    case 'make-executable':
      for (const file of action.files) await makeExecutable(workspace, file);
      return;
    case 'unix-line-ends':
      for (const file of action.files) await toUnixLineEnds(workspace.tree, file);
  }
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

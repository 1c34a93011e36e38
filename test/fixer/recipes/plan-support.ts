import type { BugReport } from '../../../src/domain/index.js';
import type { Project, Recipe, RecipeAction } from '../../../src/fixer/recipes/recipe.js';
import { recipes } from '../../../src/fixer/recipes/recipe-list.js';
import { aReport } from '../../support/samples.js';

export const named = (name: string): Recipe => {
  const recipe = recipes.find((known) => known.name === name);
  if (!recipe) throw new Error(`no recipe ${name}`);
  return recipe;
};

export const project = (
  files: Record<string, string>,
  command = '',
  directory = '',
  rest: Partial<Project> = {},
): Project => ({
  files: Object.keys(files),
  readFile: async (path) => files[path],
  command,
  directory,
  ...rest,
});

/** A report that consists of what a tool said. */
export const said = (message: string, given: Partial<BugReport> = {}): BugReport =>
  aReport({
    tool: 'generic',
    message,
    file: undefined,
    code: undefined,
    evidence: { startLine: 1, endLine: 1, excerpt: message },
    ...given,
  });

/** What the recipe would do about the reports that it answers; undefined when it answers none. */
export async function planned(
  name: string,
  reports: readonly BugReport[],
  given: Project,
): Promise<RecipeAction | undefined> {
  const recipe = named(name);
  const answered = reports.filter(recipe.answers);
  return answered.length === 0 ? undefined : recipe.plan(answered, given);
}

export const argvOf = (action: RecipeAction | undefined): string[] | undefined =>
  action?.kind === 'command' ? action.argv : undefined;

/** The whole new texts that an edit gives to files. */
export const textsOf = (action: RecipeAction | undefined): Record<string, string> =>
  Object.fromEntries(
    (action?.kind === 'edit' ? action.edits : []).map((edit) => [
      edit.file,
      'content' in edit ? edit.content : '',
    ]),
  );

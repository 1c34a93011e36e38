import { oneLine, type Paint, type RecipeListing } from '../domain/index.js';

/** The recipes, one a line, and what the repositories have taught. */
export function renderRecipes({ recipes, learned }: RecipeListing, paint: Paint, columns: number): string {
  const width = Math.max(...recipes.map(({ name }) => name.length));
  const lines = recipes.map(
    ({ name, title, safety, languages }) =>
      `${paint.strong(name.padEnd(width))}  ${safety.padEnd(9)}  ${oneLine(`${title}  (${languages.join(', ')})`, columns - width - 13)}`,
  );
  const taught = learned.map(
    ({ repo, heal, summary, cause }) =>
      `${paint.strong(heal)}  ${oneLine(`${repo}: ${summary}, for "${cause}"`, columns - heal.length - 2)}`,
  );
  return [
    ...lines,
    ...(taught.length > 0 ? ['', 'Learned from fixes that were accepted twice:', ...taught] : []),
  ].join('\n');
}

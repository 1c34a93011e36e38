import { executableBit } from './executable-bit.js';
import { formatterRecipes } from './formatters.js';
import { lockfileRecipes } from './lockfiles.js';
import type { Recipe } from './recipe.js';
import { snapshotRecipes } from './snapshots.js';
import { undeclaredPackage } from './undeclared-package.js';

/** Every recipe, in the order they are tried: installs before tools, tools before tests. */
export const recipes: readonly Recipe[] = [
  executableBit,
  ...lockfileRecipes,
  undeclaredPackage,
  ...formatterRecipes,
  ...snapshotRecipes,
];

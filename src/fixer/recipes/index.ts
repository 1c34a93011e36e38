// Fixes without a model: which reports each answers, what it runs, what that may change. It never adds a package of an unknown name.
export { applyLearned } from './apply-learned.js';
export { applyRecipes, type RecipeDeps } from './apply-recipes.js';
export type { Recipe } from './recipe.js';
export { type ListedRecipe, listRecipes } from './recipe-list.js';

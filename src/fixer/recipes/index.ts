export { applyRecipes, type RecipeDeps } from './apply-recipes.js';
export type { Recipe } from './recipe.js';

export { type Applied, applyRecipes, type RecipeDeps } from './apply-recipes.js';
export type { Recipe } from './recipe.js';
export { recipes } from './recipe-list.js';

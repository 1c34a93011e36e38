// Reports and code become a checked change: recipes first, a model second, the gate over both. It never commits, pushes or prints.
export { createFixer, type FixerDeps } from './create-fixer.js';
export { listRecipes } from './recipes/index.js';

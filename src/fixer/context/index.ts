// Chooses which code a model is shown, level by level within a budget; it changes nothing and shows no secret files.
export { buildContext, type ContextLevel, type ContextRequest } from './build-context.js';
export { type CodeWindow, isWhole } from './code-window.js';
export { languageOf } from './languages.js';

// Turns a model's answer into file changes: found in one place or refused, inside of the root or refused, all or none.

export { applyEdits } from './apply-edits.js';
export { findSyntaxFault, type RunChecker } from './check-syntax.js';
export { confinePath } from './confine-path.js';
export { FixAnswer, fixAnswerSchema, toEdits } from './fix-answer.js';
export { undoJournal } from './journal.js';
export { parseBlocks } from './parse-blocks.js';
export { planEdits } from './plan-edits.js';
export type { Refusal } from './refusal.js';

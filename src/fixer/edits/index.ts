// Turns a model's answer into file changes: found in one place or refused, inside of the root or refused, all or none.
export { type Applied, type AppliedFile, applyEdits } from './apply-edits.js';
export { confinePath } from './confine-path.js';
export { FixAnswer, FixOutcome, fixAnswerSchema, toEdits } from './fix-answer.js';
export { undoJournal } from './journal.js';
export type { Stage } from './match-stages.js';
export { numberLines } from './nearest-lines.js';
export { parseBlocks } from './parse-blocks.js';
export { type Planned, type PlannedFile, type PlanOptions, planEdits } from './plan-edits.js';
export type { Refusal, RefusalReason } from './refusal.js';

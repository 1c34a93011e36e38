// The shared vocabulary: schemas, types and tiny pure helpers. It does no I/O and knows no room.
export * from './bug-report.js';
export * from './build-result.js';
export * from './category.js';
export type * from './clock.js';
export type * from './completion.js';
export * from './diagnosis.js';
export * from './fix-proposal.js';
export type * from './git.js';
export * from './heal-record.js';
export type * from './log-line.js';
export * from './origin.js';
export type * from './plan.js';
export type * from './repository.js';
export * from './run.js';
export * from './safe-text.js';
export * from './scan.js';
export type * from './workspace.js';

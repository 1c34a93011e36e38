// The shared vocabulary: schemas, types and tiny pure helpers. It does no I/O and knows no room.
export * from './bug-report.js';
export * from './build-result.js';
export * from './category.js';
export type * from './completion.js';
export * from './diagnosis.js';
export * from './fix-proposal.js';
export * from './heal-record.js';
export type * from './log-line.js';
export type * from './plan.js';
export * from './run.js';
export * from './scan.js';

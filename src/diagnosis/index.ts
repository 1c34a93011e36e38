// A parsed job and what is known of its run become category, owner, action, confidence, summary and origin. It edits, asks and runs nothing.
export { compareLogs, createPortrait } from './compare-logs.js';
export { diagnoseJob } from './diagnose-job.js';
export { findBoundary, nextToAsk, rankSuspects, runsBefore, suspicionOf } from './find-origin.js';
export { nextBisection } from './next-bisection.js';
export { reconsider } from './reconsider.js';

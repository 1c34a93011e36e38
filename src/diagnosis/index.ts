// A parsed job and what is known of its run become category, owner, action, confidence and summary. It edits and runs nothing.
export { diagnoseJob } from './diagnose-job.js';
export type { RunFacts } from './run-facts.js';

// A parsed job and what is known of its run become category, owner, action, confidence, summary and origin. It edits, asks and runs nothing.
export { compareLogs, createPortrait, type PortraitPainter } from './compare-logs.js';
export { diagnoseJob } from './diagnose-job.js';
export {
  type Boundary,
  findBoundary,
  isPull,
  nextToAsk,
  rankSuspects,
  reportedFiles,
  runsBefore,
} from './find-origin.js';
export { type Bisection, nextBisection, type Verdict } from './next-bisection.js';
export { reconsider } from './reconsider.js';
export type { RunFacts } from './run-facts.js';

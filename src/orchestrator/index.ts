// The heal loop: a pure transition table and a thin driver over ports. It never fixes, runs or calls anything itself.
export { abortHeal, answerHeal, approveHeal, isAsking, rejectHeal } from './answer-heal.js';
export { bisectRun } from './bisect-run.js';
export { diagnoseTree } from './diagnose-tree.js';
export { driveHeal } from './drive-heal.js';
export { healLocal, type LocalHeal } from './heal-local.js';
export { healRun } from './heal-run.js';
export type * from './ports.js';
export { redHeads, wasGivenUp } from './red-heads.js';
export { replayRun } from './replay-run.js';
export { revertHeal } from './revert-heal.js';
export { type ScanMemory, scanRepository } from './scan-repository.js';
export { diagnoseRun } from './stages/diagnose.js';

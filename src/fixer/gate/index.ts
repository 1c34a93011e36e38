// Judges a change before anyone may push it: paths, secrets, cheating, attacks, risk. It edits nothing and runs nothing.
export { compareTests } from './compare-tests.js';
export { judgeChange } from './judge-change.js';
export { classOf, type PathClass } from './path-class.js';
export type { GatePolicy, ProposedChange } from './proposed-change.js';
export { type RiskEvidence, weighRisk } from './weigh-risk.js';

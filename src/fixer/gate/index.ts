export { type GatePolicy, judgeChange, type ProposedChange } from './judge-change.js';
export { classOf, type PathClass } from './path-class.js';

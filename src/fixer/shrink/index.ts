// Makes a proved change smaller, piece by piece, while the proof holds. It runs nothing: whoever calls says what is green.
export { shrinkChange } from './shrink-change.js';

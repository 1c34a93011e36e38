// History: the records of all heals in one JSON file, big things in files beside it. It computes no text.
export { createHistory, type History, newHealId } from './create-history.js';
export type { ScanMark } from './history-file.js';

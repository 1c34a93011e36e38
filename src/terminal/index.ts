// The terminal: streams, colour, prompts, progress. The only room that writes; it decides nothing.

export { type ApprovalAnswer, askApproval } from './ask-approval.js';
export { createTerminal, type Terminal } from './create-terminal.js';
export type { Progress } from './progress.js';

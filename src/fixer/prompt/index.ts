// Writes the question to a model from templates and fenced data; it calls nobody and lets no secret through.
export { buildPrompt, type PromptRequest } from './build-prompt.js';
export type { PreviousAttempt } from './describe-attempts.js';
export { cleanText, createMarker } from './fence.js';

// Writes the question to a model from templates and fenced data; it calls nobody and lets no secret through.
export { buildPrompt, roomForCode } from './build-prompt.js';
export type { PreviousAttempt } from './describe-attempts.js';
export { cleanText, createMarker } from './fence.js';
export { findInjections } from './find-injections.js';
export type { PromptFacts, PromptRequest } from './prompt-request.js';

// GitHub over its REST API: runs, jobs, logs, files, pull requests. It parses no failure and asks no model.

export type { RequestEntry } from './create-client.js';
export { createGitHub, type GitHub } from './create-github.js';
export { parseRunReference, type RunReference } from './run-reference.js';

// A GitHub of our own on loopback: REST, git over HTTP, log links and a CI that really runs.
// It never leaves this machine and never lets a workflow that it cannot run pass.
export type { FileContent, FileTree } from './bare-repository.js';
export type { GitHubOptions, TokenOptions } from './create-world.js';
export type { FaultKind, FaultOptions } from './faults.js';
export type { Exchange } from './rest-server.js';
export type { NewRepository } from './seed-repository.js';
export type { GitHubStandIn, RequestRecord, StandInRepository } from './start-github.js';
export { startGitHub } from './start-github.js';
export type { Clock } from './state.js';

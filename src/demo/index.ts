// A GitHub of our own on loopback: REST, git over HTTP, log links, a CI that really runs; it refuses to let pass what it cannot run.
export type { FileTree } from './bare-repository.js';
export type { GitHubOptions } from './create-world.js';
export type { FaultKind, FaultOptions } from './faults.js';
export type { Exchange } from './rest-server.js';
export type { NewRepository } from './seed-repository.js';
export type { GitHubStandIn } from './start-github.js';
export { startGitHub } from './start-github.js';

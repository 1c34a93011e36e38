/**
 * cifix as a library: its vocabulary (zod schemas and types) and the rooms that need no command line.
 * Everything exported here keeps its shape within a major version.
 */
export { Config } from './config/config-schema.js';
export { diagnoseJob } from './diagnosis/index.js';
export * from './domain/index.js';
export { CifixError, exitCodes } from './errors/index.js';
export { readLog } from './logs/index.js';
export { createParser, fingerprintOf } from './parser/index.js';

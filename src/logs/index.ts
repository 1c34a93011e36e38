// Bytes of a CI log become clean lines with job, step, section and time. It knows no tool and never holds a whole log.
export { detectBinary } from './detect-binary.js';
export { type ReadLogOptions, readLog } from './read-log.js';
export { type RunLog, readRunZip } from './read-run-zip.js';

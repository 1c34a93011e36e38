// Log lines become bug reports, ranked so that the root cause is first. It does no I/O, asks no model and writes no prose.
export { countTests, createTestCounter } from './count-tests.js';
export {
  createParser,
  type LogParser,
  type ParserOptions,
  type StepVerdict,
} from './create-parser.js';
export { fingerprintOf } from './fingerprint.js';

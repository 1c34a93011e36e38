// Configuration: found, checked, defaulted and explained. It reads no secret but the GitHub token's whereabouts.
export { Config } from './config-schema.js';
export { type Directories, findDirectories } from './directories.js';
export { type FoundToken, findToken } from './find-token.js';
export { findHosts, type GitHubHosts } from './hosts.js';
export { type LoadedConfig, leavesOf, loadConfig } from './load-config.js';
export {
  isMatcherFile,
  matcherFolder,
  parseMatcher,
  readConfiguredMatchers,
  readTreeMatchers,
} from './matchers.js';

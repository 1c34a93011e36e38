import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  isMatcherFile,
  type LoadedConfig,
  matcherFolder,
  parseMatcher,
  readConfiguredMatchers,
  readTreeMatchers,
} from './config/index.js';
import type { GitHub } from './github/index.js';
import type { AboutLog } from './orchestrator/index.js';

/** Matcher files of one repository that are read through GitHub; each is a request. */
const maxRemoteFiles = 5;

interface Places {
  loaded: LoadedConfig;
  github: Pick<GitHub, 'listFiles' | 'readFile'>;
  /** The tree that a log without a run is taken to be of. */
  here: string;
}

/**
 * The problem matchers for a log: those of the repository, from the tree that was run here, from GitHub at the
 * commit that was run there, else from the repository of the current folder; then those of the configuration, which win.
 * Asks GitHub once for each repository and commit.
 */
export function createMatcherSource({
  loaded,
  github,
  here,
}: Places): (about: AboutLog) => Promise<unknown[]> {
  const remote = new Map<string, Promise<unknown[]>>();
  let configured: Promise<unknown[]> | undefined;

  const ofCommit = (repo: string, headSha: string): Promise<unknown[]> => {
    const key = `${repo}@${headSha}`;
    // A diagnosis without the repository's own matchers is better than none.
    const found = remote.get(key) ?? readRemoteMatchers(github, repo, headSha).catch(() => []);
    remote.set(key, found);
    return found;
  };
  return async ({ repo, headSha, root }) => {
    configured ??= readConfiguredMatchers(loaded);
    const own =
      root === undefined && repo !== undefined && headSha !== undefined
        ? ofCommit(repo, headSha)
        : readTreeMatchers(root ?? here);
    return [...(await own), ...(await configured)];
  };
}

async function readRemoteMatchers(
  github: Places['github'],
  repo: string,
  headSha: string,
): Promise<unknown[]> {
  const files = await github.listFiles(repo, matcherFolder, headSha);
  const documents: unknown[] = [];
  for (const { path } of files
    .filter((file) => isMatcherFile(file.path, file.sizeBytes))
    .slice(0, maxRemoteFiles)) {
    const text = await github.readFile(repo, path, headSha);
    const document = text === undefined ? undefined : parseMatcher(text);
    if (document !== undefined) documents.push(document);
  }
  return documents;
}

/** The folder above that holds `.git`; the folder itself where none does. */
export function topOf(folder: string): string {
  for (let top = folder; ; top = dirname(top)) {
    if (existsSync(join(top, '.git'))) return top;
    if (dirname(top) === top) return folder;
  }
}

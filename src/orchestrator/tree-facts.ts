import { basename } from 'node:path';
import type { Diagnosis, Failure, LocalSnapshot, ReplayFacts } from '../domain/index.js';

// What is known of a working tree that no run on GitHub stands behind.

/** Its jobs are run as a push of it would run them. */
export const factsOfTree = (snapshot: LocalSnapshot): ReplayFacts => ({
  repo: repoOf(snapshot),
  sha: snapshot.commit,
  branch: snapshot.branch,
  event: 'push',
});

export const diagnosisOfTree = (failures: Failure[]): Diagnosis => ({
  schemaVersion: 1,
  source: { kind: 'tree' },
  failures,
  stats: { lines: 0, bytes: 0, ms: 0 },
});

/** `owner/name` from the address of `origin`, or the directory's name for a repository that has none. */
export const repoOf = ({ originUrl = '', top }: LocalSnapshot): string =>
  /^(?:\w+:\/\/[^/]+\/|[\w.-]+@[^:/]+:)(?:.*\/)?([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(originUrl)?.[1] ??
  `local/${basename(top)}`;

import { satisfies, validRange } from 'semver';

import type { JobCandidate } from './list-jobs.js';

export interface HostFacts {
  /** Node's name: `linux`, `darwin`, `win32`. */
  platform: string;
  /** Tool → full version, of those that are installed: node, python, go, java, … */
  versions: Record<string, string>;
}

const platformOfLabel: [RegExp, string][] = [
  [/^(?:ubuntu|linux|debian)/i, 'linux'],
  [/^(?:macos|osx)/i, 'darwin'],
  [/^windows/i, 'win32'],
];

/** Which platform a job's labels name; undefined for labels of one's own. */
export function platformOf(labels: readonly string[]): string | undefined {
  for (const label of labels) {
    const found = platformOfLabel.find(([pattern]) => pattern.test(label));
    if (found) return found[1];
  }
  return undefined;
}

/** Per job, in order, the leg that this machine can replay most truly. Legs that cannot be planned come last. */
export function chooseLeg(candidates: readonly JobCandidate[], host: HostFacts): JobCandidate[] {
  const best = new Map<string, { candidate: JobCandidate; score: number }>();
  for (const candidate of candidates) {
    const score = scoreOf(candidate, host);
    const current = best.get(candidate.jobId);
    if (!current || score > current.score) best.set(candidate.jobId, { candidate, score });
  }
  return [...best.values()].map(({ candidate }) => candidate);
}

function scoreOf(candidate: JobCandidate, host: HostFacts): number {
  const platform = platformOf(candidate.runsOn) ?? host.platform;
  const tools = Object.entries(candidate.matrix).map(([key, value]) => toolScore(key, value, host.versions));
  return (
    (candidate.problem === undefined ? 1000 : 0) +
    (platform === host.platform ? 100 : 0) +
    tools.reduce((sum, score) => sum + score, 0)
  );
}

/** A matrix key names a tool when it holds the tool's name (`node-version`, `python`). */
function toolScore(key: string, value: unknown, versions: Record<string, string>): number {
  const tool = Object.keys(versions).find((name) => key.toLowerCase().includes(name));
  const version = tool === undefined ? undefined : versions[tool];
  if (version === undefined || (typeof value !== 'string' && typeof value !== 'number')) return 0;
  const range = String(value).replace(/^v/, '');
  if (validRange(range) === null) return /lts|latest|current|stable/.test(range) ? 2 : 0;
  return satisfies(version, range) ? 10 : -distance(version, range);
}

/** How far off a major or minor version is, at most 9, so that the nearest of the wrong ones is taken. */
function distance(version: string, range: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = minor] = (range.match(/\d+/g) ?? []).map(Number);
  const apart = major === wantedMajor ? Math.abs(minor - wantedMinor) / 10 : Math.abs(major - wantedMajor);
  return Math.min(9, apart);
}

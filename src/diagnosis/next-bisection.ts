import type { Commit } from '../domain/index.js';

type Verdict = 'good' | 'bad' | 'skip';

interface Bisection {
  /** The commit to try next; absent when no try can tell more. */
  next?: Commit;
  /** What is left: the first bad commit alone, or several when the others could not be tried. */
  left: Commit[];
}

/**
 * One step of a bisection as git does it: among the ancestors of the oldest bad commit that no good commit
 * holds, the one whose verdict halves them best. `commits` are in any order and exclude the known good one.
 */
export function nextBisection(commits: readonly Commit[], verdicts: ReadonlyMap<string, Verdict>): Bisection {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const ancestry = (sha: string): Set<string> => {
    const found = new Set<string>();
    const open = [sha];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const commit = bySha.get(at);
      if (!commit || found.has(at)) continue;
      found.add(at);
      open.push(...commit.parents);
    }
    return found;
  };
  let left = new Set(bySha.keys());
  for (const [sha, verdict] of verdicts) {
    if (verdict === 'skip') continue;
    const below = ancestry(sha);
    left = new Set([...left].filter((one) => below.has(one) === (verdict === 'bad')));
  }
  const rest = commits.filter(({ sha }) => left.has(sha));
  let best: { commit: Commit; worth: number } | undefined;
  for (const commit of rest) {
    if (verdicts.has(commit.sha)) continue;
    const below = [...ancestry(commit.sha)].filter((sha) => left.has(sha)).length;
    const worth = Math.min(below, rest.length - below);
    // All of them below it: that is the bad commit itself under another name.
    if (worth > 0 && (best === undefined || worth > best.worth)) best = { commit, worth };
  }
  return { left: rest, ...(best ? { next: best.commit } : {}) };
}

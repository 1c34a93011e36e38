import type { Failure } from '../domain/index.js';

/** Failed jobs with the same root causes: the first one, and how the others are called. */
export interface TwinFailures {
  failure: Failure;
  alike: string[];
}

/** Jobs of a matrix fail together; they are told once, in the order of the first of each. */
export function twinFailures(failures: readonly Failure[]): TwinFailures[] {
  const groups = new Map<string, TwinFailures>();
  for (const [index, failure] of failures.entries()) {
    const causes = failure.reports.flatMap((report) => (report.rootCause ? [report.fingerprint] : []));
    const key = causes.length === 0 ? String(index) : JSON.stringify([failure.category, causes.toSorted()]);
    const known = groups.get(key);
    if (known) known.alike.push(placeOf(failure));
    else groups.set(key, { failure, alike: [] });
  }
  return [...groups.values()];
}

/** Job and step of a failure, as far as they are known. */
export const placeOf = ({ job, step }: Failure): string =>
  [job, step].filter(Boolean).join(' › ') || 'the log';

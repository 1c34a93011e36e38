import type { Ranked } from './ranking.js';

/** Causes whose lines are kept, and lines of each. */
const maxCauses = 60;
const maxLinesOfCause = 24;
/** Lines of other findings of the step that are kept. */
const maxEchoes = 8;
/** Ranges closer than this are one. */
const joinWithin = 1;

/** Line ranges of the log that a person needs: the evidence of the causes and the end of the step. */
export function keyLinesOf(ranked: readonly Ranked[]): [number, number][] {
  const best = ranked.find((entry) => entry.rootCause);
  // Findings that the causes stand for belong to what a person wants to see.
  const causes = ranked
    .filter(
      (entry) =>
        entry.rootCause ||
        (best && entry.step === best.step && entry.score >= best.score - 0.02 && entry.score > 0.75),
    )
    .slice(0, maxCauses);
  const chosen = causes.length > 0 ? causes : ranked.slice(0, 1);
  const ranges = chosen.map(({ finding }): [number, number] => [
    finding.from,
    Math.min(Math.max(finding.to, finding.from), finding.from + maxLinesOfCause - 1),
  ]);
  for (const { finding } of chosen) for (const line of finding.also ?? []) ranges.push([line, line]);
  for (const step of new Set(chosen.map((entry) => entry.step))) {
    for (const line of echoesIn(ranked, step)) ranges.push([line, line]);
    if (step.end) ranges.push([step.end.line, step.end.line]);
    for (const value of step.emptyValues.slice(0, 8)) ranges.push([value.line, value.line]);
  }
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const range of ranges) {
    const last = merged[merged.length - 1];
    if (last && range[0] <= last[1] + joinWithin) last[1] = Math.max(last[1], range[1]);
    else merged.push([range[0], range[1]]);
  }
  return merged;
}

/** Lines in which other tools of the step say that they were stopped: they lead from the cause to the end. */
function echoesIn(ranked: readonly Ranked[], step: Ranked['step']): number[] {
  return ranked
    .filter((entry) => !entry.rootCause && entry.step === step && entry.finding.severity === 'error')
    .map((entry) => entry.finding.from)
    .sort((a, b) => a - b)
    .slice(-maxEchoes);
}

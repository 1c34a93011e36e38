import type { ReadJob, ReadStep } from './job-reader.js';
import type { Ranked } from './ranking.js';

/** Causes whose lines are kept, lines of each, and causes that are shown with what stands around them. */
const maxCauses = 60;
const maxLinesOfCause = 24;
const maxWithContext = 12;
/** Lines of other findings of the step that are kept. */
const maxEchoes = 8;
const maxEmptyValues = 8;
const maxSwitches = 8;
const maxVersions = 6;
/** Ranges closer than this are one. */
const joinWithin = 1;

type Range = [number, number];
const alone = (line: number): Range => [line, line];

/**
 * Line ranges of the log that a person needs: the causes with what stands around them, how the step began,
 * what it said of itself and how it ended.
 */
export function keyLinesOf(ranked: readonly Ranked[], job: ReadJob): Range[] {
  const chosen = chosenOf(ranked);
  const ranges = chosen.flatMap(({ finding }, order): Range[] => [
    [finding.from, Math.min(Math.max(finding.to, finding.from), finding.from + maxLinesOfCause - 1)],
    ...(finding.also ?? []),
    ...(order < maxWithContext
      ? (finding.context ?? []).map(([from, to]) => clipped(finding.from, from, to))
      : []),
  ]);
  for (const step of new Set(chosen.map((entry) => entry.step))) {
    ranges.push(...echoesIn(ranked, step).map(alone), ...frameOf(step));
  }
  ranges.push(...circumstancesOf(job, chosen).map(alone));
  return merged(ranges);
}

/** The causes, and findings as strong that the causes stand for. */
function chosenOf(ranked: readonly Ranked[]): Ranked[] {
  const best = ranked.find((entry) => entry.rootCause);
  const causes = ranked.filter(
    (entry) =>
      entry.rootCause ||
      (best && entry.step === best.step && entry.score >= best.score - 0.02 && entry.score > 0.75),
  );
  return causes.length > 0 ? causes.slice(0, maxCauses) : ranked.slice(0, 1);
}

/** Evidence of hundreds of lines stays cut, whatever stands around it. */
const clipped = (evidence: number, from: number, to: number): Range => [
  from,
  Math.max(from, Math.min(to, evidence + 2 * maxLinesOfCause)),
];

/** Lines in which other tools of the step say that they were stopped: they lead from the cause to the end. */
function echoesIn(ranked: readonly Ranked[], step: ReadStep): number[] {
  return ranked
    .filter((entry) => !entry.rootCause && entry.step === step && entry.finding.severity === 'error')
    .map((entry) => entry.finding.from)
    .sort((a, b) => a - b)
    .slice(-maxEchoes);
}

/** How a step began, what it says of itself, and how it ended. */
function frameOf(step: ReadStep): Range[] {
  return [
    ...(step.header === undefined ? [] : [alone(step.header)]),
    ...step.emptyValues.slice(0, maxEmptyValues).map((value) => alone(value.line)),
    ...step.summaries.map(alone),
    ...(step.end ? [alone(step.end.line)] : []),
  ];
}

/** What explains the causes from outside of their step. */
function circumstancesOf(job: ReadJob, chosen: readonly Ranked[]): number[] {
  const categories = new Set(chosen.map((entry) => entry.finding.category));
  const versions = job.steps.flatMap((step) => step.versions).slice(0, maxVersions);
  const switches = job.steps.flatMap((step) => step.switches).slice(0, maxSwitches);
  return [...versions, ...switches, ...(categories.has('permission') ? job.permissions : [])];
}

function merged(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = result[result.length - 1];
    if (last && from <= last[1] + joinWithin) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

import { decisiveFirst, isSoft } from './decisive-step.js';
import type { Finding } from './finding.js';
import type { ReadJob, ReadStep } from './job-reader.js';
import { judgeByCommand } from './judge-by-command.js';
import { markedWords } from './marked-words.js';
import { mergeFindings } from './merge-findings.js';
import { causeMargin, type Ranked, verdictFrom } from './ranked.js';

export type { Ranked } from './ranked.js';

/** Below this nothing of a step deserves the name of an error. */
const suspicion = 0.62;

/** Orders what was found in a job: what failed its step first, and among equals the first in the log. */
export function rankFindings(job: ReadJob): { ranked: Ranked[]; failed: ReadStep[] } {
  const ended = failedSteps(job);
  const ranked = job.steps.flatMap((step) => scoreStep(step, ended));
  const failed = decisiveFirst(ended, ranked);
  const best = Math.max(0, ...ranked.map((entry) => entry.score));
  const primary = failed[0];
  markCauses(ranked, failed);
  ranked.sort(
    (a, b) =>
      Number(b.rootCause) - Number(a.rootCause) ||
      Number(b.step === primary) - Number(a.step === primary) ||
      bucket(b.score) - bucket(a.score) ||
      a.finding.from - b.finding.from,
  );
  return { ranked: best > 0 ? ranked.slice(0, 200) : ranked, failed };
}

const bucket = (score: number): number => Math.round(score * 20);

/** The steps that ended badly, in order. The runner's own verdicts (time-out, lost machine) outrank exit codes. */
export function failedSteps(job: ReadJob): ReadStep[] {
  const told = job.steps.filter((step) => step.verdict === 'failed');
  // Lines are given to steps by whole seconds: a verdict about a step without a word is not trusted.
  if (told.some((step) => step.end !== undefined || step.findings.length > 0)) return told;
  const steps = job.steps.filter((step) => step.section !== 'post');
  const stopped = steps.filter((step) => step.end?.kind === 'timeout' || step.end?.kind === 'lost');
  if (stopped.length > 0) return stopped;
  const exited = steps.filter((step) => step.end?.kind === 'exit');
  if (exited.length > 0) return exited;
  const marked = steps.filter(
    (step) => step.marked > 0 && (step.isAction || step.section === 'setup' || step.end === undefined),
  );
  const cancelled = steps.filter((step) => step.end?.kind === 'cancelled');
  const actions = marked.filter((step) => step.end === undefined);
  if (cancelled.length > 0) return cancelled;
  return actions;
}

function scoreStep(step: ReadStep, failed: readonly ReadStep[]): Ranked[] {
  const inFailed = failed.length === 0 || failed.includes(step);
  const marked = inFailed ? markedWords(step) : [];
  return mergeFindings([...step.findings, ...marked]).map((finding) => ({
    finding: judgeByCommand(finding, step),
    step,
    rootCause: false,
    score: clamp(scoreOf(finding, step) * (inFailed ? 1 : 0.5) * (step.section === 'post' ? 0.4 : 1)),
  }));
}

function scoreOf(finding: Finding, step: ReadStep): number {
  let score = finding.weight;
  if (finding.severity === 'warning') score *= 0.45;
  if (finding.severity === 'notice') score *= 0.25;
  if (step.retriedAt !== undefined && finding.to <= step.retriedAt) score -= 0.2;
  // A guess is worth more right before the end: that is where a failing command stops talking.
  if (finding.weight < verdictFrom && finding.weight >= 0.4) {
    const end = step.end?.line ?? step.lastLine;
    const distance = end - finding.to;
    const nearer = score + (distance <= 12 ? 0.08 : distance <= 40 ? 0.04 : 0);
    // It stays a guess, however near.
    score = Math.max(score, Math.min(nearer, verdictFrom - 0.005));
  }
  return score;
}

const clamp = (value: number): number => Math.min(1, Math.max(0.01, Math.round(value * 1000) / 1000));

function markCauses(ranked: readonly Ranked[], failed: readonly ReadStep[]): void {
  const steps = failed.length > 0 ? failed : [...new Set(ranked.map((entry) => entry.step))];
  const pool = ranked.filter((entry) => steps.includes(entry.step));
  for (const [order, step] of steps.entries()) {
    const own = pool.filter((entry) => entry.step === step);
    if (!own.some((entry) => entry.score >= suspicion)) failOnWarnings(own);
    const top = Math.max(0, ...own.map((entry) => entry.score));
    if (top === 0) continue;
    if (order > 0 && (failed.length === 0 || isSoft(step, own))) continue;
    if (top < verdictFrom) {
      const guess = own
        .filter((entry) => entry.score >= top - 0.001)
        .sort((a, b) => a.finding.from - b.finding.from)[0];
      if (guess) guess.rootCause = true;
      continue;
    }
    const causes = own.filter((entry) => entry.score >= Math.max(top - causeMargin, verdictFrom));
    for (const entry of independent(causes)) entry.rootCause = true;
  }
}

/** A step that failed without an error of any weight failed on its warnings, as strict checkers do. */
function failOnWarnings(own: readonly Ranked[]): void {
  for (const entry of own) {
    if (entry.finding.severity !== 'error' && entry.finding.weight >= 0.84)
      entry.score = clamp(entry.finding.weight - 0.1);
  }
}

/**
 * With more findings than this one tool tells one story, a cascade or a broken set-up: the first of them
 * stand for all, and the first of each further file where that is judged by itself. A formatter mends all files at once.
 */
const manyOfOneTool = 8;
const standIns = 4;
const mostFiles = 20;
const judgedByFile = new Set(['compile', 'type', 'lint']);

/** Leaves out what only follows: the same text again without a place, and the long tail of one tool. */
function independent(causes: readonly Ranked[]): Ranked[] {
  const counts = new Map<string, number>();
  for (const { finding } of causes.filter(hasPlace))
    counts.set(finding.tool, (counts.get(finding.tool) ?? 0) + 1);
  const taken = new Map<string, number>();
  const seen = new Set<string>();
  const testsFailed = causes.some(
    ({ finding }) => finding.category === 'test' && finding.test && finding.file,
  );
  return causes.filter((cause) => {
    const { finding } = cause;
    // Tests that fail cover less and miss their threshold for that reason.
    if (testsFailed && finding.category === 'test' && !hasPlace(cause)) return false;
    const { tool, file } = finding;
    if (!hasPlace(cause)) return isNew(seen, `${tool}|${finding.code ?? template(finding.message)}`);
    const count = (taken.get(tool) ?? 0) + 1;
    taken.set(tool, count);
    const isFirstOfFile = file !== undefined && isNew(seen, `${tool}|in ${file}`);
    return (
      (counts.get(tool) ?? 0) <= manyOfOneTool ||
      count <= standIns ||
      (isFirstOfFile && judgedByFile.has(finding.category) && seen.size <= mostFiles)
    );
  });
}

const hasPlace = ({ finding }: Ranked): boolean => finding.file !== undefined || finding.test !== undefined;

function isNew(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** The text without names, so that one complaint about many objects is one. */
const template = (message: string): string =>
  message.replace(/["'`‘“][^"'`’”]*["'`’”]/g, '*').replace(/\S*[/\\.\d]\S*/g, '*');

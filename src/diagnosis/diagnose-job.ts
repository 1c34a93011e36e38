import type { BugReport, Category, Failure, ParsedJob } from '../domain/index.js';
import { actionRules, type Case, categoryOf, ownerRules } from './rules.js';
import type { RunFacts } from './run-facts.js';
import { flakeShapes, summaries } from './wording.js';

const maxSummaryChars = 200;

/** Says of one failed job what kind of failure it is, whose it is, and what to do about it. */
export function diagnoseJob(parsed: ParsedJob, facts: RunFacts = {}): Failure {
  const causes = parsed.reports.filter((report) => report.rootCause);
  const cause = causes[0] ?? parsed.reports[0];
  const suggested: Case = { cause, causes, parsed, category: cause?.category ?? 'unknown' };
  const category = categoryOf(suggested);
  const found: Case = { ...suggested, category };
  const owner = ownerRules.find((rule) => rule.when(found))?.owner ?? 'developer';
  const flaky = flakiness(causes, category, facts);
  const action =
    flaky.likely && (category === 'test' || facts.passedOnOtherAttempt)
      ? 'rerun'
      : (actionRules.find((rule) => rule.when(found))?.action ?? 'fix');
  return {
    ...(parsed.job !== undefined && { job: parsed.job }),
    ...(parsed.step !== undefined && { step: parsed.step }),
    ...(parsed.command !== undefined && { command: parsed.command }),
    ...(parsed.exitCode !== undefined && { exitCode: parsed.exitCode }),
    category,
    owner,
    summary: summaryOf(category, cause, causes.length),
    action,
    confidence: confidenceOf(causes, category),
    flaky,
    reports: parsed.reports,
    keyLines: parsed.keyLines,
  };
}

function flakiness(causes: readonly BugReport[], category: Category, facts: RunFacts): Failure['flaky'] {
  if (facts.passedOnOtherAttempt) return { likely: true, why: 'another attempt of the same commit passed' };
  const known = new Set(facts.knownFlakes ?? []);
  if (causes.length > 0 && causes.every((cause) => known.has(cause.fingerprint))) {
    return { likely: true, why: 'the same failure came and went before without a change' };
  }
  if (facts.notReproduced) return { likely: true, why: 'it did not fail when it was replayed here' };
  if (category === 'infra') return { likely: true, why: 'networks and registries fail for a while' };
  // A shape alone is a hint, not evidence: said, but not enough to call it a flake.
  const shape = flakeShapes.find(
    ({ pattern }) => causes.length > 0 && causes.every((cause) => pattern.test(cause.message)),
  );
  return shape && category === 'test' ? { likely: false, why: `possible: ${shape.why}` } : { likely: false };
}

/** The score of the best cause, less when the causes disagree about the kind or when the kind is unknown. */
function confidenceOf(causes: readonly BugReport[], category: Category): number {
  const best = Math.max(0.1, ...causes.map((cause) => cause.score));
  const agree = causes.filter((cause) => cause.category === category).length / Math.max(1, causes.length);
  const value = best * (0.8 + 0.2 * agree) * (category === 'unknown' ? 0.6 : 1);
  return Math.round(Math.min(0.99, value) * 100) / 100;
}

function summaryOf(category: Category, cause: BugReport | undefined, count: number): string {
  const place = cause?.file ? `${cause.file}${cause.line ? `:${cause.line}` : ''}: ` : '';
  const what = cause ? `${place}${cause.message.split('\n')[0]}` : 'the log does not say why';
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  const text = `${summaries[category].replace('{what}', () => what)}`;
  return `${text.length > maxSummaryChars ? `${text.slice(0, maxSummaryChars - 1)}…` : text}${more}`;
}

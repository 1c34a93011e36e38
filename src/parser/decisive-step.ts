import type { ReadStep } from './job-reader.js';
import { causeMargin, type Ranked, verdictFrom } from './ranked.js';

/** Kinds of check that workflows often let fail (`continue-on-error`) while later steps go on. */
const softCategories = new Set(['lint', 'format', 'unknown']);
/** Steps that run after a failure and then fail for want of what the failed step should have made. */
const followUp =
  /upload|artifact|publish|report|summary|notif|slack|clean ?up|codecov|coverall|\blogs?\b|diagnos|collect|\bcat\b|\bls\b|\|\| true/i;

/**
 * The step that decided, first: the first one that failed, unless it is a check that may fail or a
 * follow-up of the failure. Steps after it that failed by themselves stay behind it.
 */
export function decisiveFirst(failed: readonly ReadStep[], ranked: readonly Ranked[]): ReadStep[] {
  if (failed.length < 2) return [...failed];
  const hard = failed.filter(
    (step) =>
      !isSoft(
        step,
        ranked.filter((entry) => entry.step === step),
      ),
  );
  if (hard.length > 0) return [...hard, ...failed.filter((step) => !hard.includes(step))];
  // Nothing but checks that may fail: without the last one the job would have been green for sure.
  const own = failed.filter((step) => !isFollowUp(step));
  const last = own[own.length - 1] ?? failed[failed.length - 1];
  const clearest = own.find((step) => topOf(step, ranked) >= topOf(last, ranked) + clearlyAbove) ?? last;
  return clearest ? [clearest, ...failed.filter((step) => step !== clearest)] : [...failed];
}

/** A step that says this much more than the last one is the one that says why. */
const clearlyAbove = 0.2;
const topOf = (step: ReadStep | undefined, ranked: readonly Ranked[]): number =>
  Math.max(0, ...ranked.filter((entry) => entry.step === step).map((entry) => entry.score));

const isFollowUp = (step: ReadStep): boolean =>
  followUp.test(step.name ?? '') || (step.isAction && /upload|report|cache/.test(step.name ?? ''));

export function isSoft(step: ReadStep, own: readonly Ranked[]): boolean {
  const top = Math.max(0, ...own.map((entry) => entry.score));
  if (isFollowUp(step) || top < verdictFrom) return true;
  if (step.verdict === 'failed') return false;
  return own
    .filter((entry) => entry.score >= top - causeMargin)
    .every((entry) => softCategories.has(entry.finding.category));
}

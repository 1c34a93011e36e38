import { type Fencing, fence } from './fence.js';

/** A fix that was tried before and did not hold. */
export interface PreviousAttempt {
  summary: string;
  /** Unified diff; absent when the edits could not be applied. */
  diff?: string;
  /** Why it was not kept: a refusal of an edit or of the gate, or what the step printed afterwards. */
  reason: string;
  /** Numbered lines next to what could not be found. */
  nearest?: string;
}

const mostAttempts = 3;
const diffChars = 5_000;
const reasonChars = 2_500;

/** What was tried and what came of it, the last one in full. */
export function describeAttempts(attempts: readonly PreviousAttempt[], fencing: Fencing): string {
  const shown = attempts.slice(-mostAttempts);
  return shown
    .map((attempt, i) => {
      const isLast = i === shown.length - 1;
      const parts = [
        `Attempt ${attempts.length - shown.length + i + 1}, taken back:`,
        fence('summary', attempt.summary, fencing),
        ...(isLast && attempt.diff ? [fence('diff', attempt.diff, fencing, diffChars)] : []),
        'What came of it:',
        fence('result', attempt.reason, fencing, isLast ? reasonChars : 500),
        ...(isLast && attempt.nearest
          ? ['The closest lines of the file:', fence('lines', attempt.nearest, fencing)]
          : []),
      ];
      return parts.join('\n');
    })
    .join('\n\n');
}

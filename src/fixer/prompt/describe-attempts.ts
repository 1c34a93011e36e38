import { type Block, ranks } from './block.js';
import { plainDiff } from './describe-diff.js';
import { cleanCut, cleanLine, type Fencing } from './fence.js';

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
const olderReasonChars = 500;

/** What was tried and what came of it, the last one in full. */
export function describeAttempts(attempts: readonly PreviousAttempt[], fencing: Fencing): Block[] {
  const shown = attempts.slice(-mostAttempts);
  return shown.flatMap(({ summary, diff, reason, nearest }, i): Block[] => {
    const isLast = i === shown.length - 1;
    const rank = isLast ? ranks.lastAttempt : ranks.olderAttempt;
    const intro = `Attempt ${attempts.length - shown.length + i + 1}, taken back:`;
    const about = summary.trim() === '' ? [] : [{ label: 'summary', text: cleanLine(summary, fencing) }];
    const shownDiff = isLast && diff ? cleanCut(plainDiff(diff), diffChars, fencing) : '';
    return [
      { intro, text: '', rank },
      ...about.map((block) => ({ ...block, rank, floor: 20 })),
      ...(shownDiff === '' ? [] : [{ label: 'diff', text: shownDiff, rank, floor: 250 }]),
      {
        intro: 'What came of it:',
        label: 'result',
        text: cleanCut(reason, isLast ? reasonChars : olderReasonChars, fencing),
        rank: rank + 1,
        floor: isLast ? 200 : 40,
      },
      ...(isLast && nearest
        ? [
            {
              intro: 'The closest lines of the file:',
              label: 'lines',
              text: cleanCut(nearest, reasonChars, fencing),
              rank,
              floor: 100,
            },
          ]
        : []),
    ];
  });
}

import type { Draft } from '../finding.js';

/** Leaves out what a tool says of an attempt that it makes again, and of steps that went well. */
export function notAnAttempt(draft: Draft): Draft | undefined {
  if (/\b(?:retry|retrying|attempt \d+|will retry|back off)\b/i.test(draft.message))
    return { ...draft, weight: 0.4 };
  if (
    /^\s*(?:✓|✔|ok\b|PASS|\d+ passing)|^(?:npm (?:http|warn|error|ERR!)|yarn |INFO|DEBUG|\[INFO\]|\[debug\])/i.test(
      draft.message,
    )
  )
    return undefined;
  return draft;
}

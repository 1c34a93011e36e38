import type { Context } from '../context.js';
import { type HealRecord, isEnd, safeText } from '../domain/index.js';
import { exitCodes } from '../errors/index.js';
import type { ApproverPort, Notice } from '../orchestrator/index.js';
import { proofLines, renderDiff, renderHeal } from '../render/index.js';
import { askApproval } from '../terminal/index.js';
import { followNotices } from './follow-notices.js';

export interface Follower {
  tell(notice: Notice): void;
  approver: ApproverPort;
  /** Takes the live line off the screen. */
  finish(): Promise<void>;
  /** The same when the heal broke off. */
  fail(): Promise<void>;
}

/** Shows a heal as it goes on, and asks the person at the terminal when it is time. */
export async function followHeal(context: Context, options: { yes: boolean }): Promise<Follower> {
  const { terminal } = context;
  const { tell, progress } = await followNotices(context);
  return {
    tell,
    finish: () => progress.stop(),
    fail: () => progress.fail(),
    approver: {
      decide: async ({ record, attempt, verdict, receipt, canChange }) => {
        if (verdict.band === 'automatic') return { kind: 'accept', by: 'band' };
        // A yes on the command line stands for what is asked, not for what must be confirmed by hand.
        if (options.yes && verdict.band === 'ask') return { kind: 'accept', by: 'yes-flag' };
        if (!terminal.interactive) return { kind: 'wait' };
        await progress.stop();
        const paint = await terminal.paint('err');
        const text = [
          '',
          `${paint.strong(attempt.summary)}  ${paint.quiet(`risk ${verdict.risk} of 10`)}`,
          '',
          ...verdict.reasons.map((reason) => `  ${safeText(reason)}`),
          ...(verdict.band === 'patch'
            ? [paint.warn('Too risky to be pushed: accepted, it is written as a patch.')]
            : []),
          '',
          renderDiff(attempt.diff, paint),
          '',
          ...proofLines(receipt, terminal.columns).map((line) =>
            line.startsWith('red') ? paint.bad(line) : line.startsWith('green') ? paint.good(line) : line,
          ),
          '',
        ].join('\n');
        const editor = context.env.GIT_EDITOR ?? context.env.VISUAL ?? context.env.EDITOR ?? 'vi';
        const answer = await askApproval(terminal, {
          text,
          patch: attempt.diff,
          canChange,
          // A risk like this one is not taken by a keystroke.
          ...(verdict.band === 'ask' ? {} : { confirmWith: record.id }),
          editor,
          signal: context.signal,
        });
        return answer.kind === 'accept' ? { kind: 'accept', by: 'person' } : answer;
      },
    },
  };
}

/** Prints the outcome of heals and answers the exit code. */
export async function reportHeals(context: Context, records: readonly HealRecord[]): Promise<number> {
  const { terminal, flags } = context;
  if (flags.json) {
    terminal.out(JSON.stringify({ schemaVersion: 1, heals: records }, null, 2));
  } else {
    const paint = await terminal.paint('out');
    for (const record of records) terminal.out(renderHeal(record, paint, terminal.columns));
  }
  return exitCodeOfHeals(records);
}

/** The exit code that needs a person most comes first. */
const gravest = [
  exitCodes.refused,
  exitCodes.stillRed,
  exitCodes.declined,
  exitCodes.unfinished,
  exitCodes.done,
];

export function exitCodeOfHeals(records: readonly HealRecord[]): number {
  const codes = new Set<number>(records.map(exitCodeOfHeal));
  return gravest.find((code) => codes.has(code)) ?? exitCodes.done;
}

function exitCodeOfHeal(record: HealRecord): number {
  if (record.reason === 'gate-refused') return exitCodes.refused;
  if (!isEnd(record.state) || record.state === 'rerun' || record.state === 'expired')
    return exitCodes.unfinished;
  switch (record.state) {
    case 'healed':
      return exitCodes.done;
    case 'declined':
    case 'aborted':
      return exitCodes.declined;
    case 'superseded':
      return exitCodes.refused;
    default:
      return exitCodes.stillRed;
  }
}

import type { Block, Draft } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

/** `TypeError: text`, `AssertionError [ERR_ASSERTION]: text`: the first line of a thrown error. */
export const errorName = /^(?:Uncaught )?(?:[A-Z]\w*)?(?:Error|Exception)\b(?: \[[A-Z_0-9]+\])?(?::|$)/;

export const trimmed = (block: Block): string[] => block.lines.map((line) => line.text.trim());

/** `Expected: x` / `Received: y` in the words of jest and vitest, `+ actual - expected` elsewhere. */
function compared(lines: readonly string[]): { expected?: string; actual?: string } {
  const value = (pattern: RegExp): string | undefined =>
    lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
  const expected = value(/^Expected(?: value)?: +(.+)$/) ?? value(/^expected: +(.+?),?$/);
  const actual = value(/^Received(?: value)?: +(.+)$/) ?? value(/^actual: +(.+?),?$/);
  return { ...(expected && { expected }), ...(actual && { actual }) };
}

const cut = (name: string): string => name.replace(/ \(?\d+(?:\.\d+)? ?m?s\)?$/, '').trim();

/** A service that does not answer is no fault of the test that needs it. */
const unreachable = /\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/;

/** What a failed test says of itself: its message, its frames, and what was expected of it. */
export function testDraft(block: Block, name: string, message: string, suite?: string): Draft {
  const lines = trimmed(block);
  const frames = readFrames(block.lines);
  return {
    message,
    frames,
    ...placeOf(ownFrame(frames)),
    ...(unreachable.test(message) && { category: 'infra' }),
    test: { name: cut(name), ...(suite && { suite }), ...compared(lines) },
  };
}

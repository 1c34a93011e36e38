import { describe, expect, it } from 'vitest';
import { isCaretLine } from '../../src/parser/code-frame.js';
import { jobLog, parseLog } from './read-text.js';

const evidenceOf = async (output: string) => {
  const [job] = await parseLog(jobLog('make', output, 2));
  const report = job?.reports[0];
  return {
    lines: report && report.evidence.endLine - report.evidence.startLine,
    text: report?.evidence.excerpt,
  };
};

describe('the piece of source under an error', () => {
  it.each([
    ['    |     ^'],
    ['      |     ^~~~~~ did you mean x'],
    ['        ~~~~'],
    ['    ^^^^^^^'],
    ['  · ──┬──'],
  ])('knows the underlining in "%s"', (text) => {
    expect(isCaretLine(text)).toBe(true);
  });

  it.each([['x ^ y'], ['======'], ['- ~/work'], ['12 | a ^ b'], [''], ['> next']])(
    'finds none in "%s"',
    (text) => {
      expect(isCaretLine(text)).toBe(false);
    },
  );

  it('is shown down to the caret, as gcc prints it', async () => {
    const { lines, text } = await evidenceOf(
      "src/a.c:3:5: error: 'x' undeclared\n    3 |     x = 1;\n      |     ^\nmake: *** [a.o] Error 1",
    );
    expect(lines).toBe(2);
    expect(text).toBe("src/a.c:3:5: error: 'x' undeclared\n    3 |     x = 1;\n      |     ^");
  });

  it('is shown behind one blank line, as tsc --pretty prints it', async () => {
    const { text } = await evidenceOf(
      "src/a.ts:4:7 - error TS2322: Type 'bigint' is not assignable.\n\n4   x + 1n\n      ~~~~\n\nFound 1 error.",
    );
    expect(text?.split('\n').slice(-2)).toEqual(['4   x + 1n', '      ~~~~']);
  });

  it('is not sought past what is no source', async () => {
    const { lines } = await evidenceOf("src/a.c:3:5: error: 'x' undeclared\nplain words\n    ^\nend");
    expect(lines).toBe(0);
  });
});

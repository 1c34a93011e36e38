import type { Block } from '../finding.js';

/** The nearest line above the block that matches, at most `most` lines up. */
export function lineAbove(block: Block, pattern: RegExp, most = 60): RegExpExecArray | undefined {
  for (let back = 1; back <= most; back++) {
    const line = block.before(back);
    if (!line) return undefined;
    const match = pattern.exec(line.text);
    if (match) return match;
  }
  return undefined;
}

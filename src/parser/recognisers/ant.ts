import type { Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

const bare = (text: string): string => text.replace(/^\s*\[junit\] ?/, '');

/** JUnit as Ant and its own console runner print it. */
export const ant: Recogniser[] = [
  {
    tool: 'junit',
    category: 'test',
    need: ['Testcase: '],
    start: /^\s*(?:\[junit\] )?Testcase: (?<test>\w+)(?:\((?<suite>[\w.$]+)\))?(?:: | took )/,
    maxLines: 24,
    until: /^\s*(?:\[junit\] )?(?:Testcase: |Test \S+ FAILED)|^BUILD /,
    weight: 0.95,
    read(block) {
      const lines = block.lines.map((line) => ({ text: bare(line.text) }));
      const at = lines.findIndex(({ text }) => /^\s*(?:FAILED|Caused an ERROR)$/.test(text));
      if (at < 0) return undefined;
      const frames = readFrames(lines);
      const { test = '', suite } = block.match.groups ?? {};
      return {
        message: lines[at + 1]?.text.trim() ?? 'FAILED',
        frames,
        ...placeOf(ownFrame(frames)),
        test: { name: test, ...(suite && { suite }) },
      };
    },
  },
  {
    tool: 'junit',
    category: 'test',
    need: [') '],
    start: /^\d+\) (?<test>\w+)\((?<suite>[\w.$]+)\)$/,
    maxLines: 30,
    until: /^\d+\) \w+\(|^(?:FAILURES|Tests run:)/,
    weight: 0.95,
    read(block) {
      const frames = readFrames(block.lines);
      const { test = '', suite = '' } = block.match.groups ?? {};
      return {
        message: block.lines[1]?.text.trim() ?? '',
        frames,
        ...placeOf(ownFrame(frames)),
        test: { name: test, suite },
      };
    },
  },
];

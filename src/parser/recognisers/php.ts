import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

const trimmed = (block: Block): string[] => block.lines.map((line) => line.text.trim());

const phpunit: Recogniser = {
  tool: 'phpunit',
  category: 'test',
  need: [') '],
  start: /^\d+\) (?<test>[\w\\]+::\w+.*)$/,
  maxLines: 40,
  until: /^\d+\) [\w\\]+::|^--$|^(?:FAILURES|ERRORS|OK|Tests:|There (?:was|were))/,
  weight: 0.95,
  read(block) {
    const lines = trimmed(block);
    const frames = readFrames(block.lines);
    const message = lines.slice(1).find((line) => line !== '') ?? lines[0] ?? '';
    return { message, frames, ...placeOf(ownFrame(frames)), test: { name: block.match.groups?.test ?? '' } };
  },
};

/** PHPUnit, PHP itself, its analysers and Composer. */
export const php: Recogniser[] = [
  phpunit,
  lineRecogniser({
    tool: 'php',
    category: 'compile',
    need: ['PHP Parse error', 'Parse error: ', 'PHP Fatal error', 'Fatal error: '],
    pattern:
      /^(?:PHP )?(?<kind>Parse error|Fatal error): +(?<message>\S.*?) in (?<file>\S+\.(?:php|inc|phtml)) ?(?:on line |:)(?<line>\d+)/,
    weight: 0.93,
    with: (draft, block) => {
      const message = block.match[0];
      return block.match.groups?.kind === 'Parse error'
        ? { ...draft, message }
        : { ...draft, message, category: /Allowed memory/.test(message) ? 'resource' : 'runtime' };
    },
  }),
  {
    tool: 'phpstan',
    category: 'type',
    need: [' Line   ', '------ -'],
    start: /^\s+Line\s{2,}(?<file>\S+\.php)(?: \(.*\))?\s*$/,
    maxLines: 60,
    until: /^\s*$/,
    weight: 0.93,
    read(block) {
      const file = block.match.groups?.file ?? '';
      return block.lines.flatMap((line, index): Draft[] => {
        const found = /^\s+(\d+)\s{2,}(\S.*)$/.exec(line.text);
        return found?.[2]
          ? [{ file, line: Number(found[1]), message: found[2].trim(), first: index, last: index }]
          : [];
      });
    },
  },
  lineRecogniser({
    tool: 'phpcs',
    category: 'lint',
    need: ['| ERROR ', '| WARNING '],
    pattern: /^\s*(?<line>\d+) \| (?<severity>ERROR|WARNING)\s*\|(?: \[.\])? (?<message>.*)$/,
    weight: 0.92,
    with: (draft, block) => {
      for (let back = 1; back < 200; back++) {
        const text = block.before(back)?.text;
        if (text === undefined) break;
        const file = /^FILE: (\S+)/.exec(text)?.[1];
        if (file) return { ...draft, file };
      }
      return draft;
    },
  }),
  {
    tool: 'composer',
    category: 'dependency',
    need: [
      'Your requirements could not be resolved',
      'Your lock file does not contain',
      'The lock file is not up to date',
      'Could not find package',
      'Root composer.json requires',
    ],
    start:
      /^\s*(?<message>(?:Your requirements could not be resolved|Your lock file does not contain|(?:Warning: )?The lock file is not up to date|Could not find package|Could not find a matching version).*)$/,
    maxLines: 8,
    weight: 0.93,
    read: (block) => {
      const problem = block.lines.map((line) => line.text.trim()).find((text) => /^- /.test(text));
      return {
        message: `${block.match.groups?.message ?? ''} ${problem ?? ''}`.trim(),
        file: 'composer.json',
        ...(/not up to date/.test(block.match[0]) && { severity: 'warning' as const }),
      };
    },
  },
];

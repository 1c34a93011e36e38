import type { Category } from '../../domain/index.js';
import { type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { placeOf, readFrames } from '../frames.js';

/** TS1xxx is the grammar. */
const codeCategory = (code: string): Category => (/^TS1\d{3}$/.test(code) ? 'compile' : 'type');

/** deno, and formatters that print a difference below `from <file>:`. */
export const javascriptDeno: Recogniser[] = [
  lineRecogniser({
    tool: 'deno',
    category: 'type',
    need: 'error: ',
    pattern:
      /^error: (?<message>(?:Uncaught|Type checking failed|Module not found|The module's source code).*)$/,
    weight: 0.75,
  }),
  {
    tool: 'deno',
    category: 'type',
    need: ['[ERROR]: '],
    start: /^(?<code>TS\d+) \[ERROR\]: (?<message>.*)$/,
    maxLines: 10,
    through: /^\s+at file:/,
    weight: 0.93,
    read(block) {
      const draft: Draft = draftOf(block.match);
      const [frame] = readFrames(block.lines.slice(1));
      return { ...draft, ...placeOf(frame), category: codeCategory(draft.code ?? '') };
    },
  },
  {
    tool: 'deno',
    category: 'lint',
    need: ['error['],
    start: /^error\[(?<code>[a-z][\w/-]*)\]: (?<message>\S.*)$/,
    maxLines: 14,
    through: /docs: https:\/\/docs\.deno\.com\/lint/,
    weight: 0.95,
    read(block) {
      const place = block.lines
        .map((line) => /^\s*--> (\S+?):(\d+):(\d+)$/.exec(line.text))
        .find((found) => found);
      const isLint = /docs\.deno\.com\/lint/.test(block.lines[block.lines.length - 1]?.text ?? '');
      if (!isLint || !place?.[1]) return undefined;
      return {
        ...draftOf(block.match),
        file: place[1],
        line: Number(place[2]),
        column: Number(place[3]),
        last: 5,
      };
    },
  },
  {
    tool: 'dprint',
    category: 'format',
    need: ['from '],
    start: /^from (?<file>\/?\S+\.\w+):$/,
    maxLines: 2,
    weight: 0.92,
    read(block) {
      const differs = /^\s*\d*\s*\|\s?[-+]|^\s*\d+\s*[-+|]/.test(block.lines[1]?.text ?? '');
      const { file = '' } = block.match.groups ?? {};
      return differs ? { file, message: `${file} is not formatted` } : undefined;
    },
  },
];

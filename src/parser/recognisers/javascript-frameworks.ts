import type { Category } from '../../domain/index.js';
import { draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { lineAbove } from './look-back.js';

/** svelte-check tags its own findings; the compiler's are types unless the grammar is at fault. */
const svelteCategory = (message: string): Category =>
  /\((?:svelte|css)\)$/.test(message) && !/\(ts\)$/.test(message) ? 'lint' : 'type';

/** Compilers of components, styles and schemas. */
export const javascriptFrameworks: Recogniser[] = [
  {
    tool: 'svelte-check',
    category: 'type',
    need: ['Error: ', 'Warn: '],
    start: /^(?<severity>Error|Warn): (?<message>\S.*)$/,
    weight: 0.93,
    read(block) {
      const place = /^(\/?[\w@./+[\]()-]+\.(?:svelte|[cm]?[jt]s)):(\d+):(\d+)$/.exec(
        block.before(1)?.text ?? '',
      );
      if (!place?.[1]) return undefined;
      const draft = draftOf(block.match);
      return {
        ...draft,
        file: place[1],
        line: Number(place[2]),
        column: Number(place[3]),
        category: draft.severity === 'warning' ? 'lint' : svelteCategory(draft.message),
        ...(block.script.some((line) => line.includes('--fail-on-warnings')) && { severity: 'error' }),
        first: -1,
      };
    },
  },
  lineRecogniser({
    tool: 'svelte-check',
    category: 'type',
    need: ['ERROR "', 'WARNING "'],
    pattern: /^\d+ (?<severity>ERROR|WARNING) "(?<file>[^"]+)" (?<line>\d+):(?<column>\d+) "(?<message>.*)"$/,
    weight: 0.93,
  }),
  lineRecogniser({
    tool: 'tsc',
    category: 'type',
    need: ' ts(',
    pattern:
      /^(?<file>[^\s:][^:]*):(?<line>\d+):(?<column>\d+) - (?<severity>error|warning) ts\((?<number>\d+)\): (?<message>.*)$/,
    weight: 0.93,
    with: (draft, block) => ({ ...draft, code: `TS${block.match.groups?.number}` }),
  }),
  {
    tool: 'parcel',
    category: 'compile',
    need: ['@parcel/'],
    start: /^(?:🚨 )?@parcel\/[\w-]+: (?<message>\S.*)$/u,
    maxLines: 8,
    until: /^@parcel\//,
    weight: 0.93,
    read(block) {
      const place = block.lines
        .map((line) => /^\s+(\/?[^\s:]+\.\w+):(\d+):(\d+)$/.exec(line.text))
        .find((found) => found);
      if (!place?.[1]) return undefined;
      return {
        message: block.match.groups?.message ?? '',
        file: place[1],
        line: Number(place[2]),
        column: Number(place[3]),
      };
    },
  },
  lineRecogniser({
    // Babel and others that parse by it: the file and the place are part of the message.
    tool: 'babel',
    category: 'compile',
    need: 'SyntaxError: ',
    pattern:
      /^\s*(?:\[.{1,60}\] ?|\w[\w ]{0,30}: )?SyntaxError: (?:\[BABEL\] )?(?<file>[^\s:]+\.(?:[cm]?[jt]sx?|vue)): (?<message>\S.*?) \((?<line>\d+):(?<column>\d+)\)/,
    weight: 0.94,
  }),
  lineRecogniser({
    tool: 'postcss',
    category: 'compile',
    need: ['CssSyntaxError: '],
    pattern:
      /CssSyntaxError: (?:\[?[\w-]+\]?:? )?(?<file>\/?[^\s:]+):(?<line>\d+):(?<column>\d+): (?<message>\S.*)$/,
    weight: 0.94,
  }),
  {
    // swc draws its box in plain letters when no terminal reads it.
    tool: 'swc',
    category: 'compile',
    need: [',-['],
    start: /^\s*,-+\[(?<file>[^\s:\]]+):(?<line>\d+):(?<column>\d+)\]/,
    maxLines: 8,
    until: /^\s*`-/,
    weight: 0.93,
    read(block) {
      const said = lineAbove(block, /^\s*(?:[x×!⚠]|Error:|error:) +(\S.*)$/, 4);
      if (!said?.[1]) return undefined;
      // The box begins with the first line shown; the marked one is the last with a number.
      const numbers = block.lines.flatMap((line) => /^\s*(\d+) \|/.exec(line.text)?.[1] ?? []);
      const line = Number(numbers[numbers.length - 1] ?? block.match.groups?.line);
      return { message: said[1], file: block.match.groups?.file ?? '', line, first: -1 };
    },
  },
  {
    tool: 'sass',
    category: 'compile',
    need: ['Error: '],
    start: /^\s*(?:Sass)?Error: (?<message>\S.*)$/,
    maxLines: 14,
    until: /^\S*Error: /,
    weight: 0.93,
    read(block) {
      const last = block.lines.findIndex((line) => /^\s*╵/.test(line.text));
      const place =
        last > 0
          ? /^\s+(\S+\.(?:scss|sass|css)) (\d+):(\d+)\s/.exec(`${block.lines[last + 1]?.text ?? ''} `)
          : undefined;
      return place?.[1]
        ? {
            message: block.match.groups?.message ?? '',
            file: place[1],
            line: Number(place[2]),
            column: Number(place[3]),
            last: last + 1,
          }
        : undefined;
    },
  },
  lineRecogniser({
    tool: 'less',
    category: 'compile',
    need: ' on line ',
    pattern:
      /^\s*(?<message>\w+Error: \S.*) in (?<file>\S+\.less)(?::| on line (?<line>\d+), column (?<column>\d+):?)/,
    weight: 0.93,
  }),
  {
    // prisma and graphql tools point at the place below the message.
    tool: 'prisma',
    category: 'config',
    need: ['.prisma:'],
    start: /^\s*--> {1,2}(?<file>\S+\.prisma):(?<line>\d+)/,
    weight: 0.93,
    read(block) {
      const said = lineAbove(block, /^\s*error: (\S.*)$/, 3)?.[1];
      return said ? { ...draftOf(block.match), message: said, first: -1 } : undefined;
    },
  },
];

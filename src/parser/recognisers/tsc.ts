import { type Draft, lineRecogniser, type Recogniser } from '../finding.js';

/** TS1xxx is the grammar, TS5xxx, TS6xxx and TS18xxx are options and inputs; the rest are types. */
function byCode(draft: Draft): Draft {
  const number = Number(draft.code?.slice(2));
  if (number >= 1000 && number < 2000) return { ...draft, category: 'compile' };
  if ((number >= 5000 && number < 6130) || number === 18003) return { ...draft, category: 'config' };
  return draft;
}

export const tsc: Recogniser[] = [
  lineRecogniser({
    tool: 'tsc',
    category: 'type',
    need: ' TS',
    pattern:
      /^(?<file>[^\s()[\]][^()\]]*)\((?<line>\d+),(?<column>\d+)\): (?<severity>error|warning) (?<code>TS\d+): (?<message>.*)$/,
    with: byCode,
  }),
  lineRecogniser({
    tool: 'tsc',
    category: 'type',
    need: ' TS',
    pattern:
      /^(?<file>[^\s:[\]][^:\]]*):(?<line>\d+):(?<column>\d+) - (?<severity>error|warning) (?<code>TS\d+): (?<message>.*)$/,
    with: byCode,
  }),
  lineRecogniser({
    tool: 'tsc',
    category: 'config',
    need: 'error TS',
    pattern: /^(?<severity>error) (?<code>TS\d+): (?<message>.*)$/,
    with: byCode,
  }),
  {
    // ts-loader, ts-jest, Angular and rollup print the code without `error` in front of it.
    tool: 'tsc',
    category: 'type',
    need: [' TS', 'TS2', 'TS7'],
    start:
      /^\s*(?=\S)(?:\[tsl\] ERROR in |Error: |✘ \[ERROR\] )?(?:(?<file>[^\s:()]+\.[cm]?tsx?)[:(](?<line>\d+)[:,](?<column>\d+)\)?(?: - error|:)?)?\s*(?:error )?(?<code>TS\d{3,5}): (?<message>.*)$/,
    maxLines: 4,
    read(block) {
      const groups = block.match.groups;
      if (
        block.match.input.startsWith('error TS') ||
        /(?: - |: )(?:error|warning) TS/.test(block.match.input)
      )
        return undefined;
      const below = block.lines
        .slice(1)
        .map((line) => /^\s+([^\s:]+\.[cm]?tsx?):(\d+):(\d+):?\s*$/.exec(line.text))
        .find((match) => match);
      const file = groups?.file ?? below?.[1];
      if (!file) return undefined;
      return byCode({
        file,
        line: Number(groups?.line ?? below?.[2]),
        column: Number(groups?.column ?? below?.[3]),
        message: groups?.message ?? '',
        ...(groups?.code && { code: groups.code }),
      });
    },
  },
  {
    // ts-loader (webpack, ncc) names the place on one line and the error on the next.
    tool: 'tsc',
    category: 'type',
    need: ['[tsl] '],
    start: /\[tsl\] ERROR in (?<file>[^()]+)\((?<line>\d+),(?<column>\d+)\)\s*$/,
    maxLines: 2,
    read(block) {
      const groups = block.match.groups;
      const said = /^\s*(TS\d{3,5}): (.*)$/.exec(block.lines[1]?.text ?? '');
      if (!groups?.file || !said) return undefined;
      return byCode({
        file: groups.file,
        line: Number(groups.line),
        column: Number(groups.column),
        code: said[1] ?? '',
        message: said[2] ?? '',
      });
    },
  },
];

import { draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { lineAbove } from './look-back.js';

/** Test runners and compilers of .NET, Elixir, Perl and the shell. */
export const otherTests: Recogniser[] = [
  lineRecogniser({
    tool: 'dotnet test',
    category: 'test',
    need: ['[FAIL]'],
    pattern: /^\s*(?:\[xUnit\.net [\d:.]+\]\s+)?(?<test>[^\s(]+)(?:\(.*\))? \[FAIL\]$/,
    weight: 0.7,
    with: (draft) => ({ ...draft, message: `${draft.test?.name} failed` }),
  }),
  {
    tool: 'dotnet test',
    category: 'test',
    need: ['  Failed ', ' failed '],
    start: /^\s*(?:Failed|failed) (?<test>[\w.]+(?:\(.*\))?) (?:\[[<\d ].*\]|\([\d.]+ ?m?s\))$/,
    maxLines: 24,
    until: /^\s*(?:Failed|Passed|Skipped|failed) \S+ [[(]|^(?:Failed!|Passed!|Total tests|Test Run)/,
    weight: 0.95,
    read(block) {
      const lines = block.lines.map((line) => line.text.trim());
      const at = lines.findIndex((line) => line.startsWith('Error Message:'));
      const message = at < 0 ? (lines[1] ?? '') : (lines[at + 1] ?? '');
      const frame = lines.map((line) => /^at (.+) in (.+):line (\d+)$/.exec(line)).find((match) => match);
      return {
        message,
        test: { name: block.match.groups?.test ?? '' },
        ...(frame?.[2] && { file: frame[2], line: Number(frame[3]) }),
      };
    },
  },
  lineRecogniser({
    tool: 'dotnet format',
    category: 'format',
    need: 'error WHITESPACE',
    pattern:
      /^(?<file>\S.*?)\((?<line>\d+),(?<column>\d+)\): error (?<code>WHITESPACE|FINALNEWLINE|IMPORTS|CHARSET): (?<message>.*?)(?: \[.*\])?$/,
    weight: 0.95,
  }),
  {
    tool: 'mix test',
    category: 'test',
    need: ['test '],
    start: /^\s{2}\d+\) (?:test|property|doctest) (?<test>.+?) \((?<suite>[\w.]+)\)$/,
    maxLines: 40,
    until: /^\s{2}\d+\) (?:test|property|doctest) |^Finished in/,
    weight: 0.95,
    read(block) {
      const lines = block.lines.map((line) => line.text.trim());
      const place = /^(\S+\.exs?):(\d+)$/.exec(lines[1] ?? '');
      return {
        message: lines.slice(2).find((line) => line !== '') ?? '',
        test: { name: block.match.groups?.test ?? '', suite: block.match.groups?.suite ?? '' },
        ...(place?.[1] && { file: place[1], line: Number(place[2]) }),
      };
    },
  },
  lineRecogniser({
    tool: 'mix',
    category: 'compile',
    need: ['** ('],
    pattern:
      /^(?:== Compilation error in file (?<file>\S+) ==)?\s*\*\* \((?<code>\w+(?:\.\w+)*)\) (?:(?<file2>[^\s:]+\.exs?):(?<line>\d+):? ?)?(?<message>.*)$/,
    weight: 0.88,
    with: (draft, block) => {
      const groups = block.match.groups ?? {};
      if (/^mix format failed/.test(draft.message)) return { ...draft, category: 'format', weight: 0.7 };
      const runtime = !/Compile|Syntax|Token/.test(draft.code ?? '');
      return {
        ...draft,
        ...(groups.file2 && { file: groups.file2 }),
        category: draft.code === 'Mix' ? 'config' : runtime ? 'runtime' : 'compile',
      };
    },
  }),
  {
    tool: 'bats',
    category: 'test',
    need: ['(in test file ', '✗ '],
    start: /^\s*#? ?\(in test file (?<file>\S+), line (?<line>\d+)\)$/,
    maxLines: 3,
    weight: 0.94,
    read: (block) => ({
      ...draftOf(block.match),
      message:
        `${lineAbove(block, /^(?:not ok \d+ | ✗ )(.*)$/, 4)?.[1] ?? ''} ${block.lines[1]?.text.trim() ?? ''}`.trim(),
    }),
  },
  {
    tool: 'busted',
    category: 'test',
    need: ['Failure -> ', 'Error -> ', 'Failure → ', 'Error → '],
    start: /^(?:Failure|Error) (?:->|→) (?<file>\S+) @ (?<line>\d+)$/,
    maxLines: 12,
    until: /^(?:Failure|Error) (?:->|→) /,
    weight: 0.95,
    read(block) {
      const said = /^(\S+\.\w+):(\d+): (.*)$/.exec(block.lines[2]?.text ?? '');
      return {
        ...draftOf(block.match),
        message: said?.[3] ?? block.lines[2]?.text.trim() ?? block.match[0],
        ...(said?.[1] && { file: said[1], line: Number(said[2]) }),
        test: { name: block.lines[1]?.text.trim() ?? '' },
      };
    },
  },
  lineRecogniser({
    tool: 'doctest-cpp',
    category: 'test',
    need: ': ERROR: ',
    pattern:
      /^(?<file>[^\s:]+\.\w+)[:(](?<line>\d+)\)?: (?:FATAL )?ERROR: (?<message>(?:test case .*|(?:CHECK|REQUIRE|FAIL|FAST)\w*\(.*))$/,
    weight: 0.94,
  }),
];

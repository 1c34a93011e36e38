import { draftOf, lineRecogniser, type Recogniser, severityOf } from '../finding.js';
import { lineAbove } from './look-back.js';

/** Erlang and Elixir, OCaml, Dart, and lists of findings under the name of a file. */
export const moreLanguages: Recogniser[] = [
  lineRecogniser({
    tool: 'ocaml',
    category: 'runtime',
    need: 'Fatal error: exception ',
    pattern:
      /^Fatal error: exception (?<message>.*?)(?:\("(?<file>[^"]+)", (?<line>\d+), (?<column>\d+)\))?$/,
    weight: 0.88,
    with: (draft) =>
      draft.message === 'Assert_failure'
        ? { ...draft, message: 'Assert_failure: the assertion is false', category: 'test' }
        : draft,
  }),
  {
    tool: 'dialyzer',
    category: 'type',
    need: ['.ex:', '.exs:', '.erl:'],
    start: /^(?<file>[^\s:]+\.(?:exs?|erl)):(?<line>\d+)(?::(?<column>\d+))?:(?<code>[a-z]\w+)$/,
    maxLines: 2,
    weight: 0.92,
    read: (block) => ({ ...draftOf(block.match), message: block.lines[1]?.text.trim() ?? '' }),
  },
  {
    tool: 'mix format',
    category: 'format',
    need: ['  * '],
    start: /^\s+\* (?<file>\S+\.(?:exs?|h?eex))$/,
    weight: 0.92,
    read: (block) =>
      lineAbove(block, /files? (?:are|is) not formatted/, 40)
        ? { message: `${block.match.groups?.file} is not formatted`, file: block.match.groups?.file ?? '' }
        : undefined,
  },
  {
    tool: 'flutter test',
    category: 'test',
    need: ['EXCEPTION CAUGHT BY FLUTTER TEST'],
    start: /EXCEPTION CAUGHT BY FLUTTER TEST FRAMEWORK/,
    maxLines: 60,
    through: /^═{20,}$/,
    weight: 0.94,
    read(block) {
      const lines = block.lines.map((line) => line.text.trim());
      const at = lines
        .map((line) => /\((?:file:\/\/)?(\S+_test\.dart):(\d+):(\d+)\)$/.exec(line))
        .find((match) => match);
      const name = lines[lines.indexOf('The test description was:') + 1] ?? '';
      const said = lines.filter((line) => /^(?:Expected|Actual|Which): /.test(line)).join(' ');
      return {
        message: said || (lines[2] ?? ''),
        test: { name },
        ...(at?.[1] && { file: at[1], line: Number(at[2]), column: Number(at[3]) }),
        last: Math.min(block.lines.length - 1, 10),
      };
    },
  },
  lineRecogniser({
    tool: 'erlc',
    category: 'compile',
    need: ['.erl:', '.hrl:', '.yrl:'],
    pattern:
      /^(?<file>[^\s:]+\.[ehy]rl):(?<line>\d+):(?:(?<column>\d+):)? (?:(?<severity>Warning): )?(?<message>\S.*)$/,
    weight: 0.92,
  }),
  {
    tool: 'ansible-lint',
    category: 'lint',
    need: ['.yml:', '.yaml:'],
    start: /^(?<file>[\w@./-]+\.ya?ml):(?<line>\d+)(?::(?<column>\d+))?(?: .*)?$/,
    weight: 0.92,
    read(block) {
      const head = /^(?<code>[a-z][\w-]*(?:\[[\w-]+\])?): (?<message>[A-Z].*)$/.exec(
        block.before(1)?.text ?? '',
      );
      if (!head?.groups) return undefined;
      return {
        ...draftOf(block.match),
        message: head.groups.message ?? '',
        code: head.groups.code ?? '',
        first: -1,
      };
    },
  },
  {
    // `Use 'select'…` under the name of a file: vale, editorconfig, textlint and others.
    tool: 'generic',
    category: 'lint',
    need: [
      '   error  ',
      '   warning  ',
      '\t1: ',
      '\t2: ',
      '\t3: ',
      '\t4: ',
      '\t5: ',
      '\t6: ',
      '\t7: ',
      '\t8: ',
      '\t9: ',
      '0: ',
    ],
    start:
      /^(?:\s+(?<line>\d+):(?<column>\d+)\s+(?<severity>error|warning|suggestion)\s{2,}(?<message>\S.*?)(?:\s{2,}(?<code>\w[\w.-]*))?\s*|\t(?<line2>\d+): (?<message2>[A-Z]\S* .*))$/,
    weight: 0.86,
    read(block) {
      const file = lineAbove(block, /^\s?([\w@./-]+\.\w{1,10}):?$/, 60)?.[1];
      const groups = block.match.groups ?? {};
      if (!file) return undefined;
      const line = groups.line ?? groups.line2;
      return {
        message: (groups.message ?? groups.message2 ?? '').trim(),
        file,
        line: Number(line),
        ...(groups.column && { column: Number(groups.column) }),
        ...(groups.code && { code: groups.code }),
        severity: severityOf(groups.severity ?? 'error'),
      };
    },
  },
];

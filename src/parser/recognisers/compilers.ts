import type { Category } from '../../domain/index.js';
import { compiledSource } from '../compiled-source.js';
import { type Block, type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { categoryOfText } from './generic-wording.js';

/** `file:line:col: error: text` is spoken by many compilers; the file says which one it was. */
const speakers: readonly [RegExp, string, Category][] = [
  [/\.pyi?$/, 'mypy', 'type'],
  [/\.swift$/, 'swiftc', 'compile'],
  [/\.java$/, 'javac', 'compile'],
  [/\.kts?$/, 'kotlinc', 'compile'],
  [/\.(?:scala|sc)$/, 'scalac', 'compile'],
  [/\.groovy$/, 'groovyc', 'compile'],
  [/\.l?hs$/, 'ghc', 'compile'],
  [/\.dart$/, 'dart', 'compile'],
  [/\.(?:exs?|erl|hrl)$/, 'elixir', 'compile'],
  [/\.zig$/, 'zig', 'compile'],
  [/\.nim$/, 'nim', 'compile'],
  [/\.(?:sv|v|vhd|vhdl)$/, 'verilog', 'compile'],
  [/\.(?:f|f90|for)$/i, 'gfortran', 'compile'],
  [/\.(?:proto)$/, 'protoc', 'compile'],
  [/\.(?:cs|fs|vb)$/, 'dotnet', 'compile'],
  [/\.(?:ya?ml)$/, 'yaml', 'lint'],
  [/\.(?:ini|cfg|toml|conf)$/, 'config', 'config'],
  [/\.(?:c|h|cc|cpp|cxx|hpp|hh|m|mm|s|S|cu|ino|inl|ipp|tcc)$/, 'gcc', 'compile'],
];

function spoken(draft: Draft, block: Block): Draft | undefined {
  const file = draft.file ?? '';
  const speaker = speakers.find(([pattern]) => pattern.test(file));
  if (!speaker)
    return /^\w+$/.test(file) || /^(?:https?|error)$/.test(file)
      ? undefined
      : {
          ...draft,
          tool: 'generic',
          category: categoryOfText(draft.message, compiledSource.test(file) ? 'compile' : 'lint'),
          weight: 0.86,
        };
  const [, tool, category] = speaker;
  // GHC writes the text below; another recogniser reads it.
  if (/^\[[\w-]+\]$/.test(draft.message)) return undefined;
  const next: Draft = { ...draft, tool, category };
  const code = /^(.*?)\s+\[([\w-]+(?:[.,][\w-]+)*)\]$/.exec(draft.message);
  if (code?.[1] && code[2] && (tool === 'mypy' || /^-W|^[a-z]+-[a-z]/.test(code[2]))) {
    next.message = code[1];
    next.code = code[2];
    next.code = code[2].replace(/,-warnings-as-errors$/, '');
    // clang-tidy names its check in brackets; `-warnings-as-errors` is how it fails a build.
    if (tool === 'gcc' && /^[a-z]+(?:-[a-z]+)+/.test(code[2]))
      Object.assign(next, { tool: 'clang-tidy', category: 'lint' });
  }
  if (
    tool === 'mypy' &&
    /^(?:Cannot find implementation or library stub|Library stubs not installed)/.test(draft.message)
  )
    next.category = 'type';
  if (tool === 'mypy' && /^invalid syntax|^Syntax error/i.test(draft.message)) next.category = 'compile';
  if (/clang-format-violations/.test(next.code ?? ''))
    return { ...next, tool: 'clang-format', category: 'format' };
  if (block.script.some((line) => /\bcppcheck\b/.test(line)) && /\[\w+\]$/.test(draft.message))
    return { ...next, tool: 'cppcheck', category: 'lint' };
  if (tool === 'swiftc' && /\(\w+_\w+\)$/.test(draft.message))
    return { ...next, tool: 'swiftlint', category: 'lint' };
  if (/^'?[\w./+-]+\.h(?:pp|h|xx)?'?(?: file)?(?:: No such file or directory| not found)/.test(draft.message))
    next.category = 'dependency';
  return next;
}

export const compilers: Recogniser[] = [
  lineRecogniser({
    tool: 'compiler',
    category: 'compile',
    need: ['error: ', 'warning: ', 'error:', 'Error: '],
    pattern:
      /^(?:\s*\[[A-Za-z]+\] |ERROR: |\s*> |\s{1,10})?(?<file>(?:[A-Za-z]:[\\/])?[^\s:()"'][^:()"']*):(?<line>\d+):(?:(?<column>\d+):)? ?(?:fatal |syntax )?(?<severity>error|Error|warning):? ?(?<message>\S.*)$/,
    weight: 0.93,
    with: spoken,
  }),
  {
    // GHC and some others put the text below: `src/A.hs:3:5: error: [GHC-88464]`.
    tool: 'ghc',
    category: 'compile',
    need: ['error:'],
    start: /^(?<file>\S+\.l?hs):(?<line>\d+):(?<column>\d+): error:(?: \[(?<code>[\w-]+)\])?$/,
    maxLines: 4,
    weight: 0.93,
    read(block) {
      const draft = draftOf(block.match);
      return {
        ...draft,
        message:
          block.lines
            .slice(1)
            .map((line) => line.text.trim())
            .find((text) => text !== '') ?? draft.message,
      };
    },
  },
  lineRecogniser({
    tool: 'kotlinc',
    category: 'compile',
    need: ['e: '],
    pattern:
      /^e: (?:file:\/\/)?(?<file>\/?[^\s:]+\.kts?)(?::(?<line>\d+):(?<column>\d+)|: \((?<line2>\d+), (?<column2>\d+)\)):? (?<message>.*)$/,
    weight: 0.94,
    with: (draft, block) => {
      const groups = block.match.groups ?? {};
      return groups.line2 ? { ...draft, line: Number(groups.line2), column: Number(groups.column2) } : draft;
    },
  }),
  {
    // Scala 3 draws the code first: `-- [E019] Syntax Error: A.scala:9:2 ----`, `9 | …`, `  |   ^`, `  | what`.
    tool: 'scalac',
    category: 'compile',
    need: ['[error] '],
    start:
      /^\[error\] (?:-- .*?: )?(?<file>\S+\.(?:scala|java|sbt)):(?<line>\d+):(?:(?<column>\d+):?)? ?(?<message>.*)$/,
    maxLines: 8,
    until: /^(?:\[error\] (?:-- |\S+\.(?:scala|java|sbt):\d)|(?!\[error\]))/,
    weight: 0.93,
    read(block) {
      const draft = draftOf(block.match);
      if (/[^-\s]/.test(draft.message)) return { ...draft, last: 0 };
      const said = block.lines.findIndex((line) => /^\[error\]\s+\|\s+[A-Za-z].{3}/.test(line.text));
      const text = block.lines[said]?.text.replace(/^\[error\]\s+\|\s+/, '').trim();
      return text ? { ...draft, message: text, last: said } : undefined;
    },
  },
  {
    tool: 'ld',
    category: 'compile',
    need: [
      'undefined reference',
      'multiple definition',
      'ld.lld: error',
      'undefined symbol',
      'Undefined symbols',
      'cannot find -l',
      'ld: error',
      'unresolved external',
      'mold: error',
      'ld: library',
      'rust-lld: error',
      'duplicate symbol',
    ],
    start:
      /^(?:(?<file>(?!\S*\bld\b)[^\s:]+\.\w+):(?:(?<line>\d+):|\([^)]*\):)? ?)?(?<message>(?:(?:\S*\b(?:ld|ld\.lld|rust-lld|mold|ld64\.lld|collect2|lld-link)\S*: )(?:error: )?.*|.*(?:undefined reference to|multiple definition of|unresolved external symbol).*|Undefined symbols for architecture .*))$/,
    maxLines: 1,
    weight: 0.92,
    read(block) {
      const draft = draftOf(block.match);
      if (
        /: in function |warning:|defined in discarded|first defined here/.test(draft.message) &&
        !/multiple definition/.test(draft.message)
      )
        return undefined;
      if (/^collect2|linker command failed|ld returned/.test(draft.message)) return { ...draft, weight: 0.4 };
      if (/cannot find -l|library not found|unable to find library/.test(draft.message))
        return { ...draft, category: 'dependency' };
      return draft;
    },
  },
  lineRecogniser({
    tool: 'compiler',
    category: 'compile',
    need: [
      'error: linker command failed',
      'errors generated',
      'error generated',
      'warnings treated as errors',
      ' errors and ',
    ],
    pattern:
      /^(?<message>(?:\S+: error: linker command failed.*|\d+ (?:warnings? and \d+ )?errors? generated\.?.*|\d+ warnings? treated as errors?))$/,
    weight: 0.4,
  }),
];

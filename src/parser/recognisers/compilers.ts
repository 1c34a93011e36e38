import type { Category } from '../../domain/index.js';
import { type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';

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
  [/\.(?:c|h|cc|cpp|cxx|hpp|hh|m|mm|s|S|cu|ino|inl|ipp|tcc)$/, 'gcc', 'compile'],
];

function spoken(draft: Draft): Draft | undefined {
  const file = draft.file ?? '';
  const speaker = speakers.find(([pattern]) => pattern.test(file));
  if (!speaker)
    return /^\w+$/.test(file) || /^(?:https?|error)$/.test(file) ? undefined : { ...draft, weight: 0.86 };
  const [, tool, category] = speaker;
  // GHC writes the text below; another recogniser reads it.
  if (/^\[[\w-]+\]$/.test(draft.message)) return undefined;
  const next: Draft = { ...draft, tool, category };
  const code = /^(.*?)\s+\[([\w-]+(?:[.,][\w-]+)*)\]$/.exec(draft.message);
  if (code?.[1] && code[2] && (tool === 'mypy' || /^-W|^[a-z]+-[a-z]/.test(code[2]))) {
    next.message = code[1];
    next.code = code[2];
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
      /^(?:\[[A-Za-z]+\] |ERROR: |\s*> )?(?<file>(?:[A-Za-z]:[\\/])?[^\s:()"'][^:()"']*):(?<line>\d+):(?:(?<column>\d+):)? ?(?:fatal |syntax )?(?<severity>error|Error|warning):? ?(?<message>\S.*)$/,
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
    tool: 'msvc',
    category: 'compile',
    need: ['error ', 'warning '],
    pattern:
      /^\s*(?:\d+>)?(?<file>(?:[A-Za-z]:)?[^():"<>|*?]+?)\((?<line>\d+)(?:,(?<column>\d+))?(?:,\d+,\d+)?\) ?: (?:fatal )?(?<severity>error|warning) (?<code>(?!TS)[A-Z]{1,6}\d+) ?: (?<message>.*?)(?: \[[^\]]+proj\])?$/,
    weight: 0.93,
    with: (draft) => {
      const code = draft.code ?? '';
      if (/^(?:CS|FS|VB|BC)\d/.test(code)) return { ...draft, tool: 'dotnet' };
      if (/^NU\d/.test(code)) return { ...draft, tool: 'nuget', category: 'dependency' };
      if (/^(?:CA|IDE|SA|S|RCS)\d/.test(code)) return { ...draft, tool: 'dotnet', category: 'lint' };
      if (/^MSB(?:3073|4181|8066|6006)/.test(code))
        return { ...draft, tool: 'msbuild', category: 'unknown', weight: 0.6 };
      if (/^(?:MSB|NETSDK)/.test(code)) return { ...draft, tool: 'msbuild', category: 'config' };
      return draft;
    },
  }),
  {
    tool: 'msbuild',
    category: 'unknown',
    need: ['error MSB'],
    start: /^\s*(?<file>\S[^():]*)\((?<line>\d+),(?<column>\d+)\): error (?<code>MSB\d+):\s*(?<message>.*)$/,
    maxLines: 2,
    weight: 0.61,
    read(block) {
      const draft = draftOf(block.match);
      if (block.match.groups?.message) return undefined;
      return { ...draft, message: `${draft.code}: ${block.lines[1]?.text.trim() ?? ''}` };
    },
  },
  lineRecogniser({
    tool: 'nuget',
    category: 'dependency',
    need: ['error NU', 'error NETSDK', 'error MSB', 'error CS'],
    pattern:
      /^\s*(?:(?<file>\S[^:()]*proj) ?: |MSBUILD : |CSC : )?error (?<code>(?:NU|NETSDK|MSB|CS)\d+): (?<message>.*?)(?: \[[^\]]+\])?$/,
    weight: 0.92,
    with: (draft) =>
      /^NU/.test(draft.code ?? '')
        ? draft
        : { ...draft, tool: 'msbuild', category: /^CS/.test(draft.code ?? '') ? 'compile' : 'config' },
  }),
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
  lineRecogniser({
    tool: 'scalac',
    category: 'compile',
    need: ['[error] '],
    pattern:
      /^\[error\] (?:-- .*?: )?(?<file>\S+\.(?:scala|java|sbt)):(?<line>\d+):(?:(?<column>\d+):?)? ?(?<message>.*)$/,
    weight: 0.93,
  }),
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
  {
    // rustc, clippy and the compilers that took over its looks.
    tool: 'rustc',
    category: 'compile',
    need: ['--> ', '╭▸ ', '┌─ '],
    start: /^\s*(?:-->|╭▸|┌─) (?<file>[^\s:]+\.\w+):(?<line>\d+):(?<column>\d+):?$/,
    maxLines: 24,
    until: /^(?:error|warning|note|help)(?:\[[\w-]+\])?:|^Error \(|^Warning|^$|^\s*-->/,
    weight: 0.94,
    read(block) {
      for (let back = 1; back <= 4; back++) {
        const text = block.before(back)?.text ?? '';
        const head =
          /^(?<severity>[Ee]rror|[Ww]arning|note|help)(?:\[(?<code>[\w:-]+)\]| \((?<number>\d+)\))?: (?<message>.*)$/.exec(
            text,
          );
        if (!head?.groups) continue;
        const groups = head.groups;
        if (!/^error/i.test(groups.severity ?? '')) return undefined;
        const draft = draftOf(block.match);
        const code = groups.code ?? groups.number ?? lintName(block.lines.map((line) => line.text));
        const tool = /\.sol$/.test(draft.file ?? '')
          ? 'solc'
          : code?.startsWith('clippy')
            ? 'clippy'
            : 'rustc';
        const lint = code !== undefined && !/^E?\d/.test(code) && tool !== 'solc';
        return {
          ...draft,
          tool,
          message: groups.message ?? '',
          ...(code && { code }),
          ...(lint && { category: tool === 'clippy' || usesClippy(block.script) ? 'lint' : 'compile' }),
          ...(advisory.test(code ?? '') && { tool: 'cargo-deny', category: 'dependency' as const }),
          first: -back,
        };
      }
      return undefined;
    },
  },
  lineRecogniser({
    tool: 'cargo',
    category: 'compile',
    need: [
      'error: could not compile',
      'error: aborting due to',
      'error: test failed',
      'error: build failed',
      'error: process didn',
      'error: doctest failed',
    ],
    pattern:
      /^error: (?<message>(?:could not compile|aborting due to|test failed|build failed|process didn't exit|doctest failed).*)$/,
    weight: 0.4,
  }),
];

/** Codes of dependency checkers that print like the compiler. */
const advisory = /^(?:vulnerability|unmaintained|unsound|yanked|rejected|banned|duplicate)$/;
const usesClippy = (script: readonly string[]): boolean => script.some((line) => line.includes('clippy'));

/** clippy and rustc lints name themselves below the code. */
function lintName(lines: readonly string[]): string | undefined {
  for (const text of lines) {
    const named =
      /`-D ((?:clippy::)?[\w-]+)`|#\[(?:deny|forbid)\(((?:clippy::)?[\w-]+)\)\]|rust-clippy\/\S*#(\w+)|index\.html#(\w+)/.exec(
        text,
      );
    const name =
      named?.[1] ??
      named?.[2] ??
      ((named?.[3] ?? named?.[4]) ? `clippy::${named?.[3] ?? named?.[4]}` : undefined);
    if (name && name !== 'warnings') return name;
  }
  return undefined;
}

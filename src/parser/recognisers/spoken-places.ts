import type { Category } from '../../domain/index.js';
import { type Draft, lineRecogniser, type Recogniser, severityOf } from '../finding.js';
import { isForeign } from '../frames.js';

/** Whose error it is when a program names itself and then the place: `lua: a.lua:2: text`. */
const speakers: readonly [RegExp, string, Category][] = [
  [/\.lua$/, 'lua', 'runtime'],
  [/\.(?:adoc|asciidoc|rst|md)$/, 'docs', 'lint'],
  [/\.(?:pl|pm|t)$/, 'perl', 'runtime'],
  [/\.sql$/, 'sql', 'runtime'],
  [/\.(?:awk|sed|bc)$/, 'generic', 'compile'],
  [/\.(?:nim|d|pas|adb|ads|v|sv|vhd|fs|cr|hx|erl)$/, 'compiler', 'compile'],
];

function named(draft: Draft): Draft | undefined {
  const file = draft.file ?? '';
  if (/^https?$/.test(file) || isForeign(file)) return undefined;
  if (/^There (?:was|were) \d+ error/.test(draft.message)) return { ...draft, weight: 0.5 };
  const speaker = speakers.find(([pattern]) => pattern.test(file));
  return speaker ? { ...draft, tool: speaker[1], category: speaker[2] } : draft;
}

const path = String.raw`(?<file>(?:[A-Za-z]:)?[\w@.+~/\\-]*[\w-]\.[A-Za-z]\w{0,9})`;

/** One-line errors whose place is spelled in a less common way. */
export const spokenPlaces: Recogniser[] = [
  lineRecogniser({
    // Nim, D, Free Pascal, many Windows tools: `a.d(2,5): Error: text`.
    tool: 'compiler',
    category: 'compile',
    need: ['Error: ', 'error: ', 'Fatal: '],
    pattern: new RegExp(
      `^\\s*${path}\\((?<line>\\d+)(?:, ?(?<column>\\d+))?\\):? (?:Error|error|Fatal): (?<message>\\S.*)$`,
    ),
    weight: 0.92,
    with: named,
  }),
  lineRecogniser({
    tool: 'compiler',
    category: 'test',
    need: ['Error@', 'Exception@'],
    pattern: /^(?:[\w.]+\.)?\w*(?:Error|Exception)@(?<file>[^\s()]+)\((?<line>\d+)\): (?<message>.*)$/,
    weight: 0.9,
    with: (draft) =>
      /unittest|[Aa]ssertion/.test(draft.message) ? draft : { ...draft, category: 'runtime' },
  }),
  lineRecogniser({
    tool: 'compiler',
    category: 'test',
    need: ['[unittest] '],
    pattern: /^(?<file>[^\s()]+)\((?<line>\d+)\): \[unittest\] (?<message>.*)$/,
    weight: 0.92,
  }),
  lineRecogniser({
    tool: 'javac',
    category: 'compile',
    need: 'warnings found and -Werror specified',
    pattern: /^(?:error: )?(?<message>warnings found and -Werror specified)$/,
    weight: 0.8,
  }),
  lineRecogniser({
    tool: 'ghdl',
    category: 'compile',
    need: ['.vhd:', '.vhdl:'],
    pattern: /^(?<file>[^\s:]+\.vhdl?):(?<line>\d+):(?<column>\d+): ?(?:error: )?(?<message>\S.*)$/,
    weight: 0.9,
  }),
  lineRecogniser({
    tool: 'verilog',
    category: 'compile',
    need: ['%Error', '%Warning'],
    pattern: new RegExp(
      `^%(?<severity>Error|Warning)(?:-(?<code>\\w+))?: ${path}:(?<line>\\d+):(?:(?<column>\\d+):)? (?<message>\\S.*)$`,
    ),
    weight: 0.92,
  }),
  lineRecogniser({
    tool: 'generic',
    category: 'lint',
    need: [': line ', '.lua:', '.sql:', '.awk:', '.sed:', '.adoc:', '.tcl:'],
    pattern: new RegExp(
      `^(?!g?make)[\\w.+-]{2,40}: ?(?:(?<severity>ERROR|FAILED|FATAL|WARNING|WARN|error|warning): )?${path}:(?: line)? ?(?<line>\\d+)(?::(?<column>\\d+))?: (?<message>\\S.*)$`,
    ),
    weight: 0.88,
    with: (draft) => named({ ...draft, message: draft.message.replace(/^(?:ERROR|FATAL):\s+/, '') }),
  }),
  lineRecogniser({
    tool: 'perl',
    category: 'runtime',
    need: [' line '],
    pattern:
      /^(?<message>(?!\s*#)\S.{2,600}?) at (?<file>\S+\.(?:pl|pm|t|PL|psgi|cgi)) line (?<line>\d+)(?:, near .*|, <\w+> line \d+)?\.?$/,
    weight: 0.82,
    with(draft) {
      if (isForeign(draft.file ?? '')) return undefined;
      if (/^Can't locate \S+\.pm/.test(draft.message))
        return { ...draft, category: 'dependency', weight: 0.9 };
      if (/\.t$/.test(draft.file ?? '')) return { ...draft, category: 'test' };
      if (/^BEGIN failed/.test(draft.message)) return { ...draft, category: 'compile', weight: 0.6 };
      if (/^(?:syntax error|Global symbol|Bareword|Can't find string)/.test(draft.message))
        return { ...draft, category: 'compile', weight: 0.9 };
      return draft;
    },
  }),
  {
    // Perl names the missing module on one line and the place that wanted it on the next.
    tool: 'perl',
    category: 'dependency',
    need: ["Can't locate "],
    start: /^(?<message>Can't locate \S+\.pm in @INC[^(]*(?:\(you may need to install the [\w:]+ module\))?)/,
    maxLines: 2,
    weight: 0.9,
    read(block) {
      const all = block.lines.map((line) => line.text).join(' ');
      const at = / at (\S+\.(?:pl|pm|t)) line (\d+)/.exec(all);
      return {
        message: (block.match.groups?.message ?? '').trim(),
        ...(at?.[1] && { file: at[1], line: Number(at[2]) }),
      };
    },
  },
  {
    tool: 'ansible',
    category: 'compile',
    need: ['ERROR! '],
    start: /^ERROR! (?<message>\S.*)$/,
    maxLines: 8,
    weight: 0.9,
    read(block) {
      const all = block.lines.map((line) => line.text).join(' ');
      const at = /The error appears to be in '([^']+)': line (\d+), column (\d+)/.exec(all);
      const message = block.match.groups?.message ?? '';
      if (!at?.[1])
        return {
          message,
          weight: 0.8,
          category: /could not be found|not found/.test(message) ? 'config' : 'compile',
        };
      return { message, file: at[1], line: Number(at[2]), column: Number(at[3]) };
    },
  },
  lineRecogniser({
    tool: 'xmllint',
    category: 'compile',
    need: [' error : '],
    pattern:
      /^(?<file>[^\s:]+\.\w+):(?<line>\d+): (?<message>(?:parser|namespace|validity|Schemas \w+|element \S+: \S+(?: \w+)?) error : .*)$/,
    weight: 0.92,
    // What was left open is told once more at the end of the file.
    with: (draft) => (/Premature end of data/.test(draft.message) ? { ...draft, weight: 0.7 } : draft),
  }),
  lineRecogniser({
    // Sphinx, docutils, Jekyll, MkDocs and others shout: `docs/a.rst:4: WARNING: text`.
    tool: 'docs',
    category: 'lint',
    need: [': WARNING: ', ': ERROR: ', ': CRITICAL: ', ': SEVERE: '],
    pattern:
      /^(?<file>[^\s:]+\.(?:rst|md|txt|py|ipynb|adoc|html?|ya?ml|toml|json|R|Rmd|xml)):(?:docstring of \S+:)?(?<line>\d+): (?<severity>WARNING|ERROR|CRITICAL|SEVERE): (?<message>\S.*?)(?: \[(?<code>[\w.-]+)\])?$/,
    weight: 0.9,
    with: (draft, block) =>
      block.script.some((line) => /(?:^|\s)(?:-W|--fail-on-warning|-nW|-Wn)\b|SPHINXOPTS/.test(line))
        ? { ...draft, severity: 'error' }
        : draft,
  }),
  lineRecogniser({
    tool: 'docs',
    category: 'config',
    need: ['WARNING', 'ERROR'],
    pattern: /^(?<severity>WARNING|ERROR) +- {2}(?<message>\S.*)$/,
    weight: 0.88,
    with(draft) {
      const file = /'([^']+\.(?:md|rst|ya?ml))'/.exec(draft.message)?.[1];
      return {
        ...draft,
        severity: severityOf(draft.severity === 'warning' ? 'w' : 'e'),
        ...(file && { file }),
      };
    },
  }),
];

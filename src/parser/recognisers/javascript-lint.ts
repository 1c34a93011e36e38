import { type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { lineAbove } from './look-back.js';

/** prettier, biome, stylelint, markdownlint and other checkers of the JavaScript world besides eslint. */
export const javascriptLint: Recogniser[] = [
  lineRecogniser({
    tool: 'prettier',
    category: 'format',
    need: '[warn] ',
    pattern: /^\s*\[warn\] (?<file>[^\s].*\.[\w-]+|\S*[\\/][^\s\\/]+)$/,
    weight: 0.9,
    with: (draft) =>
      / /.test(draft.file ?? '') && !/[\\/]/.test(draft.file ?? '')
        ? undefined
        : { ...draft, message: `[warn] ${draft.file}` },
  }),
  lineRecogniser({
    tool: 'prettier',
    category: 'compile',
    need: '[error] ',
    pattern:
      /^\s*\[error\] (?<file>[^\s:]+\.\w+): (?<code>\w*Error): (?<message>.*?)(?: \((?<line>\d+):(?<column>\d+)\))?$/,
    weight: 0.92,
  }),
  lineRecogniser({
    tool: 'prettier',
    category: 'format',
    need: 'Code style issues found in',
    pattern: /^\s*\[warn\] (?<message>Code style issues found in .*)$/,
    weight: 0.4,
  }),
  {
    tool: 'biome',
    category: 'lint',
    need: ['━━━'],
    start:
      /^(?<file>(?:\.?\/)?[^\s:]+\.\w+)(?::(?<line>\d+):(?<column>\d+))? (?<code>lint\/\S+|parse|assist(?:\/\S+)?|format|syntax|organizeImports|suppressions\/\S+|ci)(?: +FIXABLE)? *━/,
    maxLines: 25,
    until: /^\S.* ━{4,}/,
    read(block) {
      const draft = draftOf(block.match);
      const verdict = block.lines.find((line) => /^\s*[✖×⚠!]/.test(line.text));
      const text = verdict?.text.trim() ?? '';
      const category =
        draft.code === 'format' || draft.code === 'organizeImports'
          ? 'format'
          : draft.code === 'parse'
            ? 'compile'
            : 'lint';
      return {
        ...draft,
        category,
        severity: /^[⚠!]/.test(text) ? 'warning' : 'error',
        message: text.replace(/^[✖×⚠!]\s*/, '') || draft.message,
        last: Math.min(block.lines.length - 1, 8),
      };
    },
  },
  {
    tool: 'stylelint',
    category: 'lint',
    need: ['  ✖  ', '  ×  ', '  ⚠  '],
    start: /^\s+(?<line>\d+):(?<column>\d+)\s+(?<mark>[✖×⚠])\s+(?<message>\S.*?)\s{2,}(?<code>[\w/-]+)\s*$/,
    read(block) {
      const draft: Draft = draftOf(block.match);
      if (block.match.groups?.mark === '⚠') draft.severity = 'warning';
      for (let back = 1; back < 200; back++) {
        const line = block.before(back);
        if (!line) break;
        if (/^\S+\.\w+$/.test(line.text.trim()) && !/^\s+\d+:/.test(line.text)) {
          draft.file = line.text.trim();
          break;
        }
      }
      return draft;
    },
  },
  lineRecogniser({
    tool: 'markdownlint',
    category: 'lint',
    need: ' MD0',
    pattern:
      /^(?<file>\S+\.mdx?):(?<line>\d+)(?::(?<column>\d+))?(?: error)? (?<code>MD\d{3}\/\S+) (?<message>.*)$/,
  }),
  {
    // With --list-different prettier prints names and nothing else.
    tool: 'prettier',
    category: 'format',
    need: ['.js', '.ts', '.jsx', '.tsx', '.mjs', '.cjs', '.json', '.css', '.scss', '.md', '.yml', '.vue'],
    start: /^(?<file>[\w@.][\w@./+-]*\.\w+)$/,
    weight: 0.9,
    read(block) {
      const lists = /\bprettier\b.* (?:-l|--list-different)\b/;
      if (
        !block.script.some((line) => lists.test(line)) &&
        !lineAbove(block, /^> .*\bprettier\b.* (?:-l|--list-different)\b/, 12)
      )
        return undefined;
      const { file = '' } = block.match.groups ?? {};
      return { file, message: `${file} is not formatted` };
    },
  },
  lineRecogniser({
    tool: 'cspell',
    category: 'lint',
    need: ['Unknown word', 'Forbidden word'],
    pattern: /^(?<file>[^\s:]+):(?<line>\d+):(?<column>\d+) - (?<message>(?:Unknown|Forbidden) word .*)$/,
    weight: 0.92,
  }),
  lineRecogniser({
    // standard and its kin print the rule in brackets, and `(warning)` behind it for what does not fail the run.
    tool: 'standard',
    category: 'lint',
    need: ['.js:', '.jsx:', '.ts:', '.tsx:', '.mjs:', '.cjs:'],
    pattern:
      /^ {2}(?<file>\S+\.[cm]?[jt]sx?):(?<line>\d+):(?<column>\d+): (?<message>\S.*?) \((?<code>[@\w/-]+)\)(?<mild> \(warning\))?$/,
    weight: 0.92,
    with: (draft, block) => (block.match.groups?.mild ? { ...draft, severity: 'warning' } : draft),
  }),
  lineRecogniser({
    tool: 'vue-tsc',
    category: 'type',
    need: 'svelte-check found',
    pattern: /^(?<message>svelte-check found [1-9]\d* errors?.*)$/,
    weight: 0.5,
  }),
];

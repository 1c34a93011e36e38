import { draftOf, lineRecogniser, type Recogniser } from '../finding.js';

/** flake8, ruff, pycodestyle, pylint, pyright, black, isort and their kin. */
export const pythonLint: Recogniser[] = [
  lineRecogniser({
    tool: 'pylint',
    category: 'lint',
    need: '.py:',
    pattern: /^(?<file>[^\s:]+\.pyi?):(?<line>\d+):(?<column>\d+): (?<code>[CRWEFI]\d{4}): (?<message>.*)$/,
    with: (draft) => (/^[EF]/.test(draft.code ?? '') ? draft : { ...draft, weight: 0.88 }),
  }),
  lineRecogniser({
    tool: 'flake8',
    category: 'lint',
    need: ['.py:', '.pyi:'],
    pattern:
      /^(?<file>[^\s:]+\.pyi?):(?<line>\d+):(?:(?<column>\d+):?)? \[?(?<code>[A-Z]{1,4}\d{2,5})\]? (?<message>.*)$/,
    with(draft, block) {
      const tool = block.script.some((line) => /\bruff\b/.test(line)) ? 'ruff' : 'flake8';
      return { ...draft, tool, category: /^E9/.test(draft.code ?? '') ? 'compile' : 'lint' };
    },
  }),
  {
    tool: 'ruff',
    category: 'lint',
    need: [' --> '],
    start: /^\s*--> (?<file>[^\s:]+\.(?:pyi?|ipynb|toml)):(?<line>\d+):(?<column>\d+)$/,
    read(block) {
      const head =
        /^(?<code>[A-Z]{1,4}\d{2,5}|invalid-syntax|unformatted)(?: \[\*\]|:)? (?<message>.*)$/.exec(
          block.before(1)?.text ?? '',
        );
      if (!head?.groups) return undefined;
      return {
        ...draftOf(block.match),
        message: head.groups.message ?? '',
        code: head.groups.code ?? '',
        category:
          head.groups.code === 'invalid-syntax'
            ? 'compile'
            : head.groups.code === 'unformatted'
              ? 'format'
              : 'lint',
      };
    },
  },
  lineRecogniser({
    tool: 'pyright',
    category: 'type',
    need: ' - error: ',
    pattern:
      /^\s*(?<file>\S+\.pyi?):(?<line>\d+):(?<column>\d+) - (?<severity>error|warning): (?<message>.*?)(?: \((?<code>report\w+)\))?$/,
  }),
  lineRecogniser({
    tool: 'black',
    category: 'format',
    need: ['would reformat ', 'Would reformat: ', 'Would reformat '],
    pattern: /^(?<message>[wW]ould reformat:? (?<file>\S.*\.\w+))$/,
    with: (draft, block) => ({ ...draft, tool: block.match[0].startsWith('W') ? 'ruff' : 'black' }),
  }),
  lineRecogniser({
    tool: 'black',
    category: 'format',
    need: 'error: cannot format ',
    pattern:
      /^(?<message>error: cannot format (?<file>[^:]+): Cannot (?:parse.*?: (?<line>\d+):(?<column>\d+).*|.*))$/,
    weight: 0.93,
  }),
  lineRecogniser({
    tool: 'isort',
    category: 'format',
    need: 'Imports are incorrectly sorted',
    pattern: /^(?:ERROR: )?(?<message>(?<file>\S.*?\.pyi?):? Imports are incorrectly sorted.*)$/,
  }),
  lineRecogniser({
    tool: 'black',
    category: 'format',
    need: ['would be reformatted'],
    pattern: /^(?<message>\d+ files? would be reformatted.*)$/,
    weight: 0.4,
  }),
  lineRecogniser({
    tool: 'codespell',
    category: 'lint',
    need: ' ==> ',
    pattern: /^(?<file>[^\s:]+):(?<line>\d+): (?<message>\S+ ==> .+)$/,
    weight: 0.82,
  }),
];

import { type Draft, draftOf, lineRecogniser, type Recogniser, retryMark } from '../finding.js';

const place = String.raw`(?<file>[^\s:]+): (?:line )?(?<line>\d+): `;

/** A script the runner itself wrote from a `run:` step is no file of the project. */
const withoutRunnerScript = (draft: Draft): Draft => {
  if (!/\/_temp\/|^(?:sh|bash|-c|\/bin\/sh|\/usr\/bin\/bash)$/.test(draft.file ?? '')) return draft;
  const { file: _file, line: _line, ...rest } = draft;
  return rest;
};

export const shell: Recogniser[] = [
  {
    tool: retryMark,
    category: 'unknown',
    need: ['ttempt', 'etrying', 'will retry'],
    start: /\b(?:[Aa]ttempt \d+(?: of \d+)? failed|[Rr]etrying|will retry)\b/,
    read: () => undefined,
  },
  lineRecogniser({
    tool: 'bash',
    category: 'config',
    need: [
      'command not found',
      ': not found',
      'unbound variable',
      'parameter not set',
      'No such file or directory',
      'Permission denied',
      'parameter null or not set',
      'bad interpreter',
    ],
    pattern: new RegExp(
      `^${place}(?<message>.*(?:command not found|: not found|unbound variable|parameter not set|No such file or directory|Permission denied|parameter null or not set|bad interpreter.*|is not set.*))$`,
    ),
    weight: 0.9,
    with(draft) {
      if (/No such file or directory|Permission denied/.test(draft.message))
        return withoutRunnerScript({ ...draft, weight: 0.8 });
      return withoutRunnerScript(draft);
    },
  }),
  lineRecogniser({
    tool: 'bash',
    category: 'config',
    need: [': not found', 'command not found'],
    pattern:
      /^(?:\S*\b(?:sh|bash|dash|zsh|ash): (?:\d+: )?|\S*env: [‘'"`]?)(?<message>\S[^:]*: (?:not found|command not found|No such file or directory))$/,
    weight: 0.9,
    with: (draft, block) => ({ ...draft, message: block.match[0] }),
  }),
  lineRecogniser({
    tool: 'bash',
    category: 'compile',
    need: ['syntax error', 'unexpected end of file', 'unexpected EOF'],
    pattern: new RegExp(`^${place}(?<message>.*(?:syntax error|unexpected end of file|unexpected EOF).*)$`),
    weight: 0.92,
    with: withoutRunnerScript,
  }),
  {
    // With `set -x` the script shows that it gave up itself; what it said last is why.
    tool: 'bash',
    category: 'unknown',
    need: ['+ exit '],
    start: /^\++ exit [1-9]\d{0,2}$/,
    weight: 0.7,
    read(block) {
      let said: { text: string; back: number } | undefined;
      for (let back = 1; back <= 12; back++) {
        const text = block.before(back)?.text;
        if (text === undefined || (/^\++ /.test(text) && !/^\++ (?:echo|printf)\b/.test(text))) break;
        if (!/^\++ /.test(text) && text.trim() !== '') said = { text, back };
      }
      return said && { message: said.text.trim(), first: -said.back };
    },
  },
  lineRecogniser({
    tool: 'powershell',
    category: 'config',
    need: ['is not recognized as'],
    pattern:
      /^(?<message>.*\S is not recognized as (?:an internal or external command|a name of a cmdlet|the name of a cmdlet).*)$/,
    weight: 0.9,
  }),
  {
    tool: 'powershell',
    category: 'runtime',
    need: ['+ CategoryInfo', 'ParserError:', 'Exception: '],
    start: /^(?:ParserError|\w*Exception): (?<file>\S+\.ps1):(?<line>\d+)(?::(?<column>\d+))?$/,
    maxLines: 8,
    weight: 0.85,
    read(block) {
      const said = block.lines
        .slice(1)
        .map((line) => line.text.replace(/^[\s|]+/, ''))
        .filter((text) => text !== '' && !/^(?:Line|\d+|~+)\b/.test(text));
      return { ...draftOf(block.match), message: said[said.length - 1] ?? block.match[0] };
    },
  },
  {
    tool: 'shellcheck',
    category: 'lint',
    need: ['^-', 'SC1', 'SC2', 'SC3'],
    start: /^\s*\^-*\^? (?<code>SC\d+)(?: \((?<severity>error|warning|info|style)\))?: (?<message>.*)$/,
    weight: 0.93,
    read(block) {
      const draft = draftOf(block.match);
      for (let back = 1; back <= 12; back++) {
        const head = /^In (\S+) line (\d+):$/.exec(block.before(back)?.text ?? '');
        if (head?.[1]) {
          // Every finding fails the run; those below warning are only said beside it.
          const grave = /error|warning/.test(block.match.groups?.severity ?? 'warning');
          return {
            ...draft,
            file: head[1],
            line: Number(head[2]),
            severity: grave ? 'error' : 'notice',
            first: -back,
          };
        }
      }
      return undefined;
    },
  },
  lineRecogniser({
    tool: 'shellcheck',
    category: 'lint',
    need: '[SC',
    pattern:
      /^(?<file>[^\s:]+):(?<line>\d+):(?<column>\d+): (?<severity>error|warning|note): (?<message>.*) \[(?<code>SC\d+)\]$/,
    weight: 0.93,
  }),
];

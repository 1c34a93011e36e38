import type { Category } from '../../domain/index.js';
import { type Block, type Draft, draftOf, lineRecogniser, type Recogniser, toNumber } from '../finding.js';

const texts = (block: Block): string[] => block.lines.map((line) => line.text);

const categoryOf = (message: string): Category =>
  /^(?:Type error:|TS(?!1\d{3}\b)\d+)/.test(message) ? 'type' : 'compile';

const webpack: Recogniser = {
  tool: 'webpack',
  category: 'compile',
  need: ['ERROR in '],
  start:
    /^\s*ERROR in (?<file>\S+?)(?:\((?<tsLine>\d+),(?<tsColumn>\d+)\)|[ :](?<line>\d+):(?<column>\d+)(?:-\d+(?::\d+)?)?)?\s*(?<message>TS\d+.*)?$/,
  maxLines: 30,
  until: /^\s*(?:ERROR|WARNING) in |^webpack \d|^\d+ errors? /,
  weight: 0.94,
  read(block) {
    const groups = block.match.groups ?? {};
    const body = texts(block)
      .slice(1)
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const message = groups.message ?? body[0];
    if (!message || !groups.file) return undefined;
    const line = toNumber(groups.line ?? groups.tsLine);
    const column = toNumber(groups.column ?? groups.tsColumn);
    return {
      message,
      file: groups.file,
      category: categoryOf(message),
      ...(line && { line }),
      ...(column && { column }),
      last: Math.min(block.lines.length - 1, 6),
    };
  },
};

const esbuild: Recogniser = {
  tool: 'esbuild',
  category: 'compile',
  need: ['[ERROR] ', '✘ '],
  start: /^\s*[✘X×]? ?\[ERROR\] (?<message>.*)$/,
  maxLines: 10,
  until: /^\s*[✘▲X×] ?\[/,
  weight: 0.94,
  read(block) {
    const place = texts(block)
      .map((line) => /^\s{2,}([^\s:]+):(\d+):(\d+):\s*$/.exec(line))
      .find((match) => match);
    if (!place?.[1]) return undefined;
    const column = toNumber(place[3]);
    const message = block.match.groups?.message ?? '';
    return {
      message,
      file: place[1],
      line: Number(place[2]),
      category: categoryOf(message),
      ...(column !== undefined && { column }),
    };
  },
};

const next: Recogniser = {
  tool: 'next',
  category: 'compile',
  need: ['Failed to compile', 'Build failed because of webpack errors', 'Turbopack build failed'],
  start:
    /^\s*(?=\S)(?:⨯ )?(?:Failed to compile\.?|> Build failed because of webpack errors|.*Turbopack build failed with \d+ errors?:)/,
  maxLines: 60,
  through: /^(?:Next\.js build worker exited|npm error|ELIFECYCLE|> Build failed)/,
  weight: 0.95,
  read(block) {
    const lines = texts(block);
    const drafts: Draft[] = [];
    for (const [index, line] of lines.entries()) {
      const place = /^(\.{0,2}\/?[^\s:]+\.\w+)(?::(\d+):(\d+))?$/.exec(line.trim());
      if (!place?.[1]) continue;
      const message = lines
        .slice(index + 1)
        .find((text) => text.trim() !== '')
        ?.trim();
      if (!message || /^at /.test(message)) continue;
      const below = /^\s*(?:,-|╭─)\[\S+:(\d+):(\d+)\]/.exec(lines.slice(index + 1, index + 6).join('\n'));
      const lineNumber = toNumber(place[2] ?? below?.[1]);
      const column = toNumber(place[3] ?? below?.[2]);
      drafts.push({
        message,
        file: place[1],
        category: categoryOf(message),
        ...(lineNumber && { line: lineNumber }),
        ...(column && { column }),
        first: index,
        last: Math.min(index + 8, lines.length - 1),
      });
      if (/^(?:Type error|Error):/.test(message)) break;
    }
    return drafts.slice(0, 10);
  },
};

const vite: Recogniser = {
  tool: 'vite',
  category: 'compile',
  need: [
    'Rollup failed to resolve',
    '[vite]',
    '[vite:',
    'RollupError',
    '[commonjs',
    '[plugin ',
    'error during build',
    '[!]',
    '[UNRESOLVED_IMPORT]',
    'Build failed in',
  ],
  start:
    /^(?:error during build:|\[!\] .*|.*\[(?:vite|vite:[\w-]+|commonjs--resolver|plugin [\w:-]+)\]:? .*(?:failed|[Ee]rror|[Cc]ould not|Failed|Unexpected|not exported).*|(?:x|✗) Build failed in .*|\s*(?!\[cause\])(?:\S+ ){0,6}RollupError: .*)$/,
  maxLines: 25,
  weight: 0.94,
  read(block) {
    const lines = texts(block).map((line) => line.trim());
    const at = lines.findIndex(
      (line) => !/^(?:error during build:|[x✗] Build failed in|Build failed with \d+ errors?:|$)/.test(line),
    );
    const message = (lines[at] ?? '').replace(/^\[!\] |^.*?(?=RollupError: )/, '');
    if (message === '' || /\b(?:warning|deprecat)/i.test(message)) return undefined;
    // Others put the same mark before their errors.
    if (
      block.match[0].startsWith('[!]') &&
      !/\.(?:[cm]?[jt]sx?|vue|svelte|css|json)\b|rollup|vite|plugin/i.test(
        `${lines.join('\n')}${block.script.join('\n')}`,
      )
    )
      return undefined;
    const all = lines.join('\n');
    const place =
      /^file: ([^\n]+?)(?::(\d+):(\d+))?$/m.exec(all) ??
      /\[ (\S+?):(\d+):(\d+) \]/.exec(all) ??
      /\bfrom "([^"]+)"/.exec(message) ??
      /\bin (\S+\.[a-z]{2,6})$/.exec(message) ??
      /^(?:\[[^\]]+\]:? )?(?:\w+: )?([^\s:()]+\.[a-z]{2,6})(?: \((\d+):(\d+)\))/.exec(message) ??
      /^(\/?[\w@./-]+\.[a-z]{2,6})(?::(\d+):(\d+)| \((\d+):(\d+)\))/m.exec(all);
    const line = toNumber(place?.[2]);
    return {
      message,
      ...(place?.[1] && { file: place[1] }),
      ...(line && { line }),
      first: at,
      last: Math.min(at + 10, block.lines.length - 1),
    };
  },
};

export const javascriptBundlers: Recogniser[] = [
  webpack,
  esbuild,
  lineRecogniser({
    // esbuild inside of tsx, vite and others: one line of the error's text for each problem.
    tool: 'esbuild',
    category: 'compile',
    need: ': ERROR: ',
    pattern:
      /^\s*(?<file>\/?[^\s:]+\.(?:[cm]?[jt]sx?|css|json|vue|svelte|html)):(?<line>\d+):(?<column>\d+): ERROR: (?<message>\S.*)$/,
    weight: 0.95,
  }),
  next,
  vite,
  lineRecogniser({
    tool: 'turbo',
    category: 'unknown',
    need: ['run failed: command', 'exited (', 'Running target', 'NX   ', 'Lerna', 'lerna ERR!'],
    pattern:
      /(?<message>(?:ERROR\s+run failed: command.*|: command \(\S+\) .* exited \(\d+\)|NX\s+(?:Running target|Ran target|Command failed).*|^lerna ERR! .*))$/,
    weight: 0.3,
  }),
  lineRecogniser({
    tool: 'nx',
    category: 'unknown',
    need: '✖  nx run',
    pattern: /^\s*✖\s+(?<message>nx run \S+)/,
    weight: 0.3,
  }),
  {
    tool: 'angular',
    category: 'compile',
    need: ['Error: src', 'ERROR: src', '✘ [ERROR] NG', '✘ [ERROR] TS'],
    start:
      /^(?:Error|ERROR): (?<file>[^\s:]+\.(?:ts|html|scss)):(?<line>\d+):(?<column>\d+) - error (?<code>\S+): (?<message>.*)$/,
    weight: 0.95,
    read: (block) => {
      const draft = draftOf(block.match);
      return { ...draft, category: draft.code?.startsWith('TS') ? 'type' : 'compile' };
    },
  },
];

import {
  type Block,
  type Draft,
  draftOf,
  lineRecogniser,
  type Recogniser,
  severityOf,
  toNumber,
} from '../finding.js';
import { lineAbove } from './look-back.js';

const fileHeader = /^(?:\S.*[\\/.]\w[^\s:]*|[\w.-]+\.\w+)$/;
/** How far up the file name of a stylish report may stand. */
const maxBack = 250;

/** `stylish` and its imitators print the file once and its problems below it, indented. */
function stylish(block: Block, tool: string): Draft | undefined {
  const draft = draftOf(block.match);
  const above = fileAbove(block);
  if (draft.message.startsWith('Parsing error:')) draft.category = 'compile';
  return above && { ...draft, tool, file: above.file, also: [[above.number, above.number]] };
}

function fileAbove(block: Block): { file: string; number: number } | undefined {
  for (let back = 1; back <= maxBack; back++) {
    const line = block.before(back);
    if (!line) return undefined;
    if (line.text === '' || /^\s(?!\S+\.\w+$)/.test(line.text)) {
      if (line.text === '' && back > 1) return undefined;
      continue;
    }
    const text = line.text.trim();
    return fileHeader.test(text) ? { file: text, number: line.number } : undefined;
  }
  return undefined;
}

export const eslint: Recogniser[] = [
  {
    // spectral names the rule before the message and the place in the document behind it.
    tool: 'spectral',
    category: 'lint',
    need: ['  error  ', '  warning  '],
    start:
      /^\s+(?<line>\d+):(?<column>\d+)\s+(?<severity>error|warning)\s+(?<code>[a-z][\w-]*)\s{2,}(?<message>\S.* .*?)(?:\s{2,}\S+)?$/,
    weight: 0.94,
    read: (block) => stylish(block, 'spectral'),
  },
  {
    // xo marks each problem instead of naming its severity.
    tool: 'xo',
    category: 'lint',
    need: ['✖  ', '⚠  '],
    start:
      /^\s+(?<mark>[✖⚠])\s+(?<line>\d+):(?<column>\d+)\s+(?<message>\S.*?)(?:\s{2,}(?<code>[@\w/-]+))?\s*$/,
    weight: 0.92,
    read(block) {
      const file = lineAbove(block, /^\s+(\S+\.\w+)(?::\d+:\d+)?$/, maxBack)?.[1];
      if (!file) return undefined;
      const { mark } = block.match.groups ?? {};
      const draft: Draft = { ...draftOf(block.match), file, severity: mark === '⚠' ? 'warning' : 'error' };
      // tsd prints alike; it checks declarations and has no rules.
      return draft.code || !/\.test-d\.[cm]?tsx?$/.test(file)
        ? draft
        : { ...draft, tool: 'tsd', category: 'type' };
    },
  },
  {
    tool: 'eslint',
    category: 'lint',
    need: ['  error  ', '  warning  ', '  error ', '  warning '],
    start:
      /^\s*(?<line>\d+):(?<column>\d+)(?:-\d+:\d+)?\s+(?<severity>error|warning)\s+(?<message>\S.*?)(?:\s{2,}(?<code>@?[\w-]+(?:[./][\w-]+)*)(?:\s+[\w-]+)?)?\s*$/,
    read: (block) => stylish(block, 'eslint'),
  },
  lineRecogniser({
    tool: 'eslint',
    category: 'lint',
    need: ['[Error/', '[Warning/', '[Error]', '[Warning]'],
    pattern:
      /^(?<file>.+?):(?<line>\d+):(?<column>\d+): (?<message>.*?) \[(?<severity>Error|Warning)(?:\/(?<code>[^\]]+))?\]$/,
    // The unix format is printed whole; with --max-warnings the warnings fail the run too.
    with: (draft, block) =>
      block.script.some((line) => line.includes('--max-warnings')) || echoed(block, '--max-warnings')
        ? { ...draft, severity: 'error' }
        : draft,
  }),
  lineRecogniser({
    tool: 'eslint',
    category: 'lint',
    need: [', Error - ', ', Warning - ', ', col '],
    pattern:
      /^(?<file>[^:]+): line (?<line>\d+), col (?<column>\d+), (?:(?<severity>Error|Warning) - )?(?<message>.*?)(?: \((?<code>[^()]+)\))?$/,
  }),
  {
    tool: 'eslint',
    category: 'lint',
    need: ['"filePath":"'],
    start: /^(?:\{"results":)?\[\{"filePath":"/,
    // The line is the whole report; the match has only its beginning.
    read: (block) => fromJson(block.lines[0]?.text ?? ''),
  },
  {
    tool: 'eslint',
    category: 'config',
    need: ['Oops! Something went wrong!'],
    start: /^Oops! Something went wrong!/,
    maxLines: 12,
    read: (block) => {
      const reason = block.lines
        .slice(1)
        .find((line) => /\S/.test(line.text) && !line.text.startsWith('ESLint:'));
      return { message: reason?.text.trim() ?? 'ESLint could not run', weight: 0.9 };
    },
  },
  lineRecogniser({
    tool: 'eslint',
    category: 'lint',
    need: 'ESLint found too many warnings',
    pattern: /^(?<message>ESLint found too many warnings \(maximum: \d+\)\.)/,
    weight: 0.5,
  }),
];

/** The command line npm echoes before the output: `> eslint --max-warnings 0 src`. */
function echoed(block: Block, option: string): boolean {
  for (let back = 1; back <= maxBack; back++) {
    const line = block.before(back);
    if (!line) return false;
    if (line.text.startsWith('> ') && line.text.includes(option)) return true;
  }
  return false;
}

function fromJson(text: string): Draft[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  const results: unknown =
    typeof parsed === 'object' && parsed !== null && 'results' in parsed ? parsed.results : parsed;
  if (!Array.isArray(results)) return [];
  return results.flatMap((entry: { filePath?: unknown; messages?: unknown }) => {
    if (typeof entry?.filePath !== 'string' || !Array.isArray(entry.messages)) return [];
    const file = entry.filePath;
    return entry.messages.flatMap((found: Record<string, unknown>): Draft[] => {
      if (typeof found?.message !== 'string') return [];
      const line = toNumber(String(found.line ?? ''));
      const column = toNumber(String(found.column ?? ''));
      return [
        {
          file,
          message: found.message,
          severity: severityOf(found.severity === 2 ? 'error' : 'warning'),
          ...(line && { line }),
          ...(column && { column }),
          ...(typeof found.ruleId === 'string' && { code: found.ruleId }),
        },
      ];
    });
  });
}

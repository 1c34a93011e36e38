import { compiledSource } from '../compiled-source.js';
import { findPlace } from '../find-place.js';
import { type Draft, lineRecogniser, type Recogniser, severityOf } from '../finding.js';
import { categoryOfText, harmless } from './generic-wording.js';

const colonDigits = [':1', ':2', ':3', ':4', ':5', ':6', ':7', ':8', ':9'];
const bracketDigits = ['[1', '[2', '[3', '[4', '[5', '[6', '[7', '[8', '[9'];

/** Unknown tools still speak in a few shapes; each says a place and a text. */
export const genericPlaces: Recogniser[] = [
  lineRecogniser({
    tool: 'generic',
    category: 'lint',
    need: ['error', 'Error', 'ERROR', 'warning', 'Warning', 'violation', 'failure'],
    pattern:
      /^\s{0,4}(?:\[?(?<severity2>ERROR|error|Error)\]?:? )?(?<file>(?:[A-Za-z]:)?[\w@.~/\\-]+\.[A-Za-z]\w{0,9}):(?<line>\d+)(?::(?<column>\d+))?:?\s+(?:-\s+)?\[?(?<severity>error|Error|ERROR|warning|Warning|violation|failure)\b\]?[:\s-]*(?<message>\S.*)$/,
    weight: 0.84,
    with: (draft, block) => ({
      ...draft,
      severity: severityOf(block.match.groups?.severity ?? 'error'),
      category: categoryOfText(draft.message, compiledSource.test(draft.file ?? '') ? 'compile' : 'lint'),
    }),
  }),
  lineRecogniser({
    // `src\a.cpp(12,3): fatal error: text`: compilers on Windows, where no code stands before the text.
    tool: 'generic',
    category: 'compile',
    need: ['): error', '): fatal error', '): warning'],
    pattern:
      /^(?<file>(?:[A-Za-z]:)?[\w@.~/\\ -]{1,250}\.[A-Za-z]\w{0,9})\((?<line>\d+)(?:,(?<column>\d+))?\): (?<severity>(?:fatal )?error|warning)(?: (?<code>[A-Z]+\d+))?: (?<message>\S.*)$/,
    weight: 0.86,
    with: (draft, block) => ({
      ...draft,
      severity: block.match.groups?.severity === 'warning' ? 'warning' : 'error',
    }),
  }),
  lineRecogniser({
    tool: 'generic',
    category: 'lint',
    need: colonDigits,
    pattern:
      /^\s{0,4}(?<file>(?:\.{0,2}\/)?[\w@-][\w@./-]*\.[a-z]\w{0,5}):(?<line>\d+):(?<column>\d+):? ?(?<message>[^\s:].{5,})$/,
    weight: 0.6,
    with: (draft, block) => (harmless.test(block.match[0]) ? undefined : withOwnSeverity(draft)),
  }),
  lineRecogniser({
    tool: 'generic',
    category: 'lint',
    need: [...colonDigits, ...bracketDigits],
    pattern:
      /^(?:\[(?<file1>[\w@./-]+\.[a-z]\w{0,6}):(?<line1>\d+):(?<column1>\d+)\]|(?<file2>(?:\.{0,2}\/)?[\w@./-]*\.[a-z]\w{0,6})(?:\[(?<line2>\d+), ?(?<column2>\d+)\]:?|:(?<line3>\d+)(?=[: ]):?)) ?(?<message>\S.{7,})$/,
    weight: 0.52,
    with(draft, block) {
      const groups = block.match.groups ?? {};
      if (harmless.test(block.match[0])) return undefined;
      const column = Number(groups.column1 ?? groups.column2 ?? 0);
      return withOwnSeverity({
        ...draft,
        file: groups.file1 ?? groups.file2 ?? '',
        line: Number(groups.line1 ?? groups.line2 ?? groups.line3),
        ...(column > 0 && { column }),
      });
    },
  }),
  {
    tool: 'generic',
    category: 'compile',
    need: ['rror'],
    start: /^(?:.*\b)?(?:[Ss]yntax|[Pp]arse|[Cc]ompil\w+|[Tt]ype) ?[Ee]rror\b[^:]*:? ?(?<message>.*)$/,
    maxLines: 4,
    weight: 0.7,
    read(block) {
      const text = block.match[0].trim();
      // A statement that throws one is source, not output.
      if (harmless.test(text) || /^(?:raise|throw|except|catch|at)\b/.test(text)) return undefined;
      const all = block.lines.map((line) => line.text).join(' ');
      return {
        message: text,
        ...findPlace(all),
        category: /\bTypeError\b/.test(text) ? 'runtime' : /[Tt]ype/.test(text) ? 'type' : 'compile',
        last: 0,
      };
    },
  },
  lineRecogniser({
    // `error file=… message=… line=…`, as scalastyle and other key-value writers do.
    tool: 'generic',
    category: 'lint',
    need: ['file='],
    pattern:
      /(?<severity>error|warning)\b.{0,20}?\bfile=(?<file>\S+) (?:message|msg)=(?<message>.*?)(?: line=(?<line>\d+))?(?: column=(?<column>\d+))?$/,
    weight: 0.86,
  }),
];

/** `error - text`, `[W] text`: the severity inside the text of an unknown checker. */
function withOwnSeverity(draft: Draft): Draft {
  const said = /^\[?(error|warning|info|[EWCFR])\]?(?: - |: ?| )(.*)$/i.exec(draft.message);
  return said?.[1] && said[2] && /^[^a-z]|^(?:error|warning|info)\b/i.test(said[1])
    ? { ...draft, message: said[2], severity: severityOf(said[1]), weight: (draft.weight ?? 0.6) + 0.05 }
    : draft;
}

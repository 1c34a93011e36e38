import type { Category } from '../../domain/index.js';
import { findPlace } from '../find-place.js';
import { type Block, type Draft, lineRecogniser, type Recogniser, severityOf } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

/** Lines that look like errors and are not: counts of zero, names of tests, flags, progress. */
const harmless =
  /\b(?:0|no) (?:errors?|failures?|failed|problems?)\b|error[-_ ]?(?:free|handling|handler|bound|code is|page|boundary)|^\s*(?:✓|✔|√|ok\b|PASS\b|- |\*|#|\/\/|echo )|\b(?:passed|PASSED|ignored|skipped)\b|--\S*(?:error|fail)|[-_/](?:error|fail)s?\b|allow_failure|fail[-_]fast|if-no-files-found|\berrors? (?:are|is|were|will be) ignored|retrying|continu(?:e|ing)-on-error|^(?:npm warn|warning|WARN|\[warn|DEBUG|INFO|\[INFO\]|info)/i;
/** Words of a tool that another error has stopped it. */
const echo =
  /^(?:Error: )?(?:Process completed with|Process exited|Command failed|Command exited|The process '.*' failed with exit code|exited with code|exit(?:ed)? (?:code|status)|Build failed|Job failed|Script failed|Exiting with|Some checks failed|Test(?:s)? failed|Executing the custom container|.*Step script exited|Docker pull failed|The following .* failed|See above|failed with exit code)/i;

export const isEcho = (text: string): boolean =>
  echo.test(text) || /^(?:make|gmake)(?:\[\d+\])?: \*\*\*|npm (?:error|ERR!)|ELIFECYCLE/.test(text);

/** Unknown tools still speak in a few shapes; each says a place and a text. */
const placed: Recogniser[] = [
  lineRecogniser({
    tool: 'generic',
    category: 'lint',
    need: ['error', 'Error', 'ERROR', 'warning', 'Warning', 'violation', 'failure'],
    pattern:
      /^(?:\[?(?<severity2>ERROR|error|Error)\]?:? )?(?<file>(?:[A-Za-z]:)?[\w@.~/\\-]+\.[A-Za-z]\w{0,9}):(?<line>\d+)(?::(?<column>\d+))?:?\s+(?:-\s+)?\[?(?<severity>error|Error|ERROR|warning|Warning|violation|failure)\b\]?[:\s-]*(?<message>\S.*)$/,
    weight: 0.84,
    with: (draft, block) => ({
      ...draft,
      severity: severityOf(block.match.groups?.severity ?? 'error'),
      category: categoryOfText(draft.message, 'lint'),
    }),
  }),
  lineRecogniser({
    tool: 'generic',
    category: 'lint',
    need: [':1', ':2', ':3', ':4', ':5', ':6', ':7', ':8', ':9'],
    pattern:
      /^\s{0,4}(?<file>(?:\.{0,2}\/)?[\w@-][\w@./-]*\.[a-z]\w{0,5}):(?<line>\d+):(?<column>\d+):? ?(?<message>[^\s:].{5,})$/,
    weight: 0.6,
    with: (draft, block) => (harmless.test(block.match[0]) ? undefined : withOwnSeverity(draft)),
  }),
  lineRecogniser({
    tool: 'generic',
    category: 'lint',
    need: [
      ':1',
      ':2',
      ':3',
      ':4',
      ':5',
      ':6',
      ':7',
      ':8',
      ':9',
      '[1',
      '[2',
      '[3',
      '[4',
      '[5',
      '[6',
      '[7',
      '[8',
      '[9',
    ],
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
      if (harmless.test(block.match[0])) return undefined;
      const all = block.lines.map((line) => line.text).join(' ');
      return {
        message: block.match[0].trim(),
        ...findPlace(all),
        category: /[Tt]ype/.test(block.match[0]) ? 'type' : 'compile',
        last: 0,
      };
    },
  },
];

/** `error - text`, `[W] text`: the severity inside the text of an unknown checker. */
function withOwnSeverity(draft: Draft): Draft {
  const said = /^\[?(error|warning|info|[EWCFR])\]?(?: - |: ?| )(.*)$/i.exec(draft.message);
  return said?.[1] && said[2] && /^[^a-z]|^(?:error|warning|info)\b/i.test(said[1])
    ? { ...draft, message: said[2], severity: severityOf(said[1]), weight: (draft.weight ?? 0.6) + 0.05 }
    : draft;
}

/** `error file=… message=… line=…`, as scalastyle and other key-value writers do. */
const keyValue = lineRecogniser({
  tool: 'generic',
  category: 'lint',
  need: ['file='],
  pattern:
    /(?<severity>error|warning)\b.{0,20}?\bfile=(?<file>\S+) (?:message|msg)=(?<message>.*?)(?: line=(?<line>\d+))?(?: column=(?<column>\d+))?$/,
  weight: 0.86,
});

export function categoryOfText(text: string, otherwise: Category): Category {
  for (const [pattern, category] of wording) if (pattern.test(text)) return category;
  return otherwise;
}

/** What the words of an error say of its kind, for tools that nobody described here. */
const wording: readonly [RegExp, Category][] = [
  [/vulnerabilit|\b(?:CVE|GHSA|RUSTSEC|PYSEC)-|advisor(?:y|ies)\b/i, 'dependency'],
  [
    /\btoken (?:specified|provided|found|missing|expired|is (?:required|missing|invalid|not))|\bno (?:\w+ )?token\b/i,
    'permission',
  ],
  [/no space left|out of memory|\boom\b|cannot allocate|quota (?:exceeded|has been hit)/i, 'resource'],
  [
    /permission|denied|unauthori[sz]ed|forbidden|credential|authenticat|not authorized|access token|api key|\b40[13]\b|secret/i,
    'permission',
  ],
  [/time(?:d)? ?out|deadline exceeded/i, 'timeout'],
  [
    /\b50[0234]\b|\b429\b|rate limit|connection (?:reset|refused|closed|timed)|network|dns|unreachable|could not resolve host|tls|certificate|socket/i,
    'infra',
  ],
  [/unused|style|lint|convention|naming|should be|prefer |must not|deprecated/i, 'lint'],
  [/not formatted|formatting|reformat|format(?:ted)? (?:check|differ)|would be formatted/i, 'format'],
  [/type ?error|type mismatch|cannot (?:be )?assign|incompatible type/i, 'type'],
  [
    /syntax|parse|unexpected (?:token|end|character)|compil|undefined (?:reference|symbol|identifier|variable|function)|undeclared|cannot find symbol/i,
    'compile',
  ],
  [/assert|expected .* (?:but|got|to)|test(?:s)? failed|mismatch|coverage/i, 'test'],
  [
    /lock ?file|dependenc|package .*not found|no matching|version .*not found|could not (?:find|resolve) |unresolved|cannot find module|module not found|missing module|no such module/i,
    'dependency',
  ],
  [
    /config|invalid (?:option|argument|value|input|yaml|json)|unknown (?:option|flag|argument|command|key)|not found|no such file|does not exist|missing|required|environment variable|not set/i,
    'config',
  ],
];

/** An unknown test runner names the failed test with a mark or a word, and says why below. */
const failedTest: Recogniser = {
  tool: 'generic-test',
  category: 'test',
  need: ['FAIL', '✗', '✕', '✘', '✖', '× ', 'not ok', 'FAILED', 'Failed', '[F]'],
  start: /^\s*(?:[✗✕✘✖×]|(?:FAIL(?:ED|URE)?|Failed)(?: test)?:?(?=\s)|not ok \d+ -?)\s+(?<test>\S.{2,200})$/,
  maxLines: 14,
  until: /^\s*(?:[✗✕✘✖×✓✔]|FAIL(?:ED)?\b|PASS(?:ED)?\b|ok \d|not ok)/,
  weight: 0.66,
  read(block) {
    const name = block.match.groups?.test ?? '';
    // A count of findings is a summary.
    if (/^\|? ?\d+ (?:errors?|problems?|warnings?|passed|failed|tests?)\b/.test(name)) return undefined;
    if (harmless.test(name) && !/fail/i.test(block.match[0])) return undefined;
    const frames = readFrames(block.lines);
    const body = block.lines.slice(1).map((line) => line.text.trim());
    const said = body.find((text) => /error|expected|assert|exception|panic|!=|not equal|failed/i.test(text));
    const place = findPlace(
      block.lines
        .slice(0, 8)
        .map((line) => line.text.slice(0, 500))
        .join('\n'),
    );
    const where = placeOf(ownFrame(frames));
    return {
      message: said ? `${name}: ${said}` : name,
      frames,
      ...('file' in where ? where : place),
      test: { name },
      last: Math.min(block.lines.length - 1, 8),
    };
  },
};

/** `Error: text` and its kin. Weak on its own: the ranking prefers what stands right before the exit. */
const spoken: Recogniser = {
  tool: 'generic',
  category: 'unknown',
  lastResort: true,
  need: [
    'rror',
    'RROR',
    'atal',
    'ATAL',
    'xception',
    'ailed',
    'AILED',
    'ailure',
    'AILURE',
    'annot ',
    'nable to',
    'anic',
    'ould not',
    'nvalid',
    'issing',
    'CRITICAL',
    'not found',
    'bort',
    '❌',
    '✗',
    '✖',
    'ERR!',
    'xceed',
    'out of ',
    'not allowed',
    'not match',
    'ismatch',
    'iolat',
  ],
  start: /^./,
  read(block) {
    const text = block.match.input.trim();
    if (text === '' || text.length > 2000 || harmless.test(text)) return undefined;
    if (/^Process completed with exit code|^The operation was canceled/.test(text)) return undefined;
    const strength = strengthOf(text, block);
    if (strength === 0) return undefined;
    const message = text.replace(/^(?:\[?(?:ERROR|error|Error|FATAL|fatal)\]?[: ]+)/, '').trim() || text;
    const draft: Draft = {
      message: message.length > 3 ? message : text,
      weight: strength,
      category: categoryOfText(text, 'unknown'),
    };
    return Object.assign(draft, findPlace(text));
  },
};

function strengthOf(text: string, block: Block): number {
  if (echo.test(text)) return 0.32;
  const marked = block.lines[0]?.level === 'error';
  if (/^(?:\S{1,40}: )?(?:fatal|FATAL|panic|Fatal|CRITICAL)(?: error)?\b/.test(text)) return 0.62;
  if (/^(?:❌|✗|✖|×|🔴|💥)/u.test(text)) return 0.58;
  if (/^(?:\[[^\]]{1,30}\] ?)*\[?(?:ERROR|Error|error|ERR!?|E)\]?(?:\[\w+\])?[:\s]/.test(text)) return 0.6;
  if (/^(?:[\w.-]{1,40}: ){1,2}(?:error|Error|ERROR)\b/.test(text)) return 0.6;
  if (/^(?:[a-z]\w*\.)*[A-Z]\w*(?:Error|Exception|Failure)\b/.test(text)) return 0.6;
  if (/\b(?:ERROR|FAILED|FAILURE)\b/.test(text)) return marked ? 0.6 : 0.52;
  if (marked) return 0.56;
  if (
    /\b(?:[Cc]annot|[Cc]ould not|[Uu]nable to|[Ff]ailed to|[Ii]nvalid|[Mm]issing|[Nn]ot found|[Aa]borted)\b/.test(
      text,
    )
  )
    return 0.48;
  if (
    /\bexceed(?:s|ed)\b|\bout of (?:date|sync)\b|\bnot allowed\b|\bdo(?:es)? not match\b|\bmismatch|\bviolat/.test(
      text,
    )
  )
    return 0.46;
  if (/\berror\b/i.test(text)) return 0.42;
  return 0;
}

export const genericFirst: Recogniser[] = [...placed, keyValue, failedTest];
export const genericLast: Recogniser[] = [spoken];

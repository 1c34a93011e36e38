import type { Category } from '../../domain/index.js';
import { type Block, type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { isForeign, ownFrame, placeOf, readFrames } from '../frames.js';

const exceptionLine = /^(?<name>[A-Za-z_][\w.]*)(?:: (?<text>.*))?$/;
const looksLikeException =
  /(?:Error|Exception|Warning|Interrupt|Exit|Failure|Failed|Timeout|DoesNotExist|NotFound|Denied|Refused|Invalid\w*|StopIteration|Skipped)$/;

/** What an exception says about the kind of failure, when nothing else (a test runner) does. */
const kinds: readonly [RegExp, Category][] = [
  [/cannot open shared object file|DLL load failed/, 'dependency'],
  [
    /^(?:\w+\.)*(?:ModuleNotFoundError|ImportError|pkg_resources\.\w+|PackageNotFoundError|DistributionNotFound)\b/,
    'dependency',
  ],
  [/^(?:SyntaxError|IndentationError|TabError)\b/, 'compile'],
  [/^KeyError: '[A-Z][A-Z0-9]*_[A-Z0-9_]+'/, 'config'],
  [
    /not found in `markers` configuration|TOMLDecodeError|^yaml\.|invalid pyproject\.toml|DuplicateOptionError|ImproperlyConfigured/,
    'config',
  ],
  [/^MemoryError\b|CUDA out of memory|No space left on device|Errno 28/, 'resource'],
  [
    /ConnectionResetError|ConnectionRefused|NewConnectionError|ReadTimeout|ConnectTimeout|SSLError|Temporary failure in name resolution|HTTP Error 5\d\d|Max retries exceeded|IncompleteRead|RemoteDisconnected/,
    'infra',
  ],
  [/HTTP Error 40[13]|Forbidden|Unauthorized|AccessDenied|NoCredentialsError|PermissionDenied/, 'permission'],
];

export const exceptionCategory = (text: string, otherwise: Category): Category =>
  kinds.find(([pattern]) => pattern.test(text))?.[1] ?? otherwise;

/** The line that names the exception: the first one at the margin after the frames. */
function exceptionOf(lines: readonly string[]): { text: string; at: number } | undefined {
  for (let index = lines.length - 1; index > 0; index--) {
    const line = lines[index] ?? '';
    const match = exceptionLine.exec(line);
    if (
      match?.groups?.name &&
      (looksLikeException.test(match.groups.name) || match.groups.text !== undefined)
    ) {
      if (/^[A-Z]|\./.test(match.groups.name)) return { text: line, at: index };
    }
  }
  return undefined;
}

function readTraceback(block: Block): Draft | undefined {
  const lines = block.lines.map((line) => line.text.replace(/^\s*\|\s?/, ''));
  const exception = exceptionOf(lines);
  if (!exception) return undefined;
  const frames = readFrames(block.lines);
  if (/^(?:KeyboardInterrupt|SystemExit: 0|GeneratorExit)/.test(exception.text)) return undefined;
  const cause = chainedFrom(block);
  const own =
    ownFrame(frames, 'last') ??
    (/^(?:Syntax|Indentation)Error/.test(exception.text) ? frames.at(-1) : undefined);
  return {
    message: exception.text,
    code: exception.text.split(':')[0] ?? '',
    frames: [...frames].reverse(),
    ...placeOf(own),
    category: exceptionCategory(exception.text, 'runtime'),
    last: exception.at,
    weight: cause ? 0.775 : 0.765,
    ...(cause && { first: -cause }),
  };
}

/** How far above the traceback it is chained to begins; undefined when it stands alone. */
function chainedFrom(block: Block): number | undefined {
  for (let back = 1; back <= 3; back++) {
    if (
      /^(?:The above exception was the direct cause|During handling of the above exception)/.test(
        block.before(back)?.text ?? '',
      )
    ) {
      for (let far = back; far <= 150; far++) {
        const text = block.before(far)?.text;
        if (text === undefined) return undefined;
        if (/^\s*Traceback \(most recent call last\)/.test(text)) return far;
      }
    }
  }
  return undefined;
}

/** Blocks under `=== ERROR` / `FAIL` of unittest: header, rule, traceback, message. */
function readUnittest(block: Block): Draft | undefined {
  const lines = block.lines.map((line) => line.text);
  if (!/^-{20,}$/.test(lines[1] ?? '') && !/^-{20,}$/.test(lines[2] ?? '')) return undefined;
  const frames = readFrames(block.lines);
  let at = -1;
  for (const [index, line] of lines.entries()) {
    const name = index > 1 ? exceptionLine.exec(line)?.groups?.name : undefined;
    if (name && (looksLikeException.test(name) || /^[A-Z]\w+$/.test(name))) {
      at = index;
      break;
    }
  }
  const message = lines[at] ?? lines[0] ?? '';
  const verdict = block.match.groups?.verdict;
  const loading = /unittest\.loader\._FailedTest/.test(lines[0] ?? '');
  return {
    message,
    code: message.split(':')[0] ?? '',
    frames: [...frames].reverse(),
    ...placeOf(ownFrame(frames, 'last')),
    test: { name: block.match.groups?.test ?? '', suite: block.match.groups?.suite ?? '' },
    category:
      loading || verdict === 'ERROR' ? exceptionCategory(message, loading ? 'runtime' : 'test') : 'test',
  };
}

export const python: Recogniser[] = [
  {
    tool: 'unittest',
    category: 'test',
    need: ['ERROR: ', 'FAIL: '],
    start: /^(?<verdict>ERROR|FAIL): (?<test>\S+) \((?<suite>[^)]+)\)/,
    maxLines: 120,
    until: /^={60,}$|^Ran \d+ tests? in |^-{60,}$(?=x)/,
    weight: 0.95,
    read: readUnittest,
  },
  {
    tool: 'python',
    category: 'runtime',
    need: ['Traceback (most recent call last)'],
    start: /^\s*(?:\+ Exception Group |[|] )?Traceback \(most recent call last\):/,
    maxLines: 150,
    through:
      /^[A-Za-z_][\w.]*(?:Error|Exception|Warning|Interrupt|Exit|Failure|Failed|Timeout|NotFound|Denied)?(?:: .*)?$/,
    read: readTraceback,
  },
  {
    tool: 'python',
    category: 'compile',
    need: ['File "'],
    start: /^\s*File "(?<file>[^"]+)", line (?<line>\d+)$/,
    maxLines: 6,
    through: /^\s*\*{0,3} ?(?:SyntaxError|IndentationError|TabError): /,
    read(block) {
      const last = block.lines[block.lines.length - 1]?.text.trim() ?? '';
      if (!/^\*{0,3} ?(?:SyntaxError|IndentationError|TabError): /.test(last)) return undefined;
      const draft = draftOf(block.match);
      return {
        ...draft,
        message: last,
        code: last.split(':')[0] ?? '',
        weight: isForeign(draft.file ?? '') ? 0.84 : 0.9,
      };
    },
  },
  lineRecogniser({
    tool: 'python',
    category: 'config',
    need: ["can't open file", ': No module named ', 'is not a package'],
    pattern:
      /^\S*python[\d.]*(?:\.exe)?: (?<message>can't open file '?(?<file>[^']+?)'?: .*|No module named (?:\S+)|Error while finding module.*)$/,
    weight: 0.9,
    with: (draft) => (/^No module named/.test(draft.message) ? { ...draft, category: 'dependency' } : draft),
  }),
];

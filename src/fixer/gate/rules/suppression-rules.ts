import type { TextRule } from './rule.js';

const suppressed = {
  rule: 'finding-suppressed',
  severity: 5,
  says: 'A finding of a tool is silenced and not mended',
} as const;
const whole = {
  rule: 'file-suppressed',
  severity: 7,
  says: 'A tool is silenced for a whole file',
} as const;
const escaped = {
  rule: 'type-escaped',
  severity: 3,
  says: 'The type checker is told to look away',
  view: 'code',
} as const;
const swallowed = { rule: 'error-swallowed', severity: 6, says: 'An error is caught and dropped' } as const;

/** One for each rule that is named; a silence that names none covers all. */
const namedRules = (match: string): number => {
  const names =
    /(?:line|disable|noqa:?|ignore\[|nolint:?|allow\(|SuppressWarnings\(|disable=|code=)\s*(.*)/.exec(
      match,
    )?.[1] ?? '';
  const listed = names.split(/\s--\s/)[0]?.match(/[@\w/-]{2,}/g)?.length ?? 0;
  return listed === 0 ? 2 : listed;
};

/** Tools that are told to be silent. */
export const suppressionRules: readonly TextRule[] = [
  {
    ...whole,
    view: 'comments',
    pattern:
      /@ts-nocheck|\/\*\s*eslint-disable\s*(?:--[^\n*]{0,200})?\*\/|\/\*\s*(?:jshint|jslint)\s+ignore|#\s*(?:flake8|ruff):\s*noqa|#\s*mypy:\s*ignore-errors|#\s*pylint:\s*(?:skip-file|disable=all)|\/\*\s*(?:istanbul|c8|v8)\s+ignore\s+file|\bbiome-ignore-all\b|@generated\b|\boxlint-disable(?!-)\b|phpcs:ignoreFile|@codeCoverageIgnoreStart|swiftlint:disable\s+all/gm,
  },
  {
    ...whole,
    view: 'code',
    languages: ['rust'],
    pattern:
      /#!\[(?:allow|expect)\((?:warnings|clippy::(?:all|pedantic|restriction)|unused|dead_code,\s*unused)[^\]\n]{0,200}\]/g,
    weigh: namedRules,
  },
  {
    ...suppressed,
    view: 'comments',
    pattern:
      /eslint-disable(?:(?:-next)?-line\b|[^\S\n]+(?!--)[@\w])[^\n*]{0,200}|@ts-(?:ignore|expect-error)\b|\bbiome-ignore\b[^\n]{0,80}|\boxlint-disable-[^\n]{0,80}|\btslint:disable[^\n]{0,80}|#\s*noqa\b[^\n]{0,80}|#\s*type:\s*ignore\b[^\n]{0,80}|#\s*(?:pyright|ty|mypy):\s*ignore\b[^\n]{0,80}|#\s*pylint:\s*disable\b[^\n]{0,80}|\/\/\s*nolint\b[^\n]{0,80}|\bNOSONAR\b|\bnosec\b|#\s*rubocop:(?:disable|todo)\b[^\n]{0,120}|#\s*shellcheck\s+disable=[^\n]{0,80}|#\s*pragma:\s*no\s*(?:cover|branch)|\b(?:istanbul|c8|v8)\s+ignore\b[^\n*]{0,60}|@phpstan-ignore\b[^\n]{0,80}|@psalm-suppress\b[^\n]{0,80}|\bphpcs:(?:ignore|disable)\b|@codeCoverageIgnore\b|\bstylelint-disable\b|\bmarkdownlint-disable\b|\bNOLINT(?:NEXTLINE)?\b|\bswiftlint:disable\b|\bktlint-disable\b|@SuppressWarnings\b|\bReSharper disable\b|\bprettier-ignore\b|#\s*(?:fmt|yapf):\s*(?:skip|off|disable)|\bcredo:disable[^\n]{0,60}|\bskipcq\b|\bnosemgrep\b|\bLCOV_EXCL_\w+|\bhadolint\s+ignore=/g,
    weigh: namedRules,
  },
  {
    ...suppressed,
    view: 'code',
    languages: ['rust'],
    pattern: /#!?\[(?:allow|expect)\([^\]\n]{1,200}\)\]/g,
    weigh: namedRules,
  },
  {
    ...suppressed,
    view: 'plain',
    languages: ['jvm', 'csharp', 'c'],
    pattern:
      /@(?:file:)?Suppress(?:Warnings|Lint|FBWarnings)?\s*\([^)\n]{1,200}\)|#pragma\s+(?:warning\s+disable|GCC\s+diagnostic\s+ignored|clang\s+diagnostic\s+ignored)|\[(?:assembly:\s*)?SuppressMessage\b|\[ExcludeFromCodeCoverage\b|@ExcludeFromJacoco\w*|@Generated\b/g,
    weigh: namedRules,
  },
  {
    ...escaped,
    languages: ['javascript'],
    pattern:
      /\bas\s+(?:any|never|unknown\s+as)\b|:\s*any\b(?!\w)|<any>|\bas\s+unknown\b|[\w)\]]!(?=[.;,)[])/g,
  },
  {
    ...escaped,
    languages: ['python'],
    pattern: /\bcast\s*\(\s*Any\b|(?::|->)\s*(?:typing\.)?Any\b|\bno_type_check\b/g,
  },
  { ...escaped, languages: ['rust'], severity: 4, pattern: /\bunsafe\s*\{|\btransmute\b/g },
  {
    ...suppressed,
    view: 'code',
    languages: ['python', 'php', 'ruby'],
    pattern:
      /\bwarnings\.(?:filterwarnings|simplefilter)\s*\(|\berror_reporting\s*\(\s*0|\$VERBOSE\s*=\s*nil|\blogging\.disable\s*\(/g,
  },
  { ...escaped, languages: ['csharp', 'jvm'], pattern: /\bdynamic\s+\w+\s*=|\w!!(?:\.|\s|$)|\bas\s+Any\b/gm },
  { ...swallowed, severity: 8, view: 'code', places: ['test'], replaces: true, pattern: emptyCatch() },
  { ...swallowed, view: 'code', pattern: emptyCatch() },
  { ...swallowed, view: 'code', pattern: emptyCallback() },
  {
    ...swallowed,
    severity: 4,
    says: 'An error is answered with a constant',
    view: 'code',
    notPlaces: ['test'],
    pattern:
      /\bcatch\s*(?:\([^)\n]{0,120}\))?\s*\{\s*return\s*(?:null|undefined|false|true|0|-1|""|['"`]\s*['"`]|\[\s*\]|\{\s*\})?\s*;?\s*\}|\bexcept\b[^:\n]{0,120}:\s*return\s*(?:None|False|True|0|\[\]|\{\}|['"]\s*['"])?\s*$/gm,
    languages: ['javascript', 'python', 'jvm', 'csharp', 'php', 'dart', 'swift'],
  },
  {
    ...swallowed,
    severity: 4,
    view: 'code',
    languages: ['php'],
    pattern: /(?<![\w*"'@])@\\?[a-z_]+\(/g,
  },
];

function emptyCatch(): RegExp {
  return /\bcatch\s*(?:\([^)\n]{0,120}\))?\s*\{\s*\}|\bexcept\b[^:\n]{0,120}:\s*(?:pass\b|\.\.\.|continue\b)|\bif\s+err\s*!=\s*nil\s*\{\s*\}|^\s*_\s*=\s*err\b|\bcontextlib\.suppress\s*\(|\bwith\s+suppress\s*\(|\brescue\b[^\n]{0,60}\n\s*(?:nil\s*\n\s*)?end\b|\brescue\s+nil\b|\brescue\s*=>\s*_?\w*\s*;?\s*nil?\s*$|\brecover\(\)\s*\}\(\)|\bcatch\s+_\s*\{\s*\}|\btry\s+await\?\s/gm;
}

function emptyCallback(): RegExp {
  return /\.catch\s*\(\s*(?:(?:\(\s*\w*\s*\)|\w+)\s*=>\s*(?:\{\s*\}|undefined|null|void 0)|noop|function\s*\(\s*\w*\s*\)\s*\{\s*\})\s*\)/g;
}

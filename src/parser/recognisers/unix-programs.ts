import type { Category } from '../../domain/index.js';
import { type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { notAnAttempt } from './not-an-attempt.js';

type Row = readonly [RegExp, Category];

/** What any program's text says of the kind of failure. */
const common: readonly Row[] = [
  [/no space left|disk quota|Cannot allocate memory/i, 'resource'],
  [
    /permission denied|operation not permitted|access denied|authentication failed|unauthorized|NOAUTH/i,
    'permission',
  ],
  [/could not resolve|name or service not known|timed out|reset by peer|network is unreachable/i, 'infra'],
  [
    /syntax error|near end of file|unterminated|unexpected|parse error|unknown option to|unknown command: /i,
    'compile',
  ],
  [
    /no such file|cannot (?:stat|find)|not a directory|is a directory|missing|invalid|unrecognized|not found|unknown|illegal option|does not exist|not in gzip/i,
    'config',
  ],
];

const curl: readonly Row[] = [
  [/^\((?:5|6|18|28|35|52|55|56|60|92)\)(?!.*(?:localhost|127\.0\.0\.1))/, 'infra'],
  [/^\(22\).*\b40[13]\b/, 'permission'],
  [/^\(22\)/, 'infra'],
  [/^\(23\)/, 'resource'],
  [/^\(7\).*(?:localhost|127\.0\.0\.1|::1)/, 'runtime'],
  [/^\((?:7|52|56)\)/, 'infra'],
  [/^\((?:1|2|3|26|58|77)\)/, 'config'],
];
const gpg: readonly Row[] = [
  [/no (?:default )?secret key|bad passphrase/i, 'permission'],
  [/keyserver|receive failed/i, 'infra'],
  [/ioctl|no pinentry|no such file/i, 'config'],
];
const databases: readonly Row[] = [
  [/password authentication|access denied|role ".*" does not exist|no password supplied/i, 'permission'],
  [
    /refused|could(?: not|n't) connect|can't connect|no such file|timeout expired|database ".*" does not exist|unknown database/i,
    'config',
  ],
  [/syntax error/i, 'compile'],
];
const checks: readonly Row[] = [[/did NOT match|FAILED/, 'infra']];

/** Programs that scripts call, and how they put their refusals. What only is a remark is not here. */
const programs: readonly { name: string; pattern: string; rows?: readonly Row[] }[] = [
  { name: 'curl', pattern: String.raw`curl: (?<message>\(\d+\) .*)`, rows: curl },
  {
    name: 'gpg',
    pattern:
      "gpg: (?<message>(?:signing failed|no default secret key|keyserver (?:receive|send) failed|decryption failed|can't open|invalid|no valid|skipped).*)",
    rows: gpg,
  },
  {
    name: 'ssh',
    pattern: String.raw`(?<message>(?:\S+: )?Permission denied \([\w,-]+\)\.?|Host key verification failed\.|ssh: .*|Load key .*: (?:error|invalid).*)`,
    rows: [
      [/resolve|timed out|refused|unreachable/, 'infra'],
      [/./, 'permission'],
    ],
  },
  {
    name: 'psql',
    pattern:
      '(?:psql|pg_dump|pg_restore|createdb|pg_isready)(?:: error)?: (?<message>(?:connection to server|could not|FATAL|error:|database|role).*)',
    rows: databases,
  },
  {
    name: 'mysql',
    pattern: String.raw`(?:(?:mysql|mysqldump|mysqladmin|mariadb): \[?(?:ERROR|Got error)\b:?\]? ?|ERROR )(?<message>\d{4} \(\w{5}\).*)`,
    rows: databases,
  },
  { name: 'redis', pattern: '(?<message>Could not connect to Redis at .*)', rows: databases },
  {
    name: 'sha256sum',
    pattern: String.raw`(?:sha\d+sum|md5sum|shasum): (?<message>WARNING: \d+ (?:computed checksums?|listed files?) .*)`,
    rows: checks,
  },
  {
    name: 'tar',
    pattern:
      '(?:tar|gzip|gunzip|bzip2|xz|unzip|unxz|zstd): (?<message>(?!Removing leading|.*(?:not recoverable|Exiting with failure|Child returned)).*)',
  },
  {
    name: 'sed',
    pattern: String.raw`(?:g?sed|[mgn]?awk|jq|yq|envsubst|xargs|find|grep|sort|cut|tr): (?<message>(?:-e expression|error|\S*line \d+|cmd\. line|couldn't|can't|cannot|.*: No such file|invalid|unknown|illegal|parse error|warning: command).*)`,
  },
  {
    name: 'coreutils',
    pattern:
      "(?:cp|mv|rm|ln|ls|cat|mkdir|rmdir|chmod|chown|install|touch|head|tail|dd|tee|cd|stat|readlink|realpath|rsync|scp|diff|cmp|patch): (?<message>(?:cannot|can't|can not|missing|failed|error|target|unrecognized|invalid|.*: (?:No such file|Permission denied|Is a directory|Not a directory)|connection unexpectedly).*)",
  },
];

const first = (rows: readonly Row[], text: string): Category | undefined =>
  rows.find(([pattern]) => pattern.test(text))?.[1];

const words: Record<string, readonly string[]> = {
  curl: ['curl: ('],
  gpg: ['gpg: '],
  ssh: ['ssh: ', 'Permission denied (', 'Host key verification', 'Load key '],
  psql: ['psql: ', 'pg_dump: ', 'pg_restore: ', 'createdb: ', 'pg_isready: '],
  mysql: ['ERROR ', 'mysql: ', 'mysqldump: ', 'mysqladmin: ', 'mariadb: '],
  redis: ['Could not connect to Redis'],
  sha256sum: ['sum: WARNING'],
  tar: ['tar: ', 'zip: ', 'zip2: ', 'xz: ', 'std: '],
  sed: [
    'sed: ',
    'awk: ',
    'jq: ',
    'yq: ',
    'args: ',
    'find: ',
    'grep: ',
    'sort: ',
    'cut: ',
    'tr: ',
    'envsubst: ',
  ],
  coreutils: [
    ': cannot ',
    ": can't ",
    ': No such file',
    ': missing ',
    ': failed ',
    ': error',
    'Permission denied',
    ': target ',
    ': unrecognized',
    ': invalid ',
    'Is a directory',
    'Not a directory',
    ': connection unexpectedly',
  ],
};

/** What the ordinary programs of a script say when they refuse: a guess, for scripts often carry on. */
export const unixPrograms: Recogniser[] = programs.map(({ name, pattern, rows = [] }) =>
  lineRecogniser({
    tool: name,
    category: 'unknown',
    need: words[name] ?? [],
    pattern: new RegExp(`^${pattern}$`),
    weight: name === 'coreutils' ? 0.64 : 0.67,
    with(draft, block): Draft | undefined {
      const full = block.match[0].trim();
      const category = first(rows, draft.message) ?? first(common, draft.message) ?? 'unknown';
      const program = /^([a-z]\w*): /.exec(full)?.[1];
      // Questions that a script asks, and what only this machine could have answered.
      if (/^(?:grep|find|ls|cat|stat): |^curl: .*(?:localhost|127\.0\.0\.1)/.test(full))
        return notAnAttempt({
          ...draft,
          message: full,
          category,
          weight: 0.52,
          ...(program && { tool: program }),
        });
      return notAnAttempt({ ...draft, message: full, category, ...(program && { tool: program }) });
    },
  }),
);

import type { Category } from '../../domain/index.js';
import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';

/** What npm's error codes mean for the person who has to act. */
const npmCodes: readonly { code: RegExp; category: Category; file?: string }[] = [
  { code: /^(?:EUSAGE|EBADLOCK|EINTEGRITY|ELOCKVERIFY)$/, category: 'dependency', file: 'package-lock.json' },
  {
    code: /^(?:ERESOLVE|ETARGET|E404|ENOVERSIONS|EINVALIDPACKAGENAME|EUNSUPPORTEDPROTOCOL|EINVALIDTAGNAME|EDUPLICATEWORKSPACE|EOVERRIDE)$/,
    category: 'dependency',
    file: 'package.json',
  },
  { code: /^(?:EJSONPARSE)$/, category: 'config', file: 'package.json' },
  { code: /^(?:EBADENGINE|EBADPLATFORM|EBADDEVENGINES|ENOWORKSPACES)$/, category: 'config' },
  { code: /^(?:E401|E403|EOTP|ENEEDAUTH|EPUBLISHCONFLICT|EACCES|EPERM)$/, category: 'permission' },
  { code: /^(?:ENOSPC|ENOMEM|EMFILE|EDQUOT)$/, category: 'resource' },
  {
    code: /^(?:E5\d\d|E429|ECONN\w+|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|ERR_SOCKET_TIMEOUT|FETCH_ERROR|EPROTO|CERT_\w+|UNABLE_TO_\w+|ERR_INVALID_\w+|ESOCKETTIMEDOUT|EIDLETIMEOUT)$/,
    category: 'infra',
  },
];
const noise =
  /^(?:A complete log of this run|Log files were not written|.*\bnpm help\b|For a full report see|Usage:|Run "npm|\/\S+\/_logs\/)/;
const npmLine = /^npm (?:error|ERR!)(?: |$)/;

const rest = (text: string): string => text.replace(npmLine, '');

/** One block of `npm error` lines is one error; which line says it best depends on the code. */
function readNpm(block: Block): Draft | Draft[] | undefined {
  // Every line of a run starts a block; only the first one sees the whole.
  if (npmLine.test(block.before(1)?.text ?? '')) return undefined;
  const lines = block.lines.filter((line) => npmLine.test(line.text)).map((line) => rest(line.text));
  const code = lines.map((line) => /^code (\S+)/.exec(line)?.[1]).find((found) => found !== undefined);
  if (lines.some((line) => line.includes('cb() never called'))) {
    return { category: 'infra', message: `npm ERR! ${lines[0] ?? ''}`, weight: 0.9 };
  }
  const missing = lines.map((line) => /Missing script: "?([^"]+)"?/.exec(line)?.[1]).find((found) => found);
  if (missing)
    return {
      category: 'config',
      file: 'package.json',
      message: `Missing script: "${missing}"`,
      code: 'missing-script',
      weight: 0.95,
    };
  const script = lines.some((line) =>
    /^(?:command failed|Lifecycle script|Exit status|code (?:ELIFECYCLE|\d+)$)/.test(line),
  );
  if (lines[0]?.startsWith('No workspaces found'))
    return { category: 'config', file: 'package.json', message: lines.slice(0, 2).join(' '), weight: 0.93 };
  const kind = npmCodes.find((entry) => code && entry.code.test(code));
  if (!kind && script) return nestedCommand(lines, code);
  const said = lines.filter(
    (line) =>
      line.trim() !== '' && !/^(?:code|errno|syscall|path|dest) /.test(line) && !noise.test(line.trim()),
  );
  const draft: Draft = {
    category: kind?.category ?? (code ? 'unknown' : 'dependency'),
    message: best(said, code),
    ...(code && { code }),
    weight: kind ? 0.95 : 0.7,
  };
  if (kind?.file) draft.file = kind.file;
  // What npm ci misses in the lock file is listed line by line; each is a fact of its own for the reader.
  const listed = said.filter((line) =>
    /^(?:Missing|Invalid): .* lock file|^Invalid: lock file's /.test(line),
  );
  const last = block.lines.findIndex((line) =>
    /Clean install a project|^npm (?:error|ERR!) Usage:/.test(line.text),
  );
  if (last > 0) draft.last = last - 1;
  if (listed.length > 0) draft.message = `${said[0] ?? ''} ${listed.slice(0, 5).join('; ')}`;
  return draft;
}

/** `npm error command failed`: the command is npm's child; its own output, if any, says more. */
function nestedCommand(lines: readonly string[], code: string | undefined): Draft {
  const command = lines.map((line) => /^command (?!failed)(.+)$/.exec(line)?.[1]).find((found) => found);
  return {
    category: 'unknown',
    message: command ? `${command} failed` : 'A package script failed',
    weight: 0.3,
    ...(code && { code }),
  };
}

function best(lines: readonly string[], code: string | undefined): string {
  const named = lines.find((line) =>
    /Could not resolve|unable to resolve|is not in this registry|could not be found|ENOSPC|Unsupported engine|network request|\b[45]\d\d\b|No matching version/.test(
      line,
    ),
  );
  return (named ?? lines[0] ?? code ?? 'npm failed').trim();
}

export const javascriptInstall: Recogniser[] = [
  {
    tool: 'npm',
    category: 'dependency',
    need: ['npm error', 'npm ERR!'],
    start: /^npm (?:error|ERR!)/,
    maxLines: 60,
    until: /^(?!npm (?:error|ERR!))/,
    read: readNpm,
  },
  lineRecogniser({
    tool: 'yarn',
    category: 'dependency',
    need: 'YN0',
    pattern:
      /^(?:➤ )?(?<code>YN0(?!000|013|060|002|086|007|085|050)\d{3}): (?:[│┌└] )?(?<message>(?![+@-])\S.*)$/,
    weight: 0.93,
    with: (draft) => {
      // Below the refusal stand the details of the request; only the code of a broken server adds to it.
      if (/^[│┌└]/.test(draft.message) && !/Response Code: 5\d\d/.test(draft.message)) return undefined;
      if (/YN00(?:28)/.test(draft.code ?? '')) return { ...draft, file: 'yarn.lock' };
      if (/YN00(?:35|01)/.test(draft.code ?? '') && /\b5\d\d\b|ETIMEDOUT|ECONN|socket/.test(draft.message))
        return { ...draft, category: 'infra' };
      if (/\b40[13]\b|authentication/i.test(draft.message)) return { ...draft, category: 'permission' };
      return draft;
    },
  }),
  lineRecogniser({
    tool: 'yarn',
    category: 'dependency',
    need: [
      'error Your lockfile needs',
      'error Couldn',
      'error An unexpected',
      'error Found incompatible',
      'error The engine',
      'error Command',
      'error Integrity',
      'error Received',
      'error Package',
      'error Incorrect',
      ': The engine ',
    ],
    pattern:
      /^error (?:@?[^\s@]+@\S+: )?(?<message>(?:Your lockfile needs to be updated|Couldn't find|An unexpected error occurred|The engine|Integrity check|Received malformed|Incorrect integrity|Package ).*)$/,
    weight: 0.93,
    with: (draft) => {
      if (/^Your lockfile/.test(draft.message)) return { ...draft, file: 'yarn.lock' };
      if (/ECONN|ETIMEDOUT|ENOTFOUND|5\d\d|socket/.test(draft.message))
        return { ...draft, category: 'infra' };
      if (/engine|incompatible/.test(draft.message)) return { ...draft, category: 'config' };
      return { ...draft, file: 'package.json' };
    },
  }),
  lineRecogniser({
    tool: 'bun',
    category: 'dependency',
    need: ['error: lockfile had changes', 'error: No version matching', 'failed to resolve'],
    pattern: /^error: (?<message>lockfile had changes.*|No version matching .*|\S+ failed to resolve)$/,
    weight: 0.93,
    with: (draft) => ({ ...draft, file: /lockfile/.test(draft.message) ? 'bun.lock' : 'package.json' }),
  }),
  lineRecogniser({
    tool: 'npm',
    category: 'config',
    need: ['Command "', 'error: Script not found', "Couldn't find a script named"],
    pattern:
      /^(?:error |Usage Error: |error: )(?<message>Command "[^"]+" not found\.|Script not found "[^"]+"|Couldn't find a script named "[^"]+".*)$/,
    weight: 0.93,
    with: (draft) => ({ ...draft, file: 'package.json' }),
  }),
  lineRecogniser({
    tool: 'npm',
    category: 'unknown',
    need: ['ELIFECYCLE', 'error Command failed with exit code'],
    pattern: /(?<message>ELIFECYCLE.*|^error Command failed with exit code \d+\.)$/,
    weight: 0.3,
  }),
];

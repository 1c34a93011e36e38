import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';

/** What the machine, the network or an account refused. Order within the table is order of precedence. */
const rows: readonly Parameters<typeof lineRecogniser>[0][] = [
  {
    tool: 'kernel-oom',
    category: 'resource',
    need: ['Killed', 'Out of memory', 'oom-kill', 'OOMKilled', 'OutOfMemoryError', 'Cannot allocate memory'],
    pattern:
      /^(?<message>(?:.*(?:line \d+: +\d+ )?Killed(?: +.*)?|.*\boom-kill.*|.*Out of memory: Kill.*|.*OOMKilled.*|.*java\.lang\.OutOfMemoryError.*|.*Cannot allocate memory.*))$/,
    weight: 0.9,
    with: grounded,
  },
  {
    tool: 'disk',
    category: 'resource',
    need: ['No space left on device', 'ENOSPC', 'Disk quota exceeded', 'not enough space on the disk'],
    pattern:
      /^(?<message>.*(?:No space left on device|ENOSPC: no space left|Disk quota exceeded|not enough space on the disk).*)$/,
    weight: 0.9,
    with: notAnAttempt,
  },
  {
    tool: 'network',
    category: 'infra',
    need: [
      'Could not resolve host',
      'Temporary failure in name resolution',
      'Connection timed out',
      'Connection reset by peer',
      'TLS handshake timeout',
      'i/o timeout',
      'Network is unreachable',
      'Operation timed out',
      'no such host',
      'getaddrinfo',
      'ECONNRESET',
      'ETIMEDOUT',
      'EAI_AGAIN',
      'socket hang up',
      'SSL_ERROR',
      'early EOF',
      'RPC failed',
      'connection refused',
      'Connection refused',
    ],
    pattern:
      /^(?<message>.*(?:Could not resolve host|Temporary failure in name resolution|Connection timed out|Connection reset by peer|TLS handshake timeout|i\/o timeout|Network is unreachable|Operation timed out|no such host|getaddrinfo (?:ENOTFOUND|EAI_AGAIN)|read ECONNRESET|connect ETIMEDOUT|socket hang up|SSL_ERROR_SYSCALL|early EOF|RPC failed|[Cc]onnection refused).*)$/,
    weight: 0.66,
    with: notLocal,
  },
  {
    tool: 'network',
    category: 'infra',
    need: [
      '500',
      '502',
      '503',
      '504',
      'HTTP/',
      '429',
      'Too Many Requests',
      'rate limit',
      'toomanyrequests',
      'Service Unavailable',
      'Bad Gateway',
      'Gateway Time',
    ],
    pattern:
      /^(?<message>.*(?:HTTP\/\S+ 5\d\d|(?:status|code|error|response|returned)[^0-9]{1,24}(?:50[0234]|429)\b|\b50[234] (?:Service Unavailable|Bad Gateway|Gateway Time-?out)|\b429 Too Many|toomanyrequests|API rate limit exceeded|rate limit exceeded|\bHTTP (?:50[0234]|429)\b|\b50[234]: ).*)$/,
    weight: 0.7,
    with: notAnAttempt,
  },
  {
    tool: 'network',
    category: 'infra',
    need: ['ERROR 404', '404 Not Found', 'returned error: 404', '404'],
    pattern:
      /^(?<message>.*(?:ERROR 404: Not Found\.?|requested URL returned error: 404.*|Error: 404 Not Found.*))$/,
    weight: 0.8,
    with: notAnAttempt,
  },
  {
    tool: 'git',
    category: 'permission',
    need: [
      'remote: Permission to',
      'denied to',
      'returned error: 403',
      'Authentication failed',
      'could not read Username',
      'Permission denied (publickey',
      'Repository not found',
      'Host key verification failed',
      'protected branch',
      'GH006',
      'refusing to allow',
      'returned error: 401',
    ],
    pattern:
      /^(?<message>(?:remote: (?:Permission to .* denied to .*|error: GH006.*|Repository not found.*|Invalid username or (?:password|token).*)|fatal: (?:Authentication failed.*|could not read (?:Username|Password).*|unable to access .*error: 40[13].*)|git@\S+: Permission denied \(publickey.*|Host key verification failed\.|.*refusing to allow .*(?:workflow|OAuth|GitHub App).*|.*protected branch hook declined.*))$/,
    weight: 0.94,
    with: (draft, block) =>
      /^remote: (?:Permission|Invalid|error|Repository)/.test(block.before(1)?.text ?? '')
        ? { ...draft, weight: 0.5 }
        : draft,
  },
  {
    tool: 'git',
    category: 'unknown',
    need: ['fatal: ', 'error: failed to push', 'CONFLICT ('],
    pattern: /^(?<message>(?:fatal: (?!error).*|error: failed to push some refs.*|CONFLICT \(.*))$/,
    weight: 0.7,
    with: gitFatal,
  },
  {
    tool: 'cloud',
    category: 'permission',
    need: [
      'Unable to locate credentials',
      'Credentials could not be loaded',
      'AccessDenied',
      'Access Denied',
      'is not authorized',
      'ExpiredToken',
      'InvalidClientTokenId',
      'security token included',
      'Could not assume role',
      'Not authorized to perform',
      'permission denied',
      'PERMISSION_DENIED',
      'unauthorized',
      'Unauthorized',
      'denied: ',
      'Bad credentials',
      'Resource not accessible',
      'Authentication required',
      '401',
      '403',
      'Forbidden',
      'insufficient_scope',
      'requires authentication',
      'You must be logged in',
      'invalid_grant',
      'gcp',
      'ENEEDAUTH',
      'Login failed',
      'Input required and not supplied',
    ],
    pattern:
      /^(?<message>.*(?:Unable to locate credentials|Credentials could not be loaded|\bAccess ?Denied\b|is not authorized to perform|ExpiredToken|InvalidClientTokenId|The security token included|Could not assume role|Not authorized to perform|PERMISSION_DENIED|(?:^|[\s:])unauthorized: |denied: (?:requested access|permission|installation|User|unauthenticated)|Bad credentials|Resource not accessible by (?:integration|personal)|insufficient_scope|authentication required|requires authentication|invalid_grant|(?:status|code|error|HTTP)[^0-9]{1,20}(?:401|403)\b|\b(?:401 Unauthorized|403 Forbidden)|Error: Login failed|did not return credentials|failed to authenticate|Authentication (?:failed|is required)|[Ii]nvalid (?:API|access|auth) ?(?:key|token)|No value for required (?:secret|token)|Process completed with no token).*)$/,
    weight: 0.74,
    with: refused,
  },
  {
    tool: 'github-actions',
    category: 'permission',
    need: ['Input required and not supplied'],
    pattern: /^(?<message>(?:Error: )?Input required and not supplied: .*)$/,
    weight: 0.93,
    with: (draft) =>
      /token|key|secret|password|credential/i.test(draft.message) ? draft : { ...draft, category: 'config' },
  },
  {
    tool: 'docker',
    category: 'config',
    need: [
      'Error response from daemon',
      'manifest unknown',
      'manifest for',
      'pull access denied',
      'Cannot connect to the Docker daemon',
      'failed to solve',
      'failed to pull',
    ],
    pattern:
      /^(?:docker: )?(?<message>(?:Error response from daemon: .*|Cannot connect to the Docker daemon.*|.*manifest unknown.*|.*pull access denied.*|error during connect.*|.*failed to resolve reference .*))$/,
    weight: 0.88,
    with: dockerSaid,
  },
  {
    tool: 'apt',
    category: 'infra',
    need: ['E: '],
    pattern: /^E: (?<message>.*)$/,
    weight: 0.9,
    with: (draft) =>
      /Unable to locate package|has no installation candidate|Unable to correct problems|Unmet dependencies|Package '.*' has no/.test(
        draft.message,
      )
        ? { ...draft, category: 'dependency' }
        : /Could not get lock|Permission denied/.test(draft.message)
          ? { ...draft, category: 'config' }
          : draft,
  },
  {
    tool: 'loader',
    category: 'dependency',
    need: ['cannot open shared object', 'Library not loaded', 'GLIBC'],
    pattern:
      /^(?<message>.*(?:error while loading shared libraries: .*|cannot open shared object file: .*|Library not loaded: .*|version [`']GLIBC\S* not found.*))$/,
    weight: 0.9,
  },
  {
    tool: 'process',
    category: 'runtime',
    need: [
      'Segmentation fault',
      'core dumped',
      'Bus error',
      'Illegal instruction',
      'AddressSanitizer',
      'ThreadSanitizer',
      'runtime error: ',
      'terminate called',
      'eceived signal',
      'by signal',
      'signal: ',
      'Signals.SIG',
    ],
    pattern:
      /^(?<message>.*(?:Segmentation fault|\(core dumped\)|Bus error|Illegal instruction|ERROR: (?:Address|Leak|Memory)Sanitizer.*|WARNING: ThreadSanitizer.*|\d+: runtime error: .*|terminate called .*|.*[Rr]eceived signal:? ?SIG[A-Z]+|.*[Tt]erminated by signal.*|.*signal: \d+, SIG[A-Z]+.*|.*died with <Signals\.SIG[A-Z]+.*))$/,
    weight: 0.85,
    with: notAnAttempt,
  },
  {
    tool: 'timeout',
    category: 'timeout',
    need: ['imed out', 'imeout', 'took >', 'eadline exceeded'],
    pattern:
      /^(?<message>(?:.*\b(?:[Cc]ommand|[Pp]rocess|[Jj]ob|[Ss]cript|[Bb]uild|[Tt]ask|[Tt]ests?|[Ss]tep)\b.{0,80}(?:timed out|took >\d+ ?min|exceeded (?:the |its )?(?:time ?out|time limit|deadline)).*|(?:timeout: )?sending signal TERM to command.*|context deadline exceeded.*))$/,
    weight: 0.7,
    with: notAnAttempt,
  },
  {
    tool: 'github-actions',
    category: 'infra',
    need: ['artifact', 'Artifact'],
    pattern:
      /^(?<message>(?:Error: )?(?:Failed to (?:CreateArtifact|FinalizeArtifact|ListArtifacts|GetSignedArtifactURL|upload artifact|download artifact).*|Unable to download artifact.*|Artifact storage quota has been hit.*|No files were found with the provided path.*|Unable to find any artifacts.*|Artifact not found.*|This request has been automatically failed because it uses a deprecated version.*))$/,
    weight: 0.9,
    with: artifact,
  },
  {
    tool: 'vcs',
    category: 'infra',
    need: ['LFS', 'smudge filter'],
    pattern:
      /^(?<message>(?:batch response: .*|Error downloading object: .*|.*smudge filter lfs failed.*|.*over its data quota.*))$/,
    weight: 0.88,
  },
];

function grounded(draft: Draft, block: Block): Draft | undefined {
  const text = block.match[0];
  // "Killed" must be what a shell or make prints of a dead process, not prose.
  if (/Killed/.test(text) && !/^Killed\b|: +\d+ Killed|\bKilled$|Killed: 9/.test(text.trim()))
    return undefined;
  if (/^ok\b|passed|✓/i.test(text)) return undefined;
  return { ...draft, message: text.trim() };
}

/** A refused connection to this machine is a server of the project that is not up: a consequence. */
function notLocal(draft: Draft): Draft | undefined {
  if (/localhost|127\.0\.0\.1|::1|0\.0\.0\.0/.test(draft.message))
    return { ...draft, category: 'runtime', weight: 0.45 };
  return notAnAttempt(draft);
}

function notAnAttempt(draft: Draft): Draft | undefined {
  if (/\b(?:retry|retrying|attempt \d+|will retry|back off)\b/i.test(draft.message))
    return { ...draft, weight: 0.4 };
  if (
    /^\s*(?:✓|✔|ok\b|PASS|\d+ passing)|^(?:npm (?:http|warn|error|ERR!)|yarn |INFO|DEBUG|\[INFO\]|\[debug\])/i.test(
      draft.message,
    )
  )
    return undefined;
  return draft;
}

/** Uploads of reports and caches are often refused without failing anything; what an action says is meant. */
function refused(draft: Draft, block: Block): Draft | undefined {
  const kept = notAnAttempt(draft);
  if (!kept || kept.weight !== undefined) return kept;
  // git repeats what the server has just said.
  if (draft.message.startsWith('fatal: unable to access')) return { ...kept, weight: 0.6 };
  if (block.lines[0]?.level === 'error' || /^(?:fatal|Error|ERROR|error)\b/.test(draft.message))
    return { ...kept, weight: 0.88 };
  return /upload|metric|telemetr|cache|storage|report/i.test(draft.message)
    ? { ...kept, weight: 0.45 }
    : kept;
}

function gitFatal(draft: Draft, block: Block): Draft {
  const text = draft.message;
  // git repeats in its own words what the server has just refused.
  if (/^remote: /.test(block.before(1)?.text ?? '')) return { ...draft, category: 'permission', weight: 0.5 };
  if (/Unable to locate credentials/.test(text))
    return { ...draft, category: 'permission', tool: 'aws-cli', weight: 0.95 };
  if (
    /Could not resolve host|unable to connect|early EOF|timed out|error: 5\d\d|RPC failed|hung up/.test(text)
  )
    return { ...draft, category: 'infra', weight: 0.9 };
  if (/Could not read from remote repository/.test(text))
    return { ...draft, category: 'permission', weight: 0.6 };
  if (
    /does not appear to be a git repository|couldn't find remote ref|not a git repository|pathspec|ambiguous argument|No url found for submodule|reference is not a tree|dubious ownership|empty ident|bad revision|no upstream/.test(
      text,
    )
  )
    return { ...draft, category: 'config', weight: 0.9 };
  if (/failed to push|CONFLICT/.test(text)) return { ...draft, category: 'config', weight: 0.8 };
  if (/clone of .* failed|repository .* not found/.test(text))
    return { ...draft, category: 'permission', weight: 0.85 };
  return draft;
}

function dockerSaid(draft: Draft): Draft {
  const text = draft.message;
  if (/toomanyrequests|rate limit|timeout|connection reset|TLS handshake|50\d|no such host|EOF/i.test(text))
    return { ...draft, category: 'infra', weight: 0.92 };
  if (/denied|unauthorized|authentication required|forbidden/i.test(text))
    return { ...draft, category: 'permission', weight: 0.92 };
  if (/no space left/i.test(text)) return { ...draft, category: 'resource', weight: 0.95 };
  if (/Cannot connect|error during connect/.test(text)) return { ...draft, category: 'infra' };
  return draft;
}

function artifact(draft: Draft, block: Block): Draft {
  if (block.lines[0]?.level !== 'error' && !/^Error: /.test(block.match[0])) return { ...draft, weight: 0.5 };
  if (/No files were found|Unable to find any|not found|deprecated version/.test(draft.message))
    return { ...draft, category: 'config' };
  if (/quota/.test(draft.message)) return { ...draft, category: 'resource' };
  return draft;
}

export const machine: Recogniser[] = rows.map((row) => lineRecogniser(row));

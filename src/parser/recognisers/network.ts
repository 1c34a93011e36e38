import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { notAnAttempt } from './not-an-attempt.js';

/** What the machine ran out of and what the network refused. Order within the table is order of precedence. */
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
];

function grounded(draft: Draft, block: Block): Draft | undefined {
  const text = block.match[0];
  // "Killed" must be what a shell or make prints of a dead process, not prose.
  if (/Killed/.test(text) && !/^Killed\b|: +\d+ Killed|\bKilled$|Killed: 9/.test(text.trim()))
    return undefined;
  if (/^ok\b|passed|✓/i.test(text)) return undefined;
  return { ...draft, message: text.trim() };
}

function notLocal(draft: Draft): Draft | undefined {
  if (/localhost|127\.0\.0\.1|::1|0\.0\.0\.0/.test(draft.message))
    return { ...draft, category: 'runtime', weight: 0.45 };
  return notAnAttempt(draft);
}

export const network: Recogniser[] = rows.map((row) => lineRecogniser(row));

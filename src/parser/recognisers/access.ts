import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { categoryOfText } from './generic-wording.js';
import { notAnAttempt } from './not-an-attempt.js';

/** What an account, a token or a repository refused. Order within the table is order of precedence. */
const rows: readonly Parameters<typeof lineRecogniser>[0][] = [
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
];

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
  return { ...draft, category: categoryOfText(text, 'config') };
}

export const access: Recogniser[] = rows.map((row) => lineRecogniser(row));

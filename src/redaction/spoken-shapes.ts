import type { TokenShape } from './token-shapes.js';

/**
 * Secrets that are known by the words before them: switches of commands, headers, files of credentials. A value has
 * to look made up, with a digit among letters, so that names and examples stay.
 */
const madeUp = '(?=[^\\s"\';&|]{0,60}\\d)(?=[^\\s"\';&|]{0,60}[A-Za-z])';
const switchNames =
  '(?:password|passwd|passphrase|token|secret|api-key|apikey|access-key|auth-token|access-token|client-secret)';

export const spokenShapes: readonly TokenShape[] = [
  {
    kind: 'credential',
    anchors: ['--'],
    pattern: new RegExp(
      `--(?:[a-z]{1,20}-){0,3}${switchNames}[ \\t]+["']?(?<secret>(?!\\w+=)${madeUp}[^\\s"'$<{-][^\\s"';&|]{7,400})`,
      'y',
    ),
  },
  {
    kind: 'credential',
    anchors: ['-u ', '--user ', '--user=', '--proxy-user '],
    pattern: new RegExp(
      `(?:-u|--(?:proxy-)?user)[ =]["']?[^\\s:"'/]{1,100}:(?<secret>${madeUp}[^\\s"'$:/]{6,200})`,
      'y',
    ),
  },
  {
    kind: 'credential',
    anchors: ['mysql', 'mariadb', 'mysqldump', 'mysqladmin'],
    pattern: /(?:mysql|mariadb)(?:dump|admin)?\b[^\n|;&]{0,80}?[ \t]-p(?<secret>[^\s"'$=-][^\s"']{5,100})/y,
  },
  {
    kind: 'credential',
    anchors: ['login '],
    pattern: /login[ \t]+\S{1,100}[ \t]+password[ \t]+(?<secret>[^\s$<{]{6,200})/y,
  },
  {
    kind: 'cookie',
    anchors: ['set-cookie: ', 'Set-Cookie: '],
    pattern: /[Ss]et-[Cc]ookie: [^=\s;]{1,100}=(?<secret>[^\s;"']{12,4000})/y,
  },
  {
    kind: 'cookie',
    anchors: ['cookie: ', 'Cookie: '],
    pattern:
      /[Cc]ookie: [^=\s;]{1,100}=(?<secret>[^\s"']{12,4000}(?:; [^\s;"'=]{1,100}=[^\s;"']{0,4000}){0,40})/y,
  },
  {
    kind: 'authorization',
    anchors: ['"auth"', '"identitytoken"'],
    pattern: /"(?:auth|identitytoken)"[ \t]{0,3}:[ \t]{0,3}"(?<secret>[A-Za-z0-9+/=_-]{12,4000})/y,
  },
  {
    kind: 'private-key',
    // The beginning of a PEM head in base64.
    anchors: ['LS0tLS1CRUdJTi'],
    pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,20000}={0,2}/y,
  },
  {
    kind: 'url-signature',
    anchors: ['X-Amz-Signature=', 'X-Amz-Security-Token=', 'X-Goog-Signature='],
    pattern: /X-(?:Amz|Goog)-(?:Signature|Security-Token)=(?<secret>[^\s&"'<>]{20,4000})/y,
  },
];

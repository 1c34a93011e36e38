import { CifixError, type ErrorKind } from '../errors/index.js';

interface FailureShape {
  pattern: RegExp;
  kind: ErrorKind;
  code: string;
  message: string;
  hint: string;
}

/** What git prints when a remote says no, first match wins. */
const shapes: readonly FailureShape[] = [
  {
    pattern: /GH006|protected branch hook declined/i,
    kind: 'refused',
    code: 'branch-protected',
    message: 'The branch is protected and takes no direct push.',
    hint: 'Use --delivery pull-request.',
  },
  {
    pattern: /GH013|repository rule violations/i,
    kind: 'refused',
    code: 'rule-violation',
    message: 'A rule of the repository refuses this push.',
    hint: 'Read the rules of the branch on GitHub, or use --delivery patch.',
  },
  {
    pattern: /without `?workflows?`? (?:scope|permission)/i,
    kind: 'credential',
    code: 'workflow-scope',
    message: 'The token may not push commits that carry workflow files.',
    hint: 'Give the token the "workflow" scope (classic) or "Workflows: write" (fine-grained).',
  },
  {
    pattern: /could not read Username|Authentication failed|Invalid username|HTTP 401|error: 401/i,
    kind: 'credential',
    code: 'git-unauthorised',
    message: 'The remote does not accept the token.',
    hint: 'Check GH_TOKEN or run "gh auth login"; "cifix doctor" shows what the token may do.',
  },
  {
    pattern: /Permission to .* denied|Write access to repository not granted|error: 403/i,
    kind: 'credential',
    code: 'git-forbidden',
    message: 'The token may not write to this repository.',
    hint: 'It needs "Contents: write"; or use --delivery patch.',
  },
  {
    pattern: /repository .* not found|Repository not found|error: 404/i,
    kind: 'credential',
    code: 'git-not-found',
    message: 'The remote repository does not exist, or the token may not see it.',
    hint: 'Check the name and what the token may read.',
  },
  {
    pattern: /non-fast-forward|fetch first|stale info|\[rejected\]/i,
    kind: 'refused',
    code: 'branch-moved',
    message: 'The branch moved while cifix worked.',
    hint: 'Run cifix again on the newest run of the branch.',
  },
  {
    pattern:
      /Could not resolve host|Failed to connect|Connection (?:refused|reset|timed out)|early EOF|RPC failed|HTTP 5\d\d|error: 5\d\d|unable to access/i,
    kind: 'remote',
    code: 'git-unreachable',
    message: 'The git remote cannot be reached.',
    hint: 'What was done is saved; run "cifix resume" when it is back.',
  },
];

/** A failed git command as an error that names what happened; the token never stands in it. */
export function gitFailure(args: readonly string[], error: unknown, token: string | undefined): CifixError {
  const said = mask(error instanceof Error ? error.message : String(error), token).trim();
  const shape = shapes.find(({ pattern }) => pattern.test(said));
  const command = args.find((word) => !word.startsWith('-')) ?? '';
  return new CifixError({
    kind: shape?.kind ?? 'bug',
    code: shape?.code ?? 'git-failed',
    message: shape?.message ?? `git ${command} failed: ${said.split('\n')[0] ?? ''}`,
    hint: shape?.hint ?? 'Run it again with --debug to see what git printed.',
    facts: { command, said: said.slice(-2000) },
  });
}

function mask(text: string, token: string | undefined): string {
  if (!token) return text;
  const encoded = Buffer.from(`x-access-token:${token}`).toString('base64').replace(/=+$/, '');
  return text.replaceAll(token, '***').replaceAll(encoded, '***');
}

import { expect, test } from 'vitest';
import { gitFailure } from '../../src/git/git-failure.js';

/** What git prints, as it stands on a terminal, and what becomes of it. */
const cases: readonly [said: string, kind: string, code: string][] = [
  [
    'remote: error: GH006: Protected branch update failed for refs/heads/main.\n ! [remote rejected] main -> main (protected branch hook declined)',
    'refused',
    'branch-protected',
  ],
  [
    'remote: error: GH013: Repository rule violations found for refs/heads/main.',
    'refused',
    'rule-violation',
  ],
  [
    ' ! [remote rejected] fix -> fix (refusing to allow a Personal Access Token to create or update workflow `.github/workflows/ci.yml` without `workflow` scope)',
    'credential',
    'workflow-scope',
  ],
  [
    ' ! [remote rejected] fix (refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission)',
    'credential',
    'workflow-scope',
  ],
  [
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
    'credential',
    'git-unauthorised',
  ],
  ["fatal: Authentication failed for 'https://github.com/o/r.git/'", 'credential', 'git-unauthorised'],
  [
    'remote: Permission to octo/project.git denied to guest.\nfatal: unable to access: The requested URL returned error: 403',
    'credential',
    'git-forbidden',
  ],
  ['remote: Write access to repository not granted.', 'credential', 'git-forbidden'],
  ["fatal: repository 'https://github.com/o/none.git/' not found", 'credential', 'git-not-found'],
  ['remote: Repository not found.', 'credential', 'git-not-found'],
  [' ! [rejected]        main -> main (non-fast-forward)', 'refused', 'branch-moved'],
  ['!\tHEAD:refs/heads/main\t[rejected] (fetch first)', 'refused', 'branch-moved'],
  [
    "fatal: unable to access 'https://github.com/': Could not resolve host: github.com",
    'remote',
    'git-unreachable',
  ],
  ['error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502', 'remote', 'git-unreachable'],
  ['fatal: the remote end hung up unexpectedly\nfatal: early EOF', 'remote', 'git-unreachable'],
  ['fatal: not a tree object', 'bug', 'git-failed'],
];

test.each(cases)('%j is a %s failure: %s', (said, kind, code) => {
  const failure = gitFailure(['push', '--porcelain', 'x'], new Error(said), undefined);
  expect([failure.kind, failure.code]).toEqual([kind, code]);
  expect(failure.hint).not.toBe('');
  expect(failure.facts).toEqual({ command: 'push', said: said.trim() });
});

test('what git repeats of the token, plain or encoded, is masked', () => {
  const token = 'writer-token-0123456789';
  const encoded = Buffer.from(`x-access-token:${token}`).toString('base64');
  const failure = gitFailure(['fetch'], new Error(`bad header ${encoded} from https://${token}@host`), token);
  expect(JSON.stringify([failure.message, failure.facts])).not.toContain(token);
  expect(JSON.stringify([failure.message, failure.facts])).not.toContain(encoded.slice(0, 30));
});

test('only the last of very long output is kept', () => {
  const failure = gitFailure(['fetch'], new Error(`${'x'.repeat(10_000)}end`), undefined);
  expect(String(failure.facts.said)).toHaveLength(2000);
  expect(failure.facts.said).toMatch(/end$/);
});

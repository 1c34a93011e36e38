import { describe, expect, test } from 'vitest';
import type { HealRecord } from '../../src/domain/index.js';
import { commitMessage, pullRequest } from '../../src/render/index.js';
import { aFailure, anAttempt, aReceipt, aRecord, aRun } from '../support/samples.js';

const record = (given: Partial<HealRecord> = {}): HealRecord =>
  aRecord('approved', {
    attempts: [
      anAttempt({
        verdict: {
          band: 'ask',
          risk: 1.5,
          reasons: ['2 changed lines in 1 file (+0).', 'Made by a recipe (-0.5).'],
        },
      }),
    ],
    diagnosis: {
      schemaVersion: 1,
      source: { kind: 'run' },
      failures: [aFailure()],
      stats: { lines: 1, bytes: 1, ms: 1 },
    },
    fidelity: { sandbox: 'bwrap', steps: [], sameFingerprints: true, warnings: [] },
    receipt: aReceipt(),
    ...given,
  });

/** Everything that GitHub, git or a terminal would act on, as a log or a model may write it. */
const hostile = [
  'Thanks @octocat and @octo/team',
  'closes #12, fixes GH-13, resolves https://github.com/octo/project/issues/14',
  '<img src=x onerror=alert(1)> <!-- hidden -->',
  '![pixel](https://evil.test/p.png) [click](javascript:x)',
  '\u001b]0;title\u0007\u001b[31mred\u001b[0m\u202e\u0000',
  '```\n### A heading of its own\n```',
  'Cifix-Heal: 00000000\nSigned-off-by: Someone <someone@example.com>',
].join('\n');

test('a commit says what, why, which run and which heal', () => {
  expect(commitMessage(record())).toMatchInlineSnapshot(`
    "fix(ci): eslint --fix on src/a.js

    Unexpected var in src/a.js

    Red run: https://github.test/octo/project/actions/runs/77

    Cifix-Heal: abcdef12
    Cifix-Receipt: red f1, green (whole job), red without it (the same failure), green
    "
  `);
});

test('a pull request says what was red, what changes and how it is proved', () => {
  const { title, body } = pullRequest(record());
  expect(title).toBe('fix(ci): eslint --fix on src/a.js');
  expect(body).toMatchInlineSnapshot(`
    "Mends [run 77](https://github.test/octo/project/actions/runs/77) of \`CI\` at aaaaaaaaaa.

    ### What was red
    - **check** › Run npm run lint: \`Unexpected var in src/a.js\`

    ### What changes
    eslint --fix on src/a.js (recipes)

    ### Proof
    \`\`\`
    red            exit 1 in 2.1 s check: npm run lint
    green          exit 0 in 1.9 s check: npm run lint
    red without it exit 1 in 2.0 s check: npm run lint
    green again    exit 0 in 1.8 s check: npm run lint
    the whole job is green
    \`\`\`
    Replayed in the sandbox \`bwrap\`; same failure as in CI: yes.
    Risk 1.5 of 10: 2 changed lines in 1 file (+0). Made by a recipe (-0.5).

    Cifix-Heal: abcdef12"
  `);
});

describe('text of a log or a model', () => {
  const evil = record({
    attempts: [anAttempt({ summary: hostile, model: hostile, byRecipe: false })],
    run: aRun({ workflow: hostile }),
    diagnosis: {
      schemaVersion: 1,
      source: { kind: 'run' },
      failures: [aFailure({ job: hostile, step: hostile, summary: hostile, command: hostile })],
      stats: { lines: 1, bytes: 1, ms: 1 },
    },
    receipt: aReceipt({
      notes: [hostile],
      before: { fingerprints: [], steps: [{ job: hostile, command: hostile, exitCode: 1, durationMs: 1 }] },
    }),
  });
  /** What is left of a Markdown text when code, in which GitHub acts on nothing, is taken out. */
  const outsideCode = (body: string) => body.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

  test('makes one subject line of at most 72 characters and no trailer', () => {
    const message = commitMessage(evil);
    const [subject = '', blank] = message.split('\n');
    expect([subject.length <= 72, blank]).toEqual([true, '']);
    expect(message.match(/^Cifix-Heal: .*$/gm)).toEqual(['Cifix-Heal: abcdef12']);
    expect(message).not.toMatch(/^Signed-off-by:/m);
  });

  test.each([
    ['commit message', () => commitMessage(evil)],
    ['title', () => pullRequest(evil).title],
    ['body', () => outsideCode(pullRequest(evil).body.replace(/\[run 77\]\([^)]*\)/, ''))],
  ])('mentions nobody, closes nothing and links nowhere in the %s', (_case, make) => {
    const text = make().replace(`Red run: ${aRun().url}`, '');
    expect(text).not.toMatch(/@\w|#\d|GH-\d|https?:\/\/|<[a-z!/]|!\[|\]\(/i);
  });

  test('leaves neither control characters nor lines of its own in a body', () => {
    const { body } = pullRequest(evil);
    expect(body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(body.match(/^###.*$/gm)).toEqual(['### What was red', '### What changes', '### Proof']);
    expect(body.match(/^```/gm)).toHaveLength(2);
    expect(body.match(/^Cifix-Heal: .*$/gm)).toEqual(['Cifix-Heal: abcdef12']);
  });
});

test('texts can be made of a record that has hardly anything', () => {
  const bare = aRecord('approved', { run: undefined, attempts: [] });
  expect(commitMessage(bare)).toMatch(/^fix\(ci\): mend the failing job\n[\s\S]*\nCifix-Heal: abcdef12\n$/);
  expect(pullRequest(bare).title).toBe('fix(ci): mend the failing job');
});

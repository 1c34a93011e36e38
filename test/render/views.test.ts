import { describe, expect, test } from 'vitest';
import type { Diagnosis, HealRecord, Paint, Scan } from '../../src/domain/index.js';
import { CifixError } from '../../src/errors/index.js';
import { renderError } from '../../src/render/error.js';
import {
  renderDiagnosis,
  renderDiagnosisMarkdown,
  renderDiff,
  renderHeal,
  renderHealDetails,
  renderHealList,
  renderSarif,
  renderScan,
  renderWorkflowCommands,
} from '../../src/render/index.js';
import { aFailure, anAttempt, aReceipt, aRecord, aReport } from '../support/samples.js';

const same = (text: string) => text;
const paint: Paint = { strong: same, quiet: same, good: same, bad: same, warn: same, accent: same };
/** Shows what is painted how. */
const marked: Paint = {
  strong: (text) => `*${text}*`,
  quiet: same,
  good: (text) => `{${text}}`,
  bad: (text) => `[${text}]`,
  warn: same,
  accent: (text) => `<${text}>`,
};

const long = 'word '.repeat(60);
const hostile = `\u001b]0;owned\u0007\u001b[2J\u001b[31m${long}\r\u009b1m\u202e\u0000`;
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

const diagnosis = (failures = [aFailure()]): Diagnosis => ({
  schemaVersion: 1,
  source: { kind: 'run', runId: 77, url: 'https://github.test/runs/77' },
  failures,
  stats: { lines: 1, bytes: 1, ms: 1 },
});
const evilFailure = aFailure({
  job: hostile,
  step: hostile,
  command: hostile,
  summary: hostile,
  flaky: { likely: true, why: hostile },
  reports: [
    aReport({
      file: 'src/a.js',
      message: hostile,
      test: { suite: 'suite', name: 'name' },
      evidence: { startLine: 1, endLine: 3, excerpt: `${hostile}\n${hostile}` },
    }),
  ],
});
const healed = (given: Partial<HealRecord> = {}): HealRecord =>
  aRecord('healed', {
    attempts: [
      anAttempt({
        verdict: { band: 'ask', risk: 1, reasons: ['2 changed lines.'] },
        diff: 'diff --git a/src/a.js b/src/a.js\nindex 1..2 100644\n--- a/src/a.js\n+++ b/src/a.js\n@@ -1 +1 @@\n-var a\n+let a\n',
      }),
    ],
    receipt: aReceipt(),
    diagnosis: diagnosis(),
    fidelity: {
      sandbox: 'bwrap',
      steps: [
        {
          job: 'check',
          number: 1,
          name: 'Check out',
          treatment: 'substituted',
          conclusion: 'success',
          durationMs: 3,
        },
        {
          job: 'check',
          number: 3,
          name: 'Run npm run lint',
          treatment: 'replayed',
          conclusion: 'failure',
          durationMs: 3,
        },
      ],
      sameFingerprints: true,
      warnings: ['Node 20 instead of 22.'],
    },
    delivery: { kind: 'branch', branch: 'main', commit: 'c'.repeat(40) },
    ci: { conclusion: 'success', url: 'https://github.test/runs/78' },
    ...given,
  });

describe('a diff', () => {
  test('shows paths, hunks, modes and every line, and no more of the headers', () => {
    const patch = [
      'diff --git a/src/a.sql b/src/a.sql',
      'index 1111111..2222222 100644',
      '--- a/src/a.sql',
      '+++ b/src/a.sql',
      '@@ -1,3 +1,3 @@ head',
      ' select',
      '--- an old comment',
      '+++ counter;',
      ' from',
      '\\ No newline at end of file',
      'diff --git a/run.sh b/run.sh',
      'old mode 100644',
      'new mode 100755',
      'diff --git a/link b/link',
      'new file mode 120000',
      'index 0000000..3333333',
      '--- /dev/null',
      '+++ b/link',
      '@@ -0,0 +1 @@',
      '+target',
      '',
    ].join('\n');
    expect(renderDiff(patch, marked)).toMatchInlineSnapshot(`
      "*src/a.sql*
      <@@ -1,3 +1,3 @@ head>
       select
      [--- an old comment]
      {+++ counter;}
       from
      \\ No newline at end of file

      *run.sh*
      [- mode 100644]
      {+ mode 100755}

      *link*
      new file mode 120000
      <@@ -0,0 +1 @@>
      {+target}"
    `);
  });

  test('cannot hide an added line behind the look of a header', () => {
    const added = [
      '++ evil();',
      'index 1..2',
      'similarity index 90%',
      'new file mode 100644',
      '-- x',
      '@@ -9,9 +9,9 @@',
    ];
    const patch = `diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -0,0 +1,${added.length} @@\n${added.map((line) => `+${line}`).join('\n')}\n`;
    expect(renderDiff(patch, paint).split('\n').slice(2)).toEqual(added.map((line) => `+${line}`));
  });

  test('sends nothing to the terminal that would steer it', () => {
    expect(renderDiff(`diff --git a/a b/a\n@@ -1 +1 @@\n-a\n+${hostile}\n`, paint)).not.toMatch(control);
  });
});

describe('a diagnosis', () => {
  test('says on one screen what broke, where, whose it is and what cifix would do', () => {
    expect(renderDiagnosis(diagnosis(), paint, 80)).toMatchInlineSnapshot(`
      "✗ check › Run npm run lint
        command    npm run lint (exit 1)
        cause      Unexpected var in src/a.js
        kind       lint, for the developers (confidence 90 %)
        cifix      would try to fix this ("cifix heal")

        src/a.js:3:5  eslint no-var
        Unexpected var
        │   3:5  error  Unexpected var  no-var"
    `);
  });

  test('that found nothing says so', () => {
    expect(renderDiagnosis(diagnosis([]), paint, 80)).toBe('✓ Nothing failed in this log.');
    expect(renderDiagnosisMarkdown(diagnosis([]))).toBe('Nothing failed.');
    expect(renderWorkflowCommands(diagnosis([]))).toBe('');
  });

  test('as Markdown holds hostile text in code', () => {
    const text = renderDiagnosisMarkdown(
      diagnosis([
        aFailure({
          summary: '`@octocat` <b>bold</b>',
          reports: [
            aReport({ evidence: { startLine: 1, endLine: 1, excerpt: '```\n@octocat\n````\n# head' } }),
          ],
        }),
      ]),
    );
    const outside = text.replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, '').replace(/`[^`\n]*`/g, '');
    expect(text).toContain('@octocat');
    expect(outside).not.toMatch(/@octocat|<b>|# head/);
    expect(renderDiagnosisMarkdown(diagnosis([evilFailure]))).not.toMatch(control);
  });

  test('as workflow commands is one command a root cause, which no text can end early', () => {
    const report = aReport({
      file: 'a,b:c.js',
      message: 'first\n::stop-commands::x\r\n100%',
      severity: 'warning',
    });
    expect(
      renderWorkflowCommands(diagnosis([aFailure({ reports: [report, aReport({ rootCause: false })] })])),
    ).toBe(
      '::warning file=a%2Cb%3Ac.js,line=3,col=5,title=eslint no-var::first%0A::stop-commands::x%0A100%25',
    );
    expect(renderWorkflowCommands(diagnosis([evilFailure]))).not.toMatch(control);
  });

  test('as SARIF is a run of cifix with a rule a code and a result a root cause', () => {
    const other = aReport({
      tool: 'tsc',
      code: 'TS2322',
      file: 'src/ü b.ts',
      fingerprint: 'f2',
      severity: 'notice',
    });
    const sarif = JSON.parse(renderSarif(diagnosis([aFailure({ reports: [aReport(), other] })])));
    expect(sarif.version).toBe('2.1.0');
    expect(sarif.runs).toHaveLength(1);
    expect(sarif.runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'eslint/no-var',
      'tsc/TS2322',
    ]);
    expect(sarif.runs[0].results[1]).toMatchObject({
      ruleId: 'tsc/TS2322',
      ruleIndex: 1,
      level: 'note',
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'src/%C3%BC%20b.ts' }, region: { startLine: 3 } } },
      ],
      partialFingerprints: { 'cifix/v1': 'f2' },
    });
    expect(JSON.parse(renderSarif(diagnosis([]))).runs[0].results).toEqual([]);
  });

  test('tells the legs of a matrix that fail alike once', () => {
    const legs = ['a', 'b', 'c'].map((leg) => aFailure({ job: `check (${leg})` }));
    const text = renderDiagnosis(diagnosis(legs), paint, 80);
    expect(text.split('\n')[0]).toBe('✗ check (a) › Run npm run lint (and 2 jobs alike)');
    expect(text.match(/src\/a\.js:3:5/g)).toHaveLength(1);
    expect(renderDiagnosisMarkdown(diagnosis(legs))).toContain(
      '- alike: `check (b) › Run npm run lint`, `check (c) › Run npm run lint`',
    );
  });

  test('of many failures fits the screen: two in full, others in a line, the rest in a number', () => {
    const many = Array.from({ length: 12 }, (_none, n) =>
      aFailure({
        job: `job ${n}`,
        reports: [aReport({ fingerprint: `f${n}` }), aReport({ fingerprint: `g${n}` })],
      }),
    );
    const lines = renderDiagnosis(diagnosis(many), paint, 80).split('\n');
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(lines.at(-1)).toBe('and 4 more failures; --json has all');
    expect(lines.filter((line) => line.startsWith('✗'))).toHaveLength(8);
  });

  test('shows the lines of an excerpt that end with the caret', () => {
    const excerpt = [
      ...Array.from({ length: 30 }, (_none, n) => `noise ${n}`),
      '  7 | let x = ;',
      '    |         ^',
      'after',
    ];
    const report = aReport({ evidence: { startLine: 1, endLine: 33, excerpt: excerpt.join('\n') } });
    const lines = renderDiagnosis(diagnosis([aFailure({ reports: [report] })]), paint, 80).split('\n');
    expect(lines.slice(-2)).toEqual(['  │   7 | let x = ;', '  │     |         ^']);
  });
});

describe('a heal', () => {
  test('stands in a few lines', () => {
    expect(renderHeal(healed(), paint, 80)).toMatchInlineSnapshot(`
      "✓ abcdef12  octo/project run 77 healed
        CI is red on main.
        commit        cccccccccc on main
        CI            success https://github.test/runs/78"
    `);
    expect(
      renderHeal(aRecord('awaiting-approval', { reason: 'dry-run', next: 'Run it.' }), paint, 80),
    ).toMatchInlineSnapshot(`
      "… abcdef12  octo/project run 77 awaiting-approval (dry-run)
        CI is red on main.
        next          Run it."
    `);
  });

  test('tells which earlier heals were remembered, and what was asked and answered', () => {
    const record = healed({
      similar: [{ id: 'past1', fate: 'reverted', summary: 'use var' }],
      questions: [
        { question: 'Which Node?', at: '2026-01-02T00:00:00.000Z', answer: 'The newest.' },
        { question: 'Really?', at: '2026-01-02T00:00:00.000Z' },
      ],
    });
    const text = renderHealDetails(record, paint, 80);
    for (const line of [
      '  past1 reverted: use var',
      '  Which Node?',
      '  → The newest.',
      '  Really?',
      '  (not answered yet)',
    ])
      expect(text.split('\n')).toContain(line);
  });

  test('is told event by event and attempt by attempt', () => {
    expect(renderHealDetails(healed(), paint, 80)).toMatchInlineSnapshot(`
      "✓ abcdef12  octo/project run 77 healed
        CI is red on main.
        commit        cccccccccc on main
        CI            success https://github.test/runs/78

      Events
        2026-01-02 03:04:05  healed            CI is red on main.

      Failure
        check › Run npm run lint: Unexpected var in src/a.js

      Replay
        sandbox bwrap; same failure as in CI: yes
        substituted success   Check out
        replayed    failure   Run npm run lint
        ! Node 20 instead of 22.

      Attempt 1, recipes
        eslint --fix on src/a.js
        gate: ask, risk 1: 2 changed lines.
        verified: green here

      src/a.js
      @@ -1 +1 @@
      -var a
      +let a

      Proof
        red            exit 1 in 2.1 s check: npm run lint
        green          exit 0 in 1.9 s check: npm run lint
        red without it exit 1 in 2.0 s check: npm run lint
        green again    exit 0 in 1.8 s check: npm run lint
        the whole job is green"
    `);
  });

  test('is one line in a list', () => {
    expect(renderHealList([], paint, 80)).toBe('No heals.');
    expect(renderHealList([healed(), aRecord('awaiting-approval')], paint, 80)).toMatchInlineSnapshot(`
      "abcdef12  2026-01-02 03:04  healed             octo/project#77 Unexpected var i…
      abcdef12  2026-01-02 03:04  awaiting-approval  octo/project#77 CI is red on mai…"
    `);
  });
});

test('a scan shows what is red under each repository', () => {
  const scan: Scan = {
    schemaVersion: 1,
    scannedAt: '2026-01-02T03:04:05Z',
    repositories: [
      {
        repo: 'octo/project',
        failures: [
          {
            runId: 77,
            attempt: 1,
            workflow: 'CI',
            path: '.github/workflows/ci.yml',
            branch: 'main',
            headSha: 'a'.repeat(40),
            event: 'push',
            conclusion: 'failure',
            createdAt: '2026-01-02T03:00:00Z',
            url: 'x',
            jobs: [{ id: 1, name: 'check', conclusion: 'failure', failedSteps: ['Run npm test'] }],
          },
        ],
      },
      { repo: 'octo/green', failures: [] },
      {
        repo: 'octo/hidden',
        failures: [],
        error: { code: 'not-found', message: `It is not there. ${hostile}` },
      },
    ],
    requests: { total: 1, notModified: 0, rateLimitRemaining: null },
  };
  const text = renderScan(scan, paint, 80);
  expect(text.split('\n').slice(0, 3).join('\n')).toMatchInlineSnapshot(`
    "octo/project  1 red
      77  2026-01-02 03:00  main CI check › Run npm test
    octo/green  nothing new is red"
  `);
  expect(text).not.toMatch(control);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

describe('every view', () => {
  const evil = healed({
    repo: 'octo/project',
    diagnosis: diagnosis([evilFailure]),
    attempts: [anAttempt({ summary: hostile, error: hostile, verified: false, diff: '' })],
    events: [{ at: '2026-01-02T03:04:05.000Z', state: 'healed', detail: hostile }],
    receipt: aReceipt({
      before: { fingerprints: [], steps: [{ job: hostile, command: hostile, exitCode: 1, durationMs: 1 }] },
      notes: [hostile],
    }),
    fidelity: {
      sandbox: 'none',
      steps: [
        {
          job: 'x',
          number: 1,
          name: hostile,
          treatment: 'skipped',
          conclusion: 'skipped',
          reason: hostile,
          durationMs: 1,
        },
      ],
      sameFingerprints: null,
      warnings: [hostile],
    },
  });
  test.each([
    ['diagnosis', () => renderDiagnosis(diagnosis([evilFailure]), paint, 80)],
    ['heal', () => renderHeal(evil, paint, 80)],
    ['details', () => renderHealDetails(evil, paint, 80)],
    ['list', () => renderHealList([evil], paint, 80)],
  ])('(%s) keeps hostile text within eighty columns and free of control characters', (_case, view) => {
    const text = view();
    expect(text).not.toMatch(control);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('an error', () => {
  const known = new CifixError({
    kind: 'remote',
    code: 'git-unreachable',
    message: 'The git remote cannot be reached.',
    hint: 'Try again.',
    facts: { command: 'push' },
    cause: new Error('deep reason'),
  });

  test('is a message and what to do; for scripts its code and facts', () => {
    const { text, json } = renderError(known, { debug: false });
    expect(text).toBe('cifix: The git remote cannot be reached.\n  Try again.');
    expect(JSON.parse(json)).toEqual({
      schemaVersion: 1,
      error: {
        code: 'git-unreachable',
        message: 'The git remote cannot be reached.',
        hint: 'Try again.',
        facts: { command: 'push' },
      },
    });
  });

  test('shows stacks and causes only with --debug', () => {
    expect(renderError(known, { debug: false }).text).not.toMatch(/ at |deep reason/);
    expect(renderError(known, { debug: true }).text).toMatch(/caused by\nError: deep reason/);
  });

  test('that nobody foresaw is named a bug, whatever was thrown', () => {
    for (const thrown of [new Error('oops'), 'oops', { toString: () => 'oops' }]) {
      const { text, json } = renderError(thrown, { debug: false });
      expect(text).toContain('in a way that it should not: oops');
      expect(JSON.parse(json).error.code).toBe('bug');
    }
  });

  test('carries no control characters of a remote to the terminal', () => {
    expect(renderError(new Error(hostile), { debug: true }).text).not.toMatch(control);
  });
});

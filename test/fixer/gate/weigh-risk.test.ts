import { describe, expect, test } from 'vitest';
import type { BugReport, ChangedFile, TestCounts } from '../../../src/domain/index.js';
import {
  compareTests,
  type GatePolicy,
  judgeChange,
  type ProposedChange,
  type RiskEvidence,
  weighRisk,
} from '../../../src/fixer/gate/index.js';

const policy: GatePolicy = { maxFiles: 50, maxLines: 600, protectedPaths: [], automaticUpToRisk: 2 };
const green: RiskEvidence = { verified: 'whole-job', fork: false, injectionMarkers: false };

const change = (files: ChangedFile[], given: Partial<ProposedChange> = {}): ProposedChange => ({
  changes: files.map(({ file }) => ({ file, kind: 'modified', added: 1, removed: 1 })),
  patch: '',
  files,
  byRecipe: false,
  touchesTests: false,
  ...given,
});
const weigh = (
  proposed: ProposedChange,
  evidence: Partial<RiskEvidence> = {},
  own: Partial<GatePolicy> = {},
) => {
  const rules = { ...policy, ...own };
  return weighRisk(
    judgeChange(proposed, rules, () => []),
    { ...green, ...evidence },
    rules,
  );
};
const oneLine = change([{ file: 'src/a.ts', before: 'const a = 1\n', after: 'const a = 1;\n' }]);
const workflow = (before: string, after: string, given: Partial<ProposedChange> = {}) =>
  change([{ file: '.github/workflows/ci.yml', before, after }], { byRecipe: true, proposal: true, ...given });
const steps = (run: string, extra = '') =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: ${run}\n${extra}`;

describe('the risk, with what is known besides the change', () => {
  test('of a linter’s own fix whose job is green is none, and needs nobody', () => {
    expect(weigh({ ...oneLine, byRecipe: true, touchesTests: true })).toMatchObject({
      risk: 0,
      band: 'automatic',
    });
  });

  test('of a missing import by a model whose job is green is none', () => {
    const proposed = change([
      { file: 'src/a.ts', before: 'b();\n', after: "import { b } from './b.js';\nb();\n" },
    ]);
    expect(weigh(proposed, { appliedStage: 'exact' })).toMatchObject({ risk: 0, band: 'automatic' });
  });

  test('of a changed expectation in the failing test is 5, and a person must type', () => {
    const failing = { file: 'test/a.test.ts', test: { name: 'adds' } } as unknown as BugReport;
    const proposed = change(
      [
        {
          file: 'test/a.test.ts',
          before: "it('adds', () => {\n  expect(add(1)).toBe(2);\n});\n",
          after: "it('adds', () => {\n  expect(add(1)).toBe(0);\n});\n",
        },
      ],
      { touchesTests: true, reports: [failing] },
    );
    const verdict = weigh(proposed);
    expect(verdict).toMatchObject({ risk: 5, band: 'confirm' });
    expect(verdict.reasons[0]).toMatch(/^test\/a\.test\.ts:2: what a test expects is changed\.$/);
  });

  test('of a workflow in which a failure counts no more is at least 9, and it is refused', () => {
    const verdict = weigh(workflow(steps('npm test'), steps('npm test || true')));
    expect(verdict.band).toBe('refused');
    expect(verdict.risk).toBeGreaterThanOrEqual(8.5);
    expect(verdict.reasons.join(' ')).toContain('counts no more');
  });

  test('of a lockfile that a recipe refreshed is a half', () => {
    const proposed = change([{ file: 'package-lock.json', before: '{}\n', after: '{ }\n' }], {
      byRecipe: true,
    });
    expect(weigh(proposed)).toMatchObject({ risk: 0.5, band: 'automatic' });
  });

  test.each<[string, Partial<RiskEvidence>, number]>([
    ['edits that fitted roughly', { appliedStage: 'fuzzy' }, 1.5],
    ['edits that fitted but for blanks', { appliedStage: 'shifted' }, 0.5],
    ['edits shifted by an indent', { appliedStage: 'whitespace' }, 0.3],
    ['a file written anew', { appliedStage: 'rewrite' }, 1],
    ['only the failing step', { verified: 'failing-step' }, 1],
    ['a part of the job', { verified: 'subset' }, 1.5],
    ['a failure never seen', { verified: 'not-reproduced' }, 3],
    ['a job that cannot run', { verified: 'not-runnable' }, 4],
    ['two answers of different files', { agreement: 'different-files' }, 1],
    ['a fix like a reverted one', { memory: { acceptedTwice: false, rejectedOrReverted: true } }, 2],
    ['a fork', { fork: true }, 2],
    ['a new author', { firstTimeAuthor: true }, 2],
    ['a fork of a new author, once', { fork: true, firstTimeAuthor: true }, 2],
    ['text that instructs', { injectionMarkers: true }, 2],
    ['a model that is unsure', { modelConfidence: 0.2 }, 1],
    ['a model that is sure: it helps nothing', { modelConfidence: 1 }, 0],
    ['fewer tests', { testsShrunk: 'Fewer tests than before: 9 became 8.' }, 3],
  ])('grows with %s', (_what, evidence, points) => {
    expect(weigh(oneLine, evidence).risk).toBe(points);
  });

  test('sinks with agreement and with good memories, never below 0', () => {
    const memory = { acceptedTwice: true, rejectedOrReverted: false };
    expect(weigh(oneLine, { verified: 'subset', agreement: 'same-hunks' }).risk).toBe(1);
    expect(weigh(oneLine, { verified: 'subset', memory }).risk).toBe(0.5);
    expect(weigh(oneLine, { agreement: 'same-hunks', memory }).risk).toBe(0);
  });

  test('is the sum of the terms that are shown', () => {
    const { risk, terms = [], reasons } = weigh(oneLine, { verified: 'subset', fork: true });
    expect(terms.reduce((sum, { points }) => sum + points, 0)).toBe(risk);
    expect(reasons).toEqual([
      '2 changed lines in 1 file (+0).',
      'Made by a model (+0).',
      'Only a part of the job could be run with it (+1.5).',
      'The code comes from a fork (+2).',
    ]);
  });
});

describe('the band', () => {
  test.each<[string, Partial<RiskEvidence>, string]>([
    ['2 and less', {}, 'automatic'],
    ['more than 2', { verified: 'not-reproduced' }, 'ask'],
    ['5 and more', { verified: 'not-reproduced', fork: true }, 'confirm'],
    ['7 and more', { verified: 'not-runnable', fork: true, injectionMarkers: true }, 'patch'],
  ])('for %s', (_risk, evidence, band) => {
    expect(weigh(oneLine, evidence).band).toBe(band);
  });

  test('is never automatic unless the configuration says up to where', () => {
    const { automaticUpToRisk: _, ...silent } = policy;
    expect(
      weighRisk(
        judgeChange(oneLine, silent, () => []),
        green,
        silent,
      ).band,
    ).toBe('ask');
  });

  test('of what a rule spoke of is a person’s, however small the risk', () => {
    const proposed = change([{ file: 'src/a.ts', before: 'f(a);\n', after: 'f(a as any);\n' }]);
    const verdict = weigh(proposed, {}, { automaticUpToRisk: 10 });
    expect(verdict.band).toBe('ask');
    expect(verdict.reasons[0]).toBe('src/a.ts:1: the type checker is told to look away ("as any").');
  });

  test('of fewer tests is typed, however small the risk', () => {
    expect(weigh({ ...oneLine, byRecipe: true }, { testsShrunk: 'Fewer tests.' }).band).toBe('confirm');
  });

  test('of a protected repository is a patch', () => {
    const own = { protectedRepositories: ['acme/*'] };
    expect(weigh(oneLine, { repo: 'Acme/api' }, own).band).toBe('patch');
    expect(weigh(oneLine, { repo: 'other/api' }, own).band).toBe('automatic');
  });

  test('of a refused change stays refused, whatever the evidence', () => {
    const refused = change([{ file: 'test/a.ts', before: 'a\n', after: 'b\n' }]);
    const memory = { acceptedTwice: true, rejectedOrReverted: false };
    expect(weigh(refused, { memory, agreement: 'same-hunks' })).toMatchObject({
      band: 'refused',
      reasons: ['test/a.ts is a test; the tests are what the fix is measured by.'],
    });
  });
});

describe('a proposal of a recipe', () => {
  const better = steps('npm test', '      - run: npm run lint\n').replace('checkout@v4', 'checkout@v5');

  test('may touch a workflow, and a person must type', () => {
    expect(weigh(workflow(steps('npm test'), better), {}, { automaticUpToRisk: 10 }).band).toBe('confirm');
  });

  test('may not when it comes from a model, or is no proposal', () => {
    for (const given of [{ byRecipe: false }, { proposal: false }])
      expect(weigh(workflow(steps('npm test'), better, given)).reasons.join()).toContain(
        'belongs to git or to the workflows',
      );
  });

  test('is refused when the workflow does less afterwards', () => {
    expect(weigh(workflow(better, steps('npm test').replace('@v4', '@v5')))).toMatchObject({
      band: 'refused',
      reasons: ['.github/workflows/ci.yml:8: the step "npm run lint" no longer does "npm run lint".'],
    });
  });

  test('elsewhere is never automatic', () => {
    expect(weigh({ ...oneLine, byRecipe: true, proposal: true }).band).toBe('ask');
  });
});

describe('two counts of tests', () => {
  const counts = (passed: number, failed = 0, skipped = 0): TestCounts => ({ passed, failed, skipped });
  test.each<[string, TestCounts | undefined, TestCounts | undefined, string | undefined]>([
    ['the same', counts(9, 1), counts(10), undefined],
    ['more', counts(9), counts(12), undefined],
    ['fewer', counts(9, 1), counts(9), 'Fewer tests than before: 10 became 9.'],
    ['more skipped', counts(9, 1), counts(9, 0, 1), 'More tests are skipped than before: 0 became 1.'],
    ['new ones skipped', counts(9), counts(9, 0, 2), undefined],
    [
      'a total that is told',
      { ...counts(1), total: 10 },
      { ...counts(1), total: 9 },
      'Fewer tests than before: 10 became 9.',
    ],
    ['nothing before', undefined, counts(1), undefined],
    ['nothing after', counts(1), undefined, undefined],
  ])('with %s', (_what, before, after, says) => {
    expect(compareTests(before, after)).toBe(says);
  });
});

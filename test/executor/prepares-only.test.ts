import { expect, test } from 'vitest';
import type { PlannedAction, PlannedStep } from '../../src/domain/index.js';
import { preparesOnly } from '../../src/executor/plan/prepares-only.js';
import { aPlan } from '../support/samples.js';

const run = (script: string): PlannedAction => ({ kind: 'run', script, shell: 'bash' });
const native: PlannedAction = { kind: 'native', action: 'actions/checkout', with: {} };
const planOf = (...actions: PlannedAction[]) =>
  aPlan({
    steps: actions.map(
      (action, index): PlannedStep => ({
        number: index + 1,
        name: `step ${index + 1}`,
        env: {},
        continueOnError: false,
        action,
      }),
    ),
  });

test.each([
  ['a checkout and an install', [native, run('npm ci'), run('npm test')], true],
  ['a linter', [native, run('npm ci'), run('npm run lint'), run('npm test')], true],
  ['a skipped step', [{ kind: 'skip', reason: 'no secret' } as const, run('npm test')], true],
  ['a build', [native, run('npm ci'), run('npm run build'), run('npm test')], false],
  ['an install that builds too', [run('npm ci && npm run build'), run('npm test')], false],
  ['a linter whose report is kept', [run('npm run lint > out.txt'), run('cat out.txt')], false],
  [
    'an action of the repository',
    [{ ...native, composite: { inputs: {}, outputs: {}, steps: [] } }, run('x')],
    false,
  ],
])('before the last step: %s', (_name, actions, expected) => {
  expect(preparesOnly(planOf(...actions), actions.length, { mayInstall: true })).toBe(expected);
});

test('an install is no preparation when what it installs has changed, but can be run again itself', () => {
  const plan = planOf(native, run('npm ci'), run('npm test'));
  expect(preparesOnly(plan, 3, { mayInstall: false })).toBe(false);
  expect(preparesOnly(plan, 2, { mayInstall: false })).toBe(true);
});

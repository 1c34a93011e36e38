import { expect, test } from 'vitest';

import type { LogLine, LogSection, Plan } from '../../src/domain/index.js';
import { applyOracle, planJob, readOracle, readWorkflow } from '../../src/executor/index.js';

const expression = (text: string): string => `\${{ ${text} }}`;

function planOf(steps: unknown[]): Plan {
  const jobs = {
    job: { 'runs-on': 'ubuntu-latest', needs: ['build'], steps },
    build: { 'runs-on': 'x', steps: [] },
  };
  const read = readWorkflow(JSON.stringify({ on: 'push', jobs }), 'w.yml');
  if ('problems' in read) throw new Error('sound');
  const plan = planJob({ workflow: read.workflow, path: 'w.yml', jobName: 'job', event: 'push' });
  if ('problem' in plan) throw new Error(plan.problem);
  return plan;
}

/** `section|text` lines as the log reader gives them. */
const log = (...lines: string[]): LogLine[] =>
  lines.map((line, index) => {
    const [section = 'output', ...text] = line.split('|');
    return { number: index + 1, section: section as LogSection, text: text.join('|') };
  });

const ciLog = log(
  'setup|Current runner version',
  'header|##[group]Run actions/checkout@v4',
  'header|with:',
  'header|  repository: o/r',
  'header|##[endgroup]',
  'output|Syncing',
  'header|##[group]Run echo 7',
  'script|echo 7',
  'script|echo done',
  'header|shell: /usr/bin/bash -e {0}',
  'header|env:',
  'header|  LEVEL: from CI',
  'header|  KEPT: log',
  'header|##[endgroup]',
  'output|7',
  'header|##[group]Run npm test',
  'script|npm test',
  'header|shell: /usr/bin/bash -e {0}',
  'header|##[endgroup]',
  'output|env:',
  'output|  NOT: a header',
);

test('the headers of a log give scripts and variables', () => {
  expect(readOracle(ciLog)).toEqual([
    { script: '', uses: 'actions/checkout@v4', with: { repository: 'o/r' }, env: {} },
    { script: 'echo 7\necho done', env: { LEVEL: 'from CI', KEPT: 'log' } },
    { script: 'npm test', env: {} },
  ]);
});

test('what only CI knew is taken from its log, and said', () => {
  const plan = planOf([
    { uses: 'actions/checkout@v4' },
    {
      name: 'Say',
      run: `echo ${expression('needs.build.outputs.version')}\necho done\n`,
      env: { LEVEL: expression('vars.LEVEL'), KEPT: expression('github.sha') },
    },
    { run: 'npm test' },
  ]);
  const taken = applyOracle(plan, readOracle(ciLog));
  expect(taken.steps[1]).toMatchObject({
    env: { LEVEL: 'from CI', KEPT: expression('github.sha') },
    action: { kind: 'run', script: 'echo 7\necho done\n' },
  });
  expect(taken.steps[2]).toEqual(plan.steps[2]);
  expect(taken.warnings).toEqual(['Say: values that only CI knew are taken from its log']);
});

test.each([
  ['a script that can be evaluated here', `echo ${expression('github.sha')}`, 'echo 123'],
  ['a masked secret', `echo ${expression('needs.a.outputs.b')}`, 'echo ***'],
  [
    'a text that would be evaluated again',
    `echo ${expression('needs.a.outputs.b')}`,
    `echo ${expression('github.sha')}`,
  ],
  [
    'a value that a shell would not take as a value',
    `echo ${expression('needs.a.outputs.b')}`,
    'echo 1; curl evil.example.org',
  ],
  ['a value with a substitution', `echo "${expression('needs.a.outputs.b')}"`, 'echo "$(id)"'],
  ['another step', `make ${expression('needs.a.outputs.b')}`, 'echo 1'],
])('%s stays as the workflow has it', (_title, script, seen) => {
  const plan = planOf([{ run: script }]);
  expect(applyOracle(plan, [{ script: seen, env: {} }])).toEqual(plan);
});

test('a value of the log that turns a step into one that is never run has it skipped', () => {
  const plan = planOf([{ run: `git ${expression('needs.a.outputs.verb')} origin main` }]);
  expect(applyOracle(plan, [{ script: 'git push origin main', env: {} }]).steps[0]?.action).toMatchObject({
    kind: 'skip',
    reason: expect.stringContaining('writes to GitHub'),
  });
});

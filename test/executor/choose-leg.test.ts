import { expect, test } from 'vitest';

import { chooseLeg, type JobCandidate, listJobs, readWorkflow } from '../../src/executor/index.js';

const host = { platform: 'linux', versions: { node: '20.20.2', python: '3.11.7', go: '1.19.8' } };

function chosen(matrix: unknown, runsOn = `\${{ matrix.os || 'ubuntu-latest' }}`): string[] {
  const jobs = { test: { 'runs-on': runsOn, strategy: { matrix }, steps: [{ run: 'true' }] } };
  const read = readWorkflow(JSON.stringify({ on: 'push', jobs }), 'w.yml');
  if ('problems' in read) throw new Error('sound');
  return chooseLeg(listJobs(read.workflow, 'push'), host).map((leg: JobCandidate) => leg.name);
}

test.each([
  [{ node: [18, 20, 22] }, 'test (20)'],
  [{ 'node-version': ['14.x', '16.x', '18.x'] }, 'test (18.x)'],
  [{ node: [14, 'lts/*'] }, 'test (lts/*)'],
  [{ os: ['windows-latest', 'macos-latest', 'ubuntu-22.04'], node: [16, 20] }, 'test (ubuntu-22.04, 20)'],
  [{ 'python-version': ['3.8', '3.11', '3.12', 'pypy-3.10'] }, 'test (3.11)'],
  [{ go: ['1.20', '1.21', '1.22'] }, 'test (1.20)'],
  [{ shard: [1, 2, 3] }, 'test (1)'],
])('of %j the leg that this machine replays most truly is taken', (matrix, name) => {
  expect(chosen(matrix)).toEqual([name]);
});

test('each job of a workflow keeps one leg, in the order of the file', () => {
  const steps = [{ run: 'true' }];
  const jobs = {
    lint: { 'runs-on': 'ubuntu-latest', steps },
    test: { 'runs-on': 'ubuntu-latest', strategy: { matrix: { node: [18, 20] } }, steps },
  };
  const read = readWorkflow(JSON.stringify({ on: 'push', jobs }), 'w.yml');
  if ('problems' in read) throw new Error('sound');
  expect(chooseLeg(listJobs(read.workflow, 'push'), host).map((leg) => leg.name)).toEqual([
    'lint',
    'test (20)',
  ]);
});

import { describe, expect, test } from 'vitest';

import { listJobs, readWorkflow } from '../../src/executor/index.js';

const problemsOf = (text: string) => {
  const read = readWorkflow(text, '.github/workflows/ci.yml');
  return 'problems' in read ? read.problems : [];
};

describe('readWorkflow', () => {
  test('invalid YAML gives positions, not an exception', () => {
    expect(problemsOf('on: push\njobs:\n  a:\n   runs-on: x\n  steps: [\n')[0]).toMatchObject({
      line: expect.any(Number),
    });
    expect(problemsOf('on: push\njobs:\n\ta: 1\n')[0]).toMatchObject({ line: 3, column: 1 });
  });

  test('a key that stands twice is refused, as GitHub refuses it', () => {
    const [problem] = problemsOf('on: push\non: pull_request\njobs: {}\n');
    expect(problem).toMatchObject({ line: 2, message: expect.stringContaining('unique') });
  });

  test('what is no workflow is said, with the place', () => {
    expect(problemsOf('just text')[0]?.message).toContain('is not a workflow');
    expect(problemsOf('')[0]?.message).toContain('is not a workflow');
    expect(problemsOf('jobs: { a: { runs-on: x, steps: [] } }')).toMatchObject([
      { message: expect.stringContaining('`on`') },
    ]);
    expect(problemsOf('on: push')).toMatchObject([{ message: expect.stringContaining('`jobs`') }]);
  });

  test('faults of jobs and steps are all reported together', () => {
    const text = `on: push
jobs:
  a:
    steps:
      - run: ok
  b:
    runs-on: ubuntu-latest
    steps:
      - name: neither
      - run: both
        uses: actions/checkout@v4
      - just text
  c: 3
`;
    expect(problemsOf(text).map(({ line, message }) => [line, message])).toEqual([
      [4, 'job `a` needs `runs-on`'],
      [9, 'a step needs exactly one of `run` and `uses`'],
      [10, 'a step needs exactly one of `run` and `uses`'],
      [12, 'a step must be a map with `run` or `uses`'],
      [13, 'job `c` must be a map'],
    ]);
  });

  test('an alias bomb is a fault of the file and costs nothing', () => {
    const levels = Array.from({ length: 12 }, (_, n) => `x${n + 1}: &x${n + 1} [${`*x${n}, `.repeat(9)}]`);
    const text = `x0: &x0 [a]\n${levels.join('\n')}\non: push\njobs: *x12\n`;
    expect(problemsOf(text)[0]?.message).toMatch(/alias/i);
  });

  test('an event that the workflow does not name does not trigger its jobs', () => {
    const read = readWorkflow('on: [push]\njobs: { a: { runs-on: x, steps: [] } }', 'w.yml');
    if ('problems' in read) throw new Error('sound');
    expect(listJobs(read.workflow, 'pull_request')).toMatchObject([{ name: 'a', triggered: false }]);
    expect(listJobs(read.workflow, 'push')).toMatchObject([{ name: 'a', triggered: true }]);
  });
});

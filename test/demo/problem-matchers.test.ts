import { expect, test } from 'vitest';
import { createProblemMatcher } from '../../src/demo/problem-matchers.js';
import { jobOf, openBench, runWorkflow, where } from './run-workflow.js';

const matchAll = (...lines: string[]) => {
  const match = createProblemMatcher();
  return lines
    .map(match)
    .map(
      (problem) => problem && [problem.severity, problem.file, problem.line, problem.column, problem.message],
    );
};

test.each<[string, unknown]>([
  ['src/a.ts(3,5): error TS2322: No.', ['error', 'src/a.ts', 3, 5, 'TS2322: No.']],
  ['src/a.ts:3:5 - error TS2322: No.', ['error', 'src/a.ts', 3, 5, 'TS2322: No.']],
  ["/w/a.js: line 3, col 5, Error - 'x' is bad. (no-x)", ['error', '/w/a.js', 3, 5, "'x' is bad. (no-x)"]],
  ['\u001b[96msrc/a.ts\u001b[0m:\u001b[93m3\u001b[0m:5 - \u001b[91merror\u001b[0m TS2322: No.', null],
  ['error TS18003: No inputs were found.', null],
  ['see https://example.com:80:1 - error', null],
])('%s', (line, problem) => {
  expect(matchAll(line)).toEqual([problem]);
});

test('rows of a stylish report belong to the file above them, and a blank line ends it', () => {
  expect(
    matchAll(
      '/w/a.js',
      '  1:2  error  Bad thing  no-thing',
      '  3:4  warning  Odd  no-odd',
      '',
      '  5:6  error  Lost  x',
    ),
  ).toEqual([
    null,
    ['error', '/w/a.js', 1, 2, 'Bad thing  no-thing'],
    ['warning', '/w/a.js', 3, 4, 'Odd  no-odd'],
    null,
    null,
  ]);
});

test('after setup-node a compiler error is marked in the log and annotated at its place', async () => {
  const bench = await openBench();
  const { jobs } = await runWorkflow(
    bench,
    jobOf(
      'run: "echo \'a.ts(1,1): error TS1: Before\'"',
      'uses: actions/setup-node@v4',
      'run: |\n  echo "$PWD/a.ts(3,5): error TS2322: No."\n  exit 2',
    ),
  );
  expect(jobs[0]?.log).toMatch(/^a\.ts\(1,1\): error TS1: Before$/m);
  expect(jobs[0]?.log).toMatch(/^##\[error\]\/.*\/a\.ts\(3,5\): error TS2322: No\.$/m);
  const { data } = await bench.octokit.rest.checks.listAnnotations({
    ...where,
    check_run_id: jobs[0]?.id ?? 0,
  });
  expect(data.map((one) => [one.path, one.start_line, one.start_column, one.message])).toEqual([
    ['a.ts', 3, 5, 'TS2322: No.'],
    ['.github', 1, null, 'Process completed with exit code 2.'],
  ]);
  await bench.github.close();
  expect(bench.violations).toEqual([]);
});

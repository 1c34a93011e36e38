import { expect, test } from 'vitest';
import { JobLog } from '../../src/demo/job-log.js';
import { zipRunLogs } from '../../src/demo/run-zip.js';
import type { JobRun } from '../../src/demo/state.js';

const jobNamed = (name: string, stepNames: string[]): JobRun => {
  const log = new JobLog({ now: () => 0 });
  const steps = stepNames.map((step, index) => {
    log.write(index + 1, `output of ${step}`);
    return {
      number: index + 1,
      name: step,
      status: 'completed' as const,
      conclusion: 'success' as const,
      startedAt: 0,
      completedAt: 0,
    };
  });
  // What the archive does not look at is left out.
  return { name, steps, log } as unknown as JobRun;
};

/** File names in an archive, out of its central directory. */
const namesIn = (zip: Buffer): string[] =>
  [...zip.toString('latin1').matchAll(/PK\x01\x02.{24}(.)(.).{16}/gs)].map(
    ({ 0: head, 1: low = '', 2: high = '', index }) => {
      const length = low.charCodeAt(0) + high.charCodeAt(0) * 256;
      return zip.subarray(index + head.length, index + head.length + length).toString('utf8');
    },
  );

test('an archive holds each job whole and each of its steps', () => {
  const zip = zipRunLogs(
    [jobNamed('build', ['Set up job', 'Run actions/checkout@v4']), jobNamed('a/b: c', ['x'])],
    true,
  );
  expect(namesIn(zip)).toEqual([
    '0_build.txt',
    'build/1_Set up job.txt',
    'build/2_Run actionscheckout@v4.txt',
    '1_ab c.txt',
    'ab c/1_x.txt',
  ]);
});

test('an archive can come without the steps', () => {
  expect(namesIn(zipRunLogs([jobNamed('build', ['Set up job'])], false))).toEqual(['0_build.txt']);
});

test('long job names are cut at 90 UTF-16 units, jobs that never ran are left out', () => {
  const zip = zipRunLogs([jobNamed('skipped', []), jobNamed('x'.repeat(120), ['a'])], false);
  expect(namesIn(zip)).toEqual([`0_${'x'.repeat(90)}.txt`]);
});

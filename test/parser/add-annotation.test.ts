import { describe, expect, it } from 'vitest';
import type { LogAnnotation } from '../../src/domain/index.js';
import { fingerprintOf } from '../../src/parser/index.js';
import { jobLog, parseLog } from './read-text.js';

const failure = (message: string, more: Partial<LogAnnotation> = {}): LogAnnotation => ({
  level: 'failure',
  message,
  ...more,
});

async function read(log: string, annotations: LogAnnotation[]) {
  const [job] = await parseLog(log, { annotations, job: 'build' });
  return job;
}

describe('annotations', () => {
  it('give a report of the log the place that only they know', async () => {
    const job = await read(jobLog('check', '##[error]y is bad\nok'), [
      failure('y is bad', { path: 'src/y.q', startLine: 4, endLine: 6 }),
    ]);
    const report = job?.reports.find(({ message }) => message.includes('y is bad'));
    expect(report).toMatchObject({ file: 'src/y.q', line: 4, endLine: 6, rootCause: true });
    expect(report && fingerprintOf(report)).toBe(report?.fingerprint);
    expect(job?.reports.filter(({ message }) => message.includes('y is bad'))).toHaveLength(1);
  });

  it('with one message at several places are several reports', async () => {
    const job = await read(jobLog('check', '##[error]bad name\nok'), [
      failure('bad name', { path: 'a.q', startLine: 1 }),
      failure('bad name', { path: 'a.q', startLine: 9 }),
      failure('bad name', { path: 'b.q', startLine: 1 }),
      failure('bad name', { path: 'b.q', startLine: 1 }),
    ]);
    const places = job?.reports.filter(({ message }) => message === 'bad name');
    expect(places?.map(({ file, line }) => [file, line])).toEqual([
      ['a.q', 1],
      ['a.q', 9],
      ['b.q', 1],
    ]);
  });

  it('say again what the log has said with its place', async () => {
    const job = await read(jobLog('tsc', 'src/a.ts(1,2): error TS2304: Cannot find name q.'), [
      failure('Cannot find name q.', { path: 'src/a.ts', startLine: 1 }),
    ]);
    expect(job?.reports.filter(({ message }) => message.includes('Cannot find name'))).toHaveLength(1);
  });

  it('lead nowhere outside of the repository', async () => {
    const job = await read(jobLog('x', '##[error]y is bad'), [
      failure('y is bad', { path: '../../etc/passwd', startLine: 1 }),
    ]);
    expect(job?.reports.map(({ file }) => file)).not.toContain('../../etc/passwd');
  });

  it('are all there is of a job whose log is gone', async () => {
    const job = await read('', [
      failure('The hosted runner lost communication with the server.', { path: '.github' }),
    ]);
    expect(job).toMatchObject({ job: 'build', reports: [{ category: 'infra', rootCause: true }] });
    expect(await read('', [failure('just so', { level: 'warning' })])).toBeUndefined();
    expect(await read('', [])).toBeUndefined();
  });
});

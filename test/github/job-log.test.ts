import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultKind } from '../../src/demo/index.js';
import { CifixError } from '../../src/errors/index.js';
import { type Bench, openBench, readAll, repo, workflow } from './bench.js';

describe('the log of a job', () => {
  let bench: Bench;
  let runId: number;
  let jobId: number;

  beforeAll(async () => {
    bench = await openBench();
    // Long enough that it does not come in one piece.
    runId = await bench.begin(workflow('seq 1 60000; false'));
    jobId = (await bench.connect().listJobs(repo, runId, 1))[0]?.id ?? 0;
  });
  afterAll(async () => {
    await bench.standIn.close();
    expect(bench.violations).toEqual([]);
  });

  test('comes whole from the host of the logs, which never sees the token', async () => {
    const before = bench.standIn.requests.length;
    const text = await readAll(await bench.connect().openJobLog(repo, jobId));
    expect(text).toContain(' 1\n');
    expect(text).toContain(' 60000\n');
    expect(text).toContain('##[error]Process completed with exit code 1.');
    // The stand-in's log host answers 400 to anything that carries an Authorization header.
    const asked = bench.standIn.requests.slice(before);
    expect(asked.map(({ origin, status }) => [origin, status])).toEqual([
      ['api', 302],
      ['logs', 200],
    ]);
  });

  test.each<[FaultKind]>([['drop-body'], ['blob-expired'], ['500'], ['reset']])(
    'that the log host spoils (%s) is an error, never half a log that looks whole',
    async (kind) => {
      const fault = bench.standIn.fault({ match: { path: /^\/logs\// }, kind, times: 99 });
      const read = bench.connect().openJobLog(repo, jobId).then(readAll);
      await expect(read).rejects.toMatchObject({ kind: 'remote', code: 'log-broken' });
      fault.clear();
    },
  );

  test('that a person stops reading ends with what stopped it', async () => {
    const controller = new AbortController();
    const reason = new CifixError({ kind: 'cancelled', code: 'cancelled', message: 'stop', hint: '' });
    const log = await bench.connect({ signal: controller.signal }).openJobLog(repo, jobId);
    const read = async (): Promise<void> => {
      for await (const _chunk of log ?? []) controller.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
  });

  test('of a link that is refused before it is given follows the rules of every request', async () => {
    const fault = bench.standIn.fault({ match: { path: /\/logs$/ }, kind: '502-html' });
    const github = bench.connect();
    expect(await readAll(await github.openJobLog(repo, jobId))).toContain('60000');
    expect(github.clock.sleeps).toEqual([1000]);
    expect(fault.left()).toBe(0);
  });

  test('that has expired, or never was, is undefined', async () => {
    expect(await bench.connect().openJobLog(repo, 1)).toBeUndefined();
    bench.standIn.expireLogs(repo, runId);
    expect(await bench.connect().openJobLog(repo, jobId)).toBeUndefined();
  });
});

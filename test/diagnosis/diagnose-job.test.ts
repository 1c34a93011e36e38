import { describe, expect, it } from 'vitest';
import { diagnoseJob } from '../../src/diagnosis/index.js';
import { Failure } from '../../src/domain/index.js';
import { jobLog, parseLog } from '../parser/read-text.js';

async function diagnose(script: string, output: string, exitCode = 1, facts = {}): Promise<Failure> {
  const [parsed] = await parseLog(jobLog(script, output, exitCode));
  if (!parsed) throw new Error('the log holds no failure');
  return diagnoseJob(parsed, facts);
}

describe('diagnoseJob', () => {
  it('gives the fields of the contract', async () => {
    const failure = await diagnose('npx tsc', "src/a.ts(1,2): error TS2304: Cannot find name 'q'.", 2);
    expect(Failure.parse(failure)).toEqual(failure);
    expect(failure).toMatchObject({
      category: 'type',
      owner: 'developer',
      action: 'fix',
      command: 'npx tsc',
      exitCode: 2,
      summary: "The type checker rejects the source: src/a.ts:1: Cannot find name 'q'.",
      flaky: { likely: false },
    });
    expect(failure.confidence).toBeGreaterThan(0.8);
  });

  it.each([
    [
      'npm ci',
      'npm error code ECONNRESET\nnpm error network request to https://r.example failed',
      'infra',
      'devops',
      'rerun',
    ],
    [
      'npm ci',
      'npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree',
      'dependency',
      'developer',
      'fix',
    ],
    ['aws s3 ls', 'fatal error: Unable to locate credentials', 'permission', 'devops', 'notify'],
    ['cp a b', "cp: error writing 'b': No space left on device", 'resource', 'devops', 'rerun'],
    ['./x.sh', './x.sh: line 3: kustomize: command not found', 'config', 'devops', 'fix'],
    [
      'cc a.c',
      'a.c:1:10: fatal error: openssl/ssl.h: No such file or directory',
      'dependency',
      'devops',
      'fix',
    ],
  ])('%s: %s is %s, for the %s', async (script, output, category, owner, action) => {
    expect(await diagnose(script, output)).toMatchObject({ category, owner, action });
  });

  it('is less sure when it only guesses', async () => {
    const failure = await diagnose('acme', 'the end');
    expect(failure.category).toBe('unknown');
    expect(failure.confidence).toBeLessThan(0.3);
  });

  it('calls a failure flaky only with evidence', async () => {
    const output = 'FAILED tests/test_a.py::test_x - AssertionError: assert 1 == 2';
    expect((await diagnose('pytest', output)).flaky).toEqual({ likely: false });
    const again = await diagnose('pytest', output, 1, { passedOnOtherAttempt: true });
    expect(again).toMatchObject({
      flaky: { likely: true, why: 'another attempt of the same commit passed' },
      action: 'rerun',
    });
    const known = again.reports.map((report) => report.fingerprint);
    expect((await diagnose('pytest', output, 1, { knownFlakes: known })).flaky.likely).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import type { BugReport } from '../../src/domain/index.js';
import { jobLog, parseLog } from './read-text.js';

async function firstCause(script: string, output: string): Promise<BugReport | undefined> {
  const [job] = await parseLog(jobLog(script, output, 1));
  return job?.reports.find((report) => report.rootCause);
}

describe('lines with the mark of a failed test', () => {
  it('are a failed test when the step runs tests', async () => {
    const cause = await firstCause('acme test', '✗ adds two prices\n    expected 3, got 4');
    expect(cause).toMatchObject({ category: 'test', test: { name: 'adds two prices' } });
  });

  it('are a complaint about a file when a place and a text follow', async () => {
    const cause = await firstCause('./verify.sh', '✖ docs/setup.md:12: heading is written twice');
    expect(cause).toMatchObject({ category: 'lint', file: 'docs/setup.md', line: 12 });
    expect(cause?.test).toBeUndefined();
  });

  it('are no failed test when the step only installs', async () => {
    const cause = await firstCause(
      'acme sync',
      '× resolving the packages\n  ╰─▶ no matching version of shop',
    );
    expect(cause).toMatchObject({
      category: 'dependency',
      message: 'resolving the packages: no matching version of shop',
    });
    expect(cause?.test).toBeUndefined();
  });
});

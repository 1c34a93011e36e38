import { describe, expect, it } from 'vitest';
import type { BugReport } from '../../src/domain/index.js';
import { jobLog, parseLog } from './read-text.js';

async function causesOf(script: string, output: string, exitCode = 1): Promise<BugReport[]> {
  const [job] = await parseLog(jobLog(script, output, exitCode));
  return job?.reports.filter((report) => report.rootCause) ?? [];
}

const stamp = '2026-03-04T10:00:00.1234567Z ';

describe('the words of tools that nobody described', () => {
  it('takes what an action marked as the reason, whatever its words are', async () => {
    const [job] = await parseLog(
      [
        `${stamp}##[group]Run acme/pack@v3`,
        `${stamp}##[endgroup]`,
        `${stamp}Reading the manifest`,
        `${stamp}##[error]Nothing here matched [**/*.pack]`,
        `${stamp}Post job cleanup.`,
      ].join('\n'),
    );
    expect(job?.reports[0]).toMatchObject({ rootCause: true, message: 'Nothing here matched [**/*.pack]' });
  });

  it('prefers the marked reason to the echo that stands above it', async () => {
    const [first] = await causesOf(
      './wait.sh',
      'program exited with code 3\n##[error]The api never got ready\n',
    );
    expect(first).toMatchObject({ message: 'The api never got ready', category: 'timeout' });
  });

  it('reads the text below a headline that says only that there is an error', async () => {
    const [first] = await causesOf(
      'acme bundle',
      'working\nerror during bundling:\nthe entry "a.q" is empty',
    );
    expect(first?.message).toBe('the entry "a.q" is empty');
  });

  it('reads a place in parentheses with a text and no code', async () => {
    const [first] = await causesOf(
      'acmecc src',
      "D:\\a\\app\\app\\src\\main.cpp(12,7): fatal error: no shape named 'Ring'",
    );
    expect(first).toMatchObject({ file: 'src/main.cpp', line: 12, column: 7, category: 'compile' });
  });

  it('does not take an object that could not be built for a failed test', async () => {
    const causes = await causesOf('ninja', 'FAILED: [code=1] lib/CMakeFiles/a.dir/b.cpp.o\nboom');
    expect(causes.filter((cause) => cause.test)).toEqual([]);
  });

  it('names an exception of any language by its head', async () => {
    const [first] = await causesOf(
      'acme run',
      'starting\nAcme::Store::NotReady: unable to reach shard 4\ndone',
    );
    expect(first?.message).toBe('Acme::Store::NotReady: unable to reach shard 4');
  });

  it('names what a shell could not go on with', async () => {
    const [first] = await causesOf('sh ci.sh', '/usr/bin/sh: 1: set: Illegal option -o pipefail', 2);
    expect(first).toMatchObject({ category: 'config' });
  });

  it('says how many problems were counted when a checker says no more', async () => {
    const [first] = await causesOf('acme inspect', 'Result: 2 problems detected\nreport written\nbye');
    expect(first).toMatchObject({ message: 'Result: 2 problems detected', category: 'lint' });
  });

  it('keeps a guess below a verdict however near it stands to the end', async () => {
    const causes = await causesOf(
      'npx tsc',
      "src/a.ts(1,2): error TS2304: Cannot find name 'q'.\nError: the wrapper could not go on",
      2,
    );
    expect(causes.map((cause) => cause.tool)).toEqual(['tsc']);
  });

  it('finds the step that says why among several that may fail', async () => {
    const step = (script: string, output: string): string[] => [
      `${stamp}##[group]Run ${script}`,
      `${stamp}##[endgroup]`,
      `${stamp}${output}`,
      `${stamp}##[error]Process completed with exit code 1.`,
    ];
    const [job] = await parseLog(
      [...step('acme init', 'FATAL ERROR: no plan.yml found'), ...step('check again', 'hm')].join('\n'),
    );
    expect(job?.reports[0]?.message).toContain('no plan.yml found');
  });
});

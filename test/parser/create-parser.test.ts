import { describe, expect, it } from 'vitest';
import { jobLog, parseLog, stepLog } from './read-text.js';

const causes = async (log: string) => {
  const [job] = await parseLog(log);
  return (job?.reports ?? [])
    .filter((report) => report.rootCause)
    .map((report) => [report.file, report.line, report.message]);
};

describe('createParser', () => {
  it('says nothing about a job that passed, even when its tests print errors', async () => {
    const log = [
      'Current runner version',
      ...stepLog('npm test', 'Error: wanted\n    at a (src/a.js:1:1)\n12 passing', 0),
      'Post job cleanup.',
      '',
    ];
    expect(await parseLog(log.join('\n'))).toEqual([]);
  });

  it('reports the compiler and not the make that follows it', async () => {
    const log = jobLog(
      'make all',
      "src/a.c:3:5: error: 'x' undeclared\nmake: *** [Makefile:2: all] Error 1",
      2,
    );
    expect(await causes(log)).toEqual([['src/a.c', 3, "'x' undeclared"]]);
  });

  it('reports one cause when forty tests stumble over the same line', async () => {
    const block = (n: number) =>
      `____________ ERROR collecting tests/test_${n}.py ____________\nsrc/app.py:3: in <module>\n    import gone\nE   ModuleNotFoundError: No module named 'gone'`;
    const log = jobLog('pytest', [...Array(40).keys()].map(block).join('\n'), 2);
    expect(await causes(log)).toEqual([['src/app.py', 3, "ModuleNotFoundError: No module named 'gone'"]]);
  });

  it('prefers what failed to the attempts before it', async () => {
    const log = jobLog(
      './retry.sh',
      'Error: connect refused\nattempt 1 failed, retrying\nError: page is missing',
      1,
    );
    expect((await causes(log)).map(([, , message]) => message)).toEqual(['page is missing']);
  });

  it('takes a linter for allowed to fail when later tests fail, too', async () => {
    const lines = [
      ...stepLog('flake8', "a.py:1:1: F401 'os' imported but unused", 1),
      ...stepLog('go build', 'b.go:2:3: undefined: x', 1),
    ];
    expect(await causes(lines.join('\n'))).toEqual([['b.go', 2, 'undefined: x']]);
  });

  it('never takes the text of a script for its output', async () => {
    const log = jobLog('echo "src/a.c:1:1: error: decoy" > /dev/null\nfalse', 'the end', 1);
    expect((await causes(log)).map(([, , message]) => message)).toEqual(['the end']);
  });

  it('says what was printed last when no tool is known', async () => {
    const [job] = await parseLog(jobLog('./check', 'fine\n\nREADME is stale\nrun make readme', 3));
    expect(job).toMatchObject({ command: './check', exitCode: 3, step: 'Run ./check' });
    expect(job?.reports[0]).toMatchObject({ rootCause: true, message: 'README is stale' });
  });

  it('names the exit code when a killed process said nothing', async () => {
    const [job] = await parseLog(jobLog('./build', 'working', 137));
    expect(job?.reports[0]).toMatchObject({ category: 'resource' });
  });

  it('keeps the jobs of one stream apart and puts the cancelled ones last', async () => {
    const stamp = '2026-03-04T10:00:00.1234567Z ';
    const jobs = await parseLog(
      [
        `slow\tRun x\t${stamp}##[error]The operation was canceled.`,
        `bad\tRun y\t${stamp}src/a.ts(1,2): error TS2304: Cannot find name 'q'.`,
        `bad\tRun y\t${stamp}##[error]Process completed with exit code 2.`,
      ].join('\n'),
    );
    expect(jobs.map((job) => job.job)).toEqual(['bad', 'slow']);
  });

  it('looks for the cause in the step that failed when a tolerated failure looks worse', async () => {
    const log = [
      ...stepLog('npm test', 'src/a.ts(1,2): error TS2304: Cannot find name.', 2),
      ...stepLog('npm run docs', 'Error: page is missing', 1),
    ].join('\n');
    const verdicts = (first: string) => [
      { name: 'Run npm test', conclusion: first },
      { name: 'Run npm run docs', conclusion: 'failure' },
    ];
    const causes = async (steps: { name: string; conclusion: string }[]) =>
      (await parseLog(log, { steps })).map((job) => [
        job.step,
        ...job.reports.filter((report) => report.rootCause).map((report) => report.message),
      ]);
    expect(await causes([])).toEqual([['Run npm test', 'Cannot find name.']]);
    expect(await causes(verdicts('success'))).toEqual([['Run npm run docs', 'page is missing']]);
    expect(await causes(verdicts('failure'))).toEqual([['Run npm test', 'Cannot find name.']]);
  });

  it('does not believe a verdict about a step that said nothing', async () => {
    const [job] = await parseLog(jobLog('make', "src/a.c:3:5: error: 'x' undeclared", 2), {
      steps: [
        { name: 'Run make', conclusion: 'success' },
        { name: 'Run other', conclusion: 'failure' },
      ],
    });
    expect(job?.reports[0]).toMatchObject({ file: 'src/a.c', rootCause: true });
  });

  it('takes a lost runner from the annotation that alone tells of it', async () => {
    const [job] = await parseLog(
      `Current runner version: '2.336.0'\n##[group]Run make\n\u001b[36;1mmake\u001b[0m\n##[endgroup]\ncompiling\n`,
      {
        annotations: [
          {
            level: 'failure',
            message: 'The hosted runner lost communication with the server.',
            path: '.github',
          },
        ],
      },
    );
    expect(job?.reports[0]).toMatchObject({ rootCause: true, category: 'infra', tool: 'github-actions' });
  });

  it('reads the problem matchers of users and leaves out unusable ones', async () => {
    const matchers = [
      {
        problemMatcher: [
          {
            owner: 'mine',
            pattern: [{ regexp: '^!! (\\S+) @ (\\d+) -- (.*)$', file: 1, line: 2, message: 3 }],
          },
        ],
      },
      { problemMatcher: [{ owner: 'bad', pattern: [{ regexp: '(a+)+$', message: 1 }] }] },
      { problemMatcher: 'nonsense' },
    ];
    const [job] = await parseLog(jobLog('mine', '!! src/x.q @ 7 -- do not do that'), { matchers });
    expect(job?.reports[0]).toMatchObject({
      tool: 'mine',
      file: 'src/x.q',
      line: 7,
      message: 'do not do that',
    });
  });

  it('reads a matcher with a file line and a loop', async () => {
    const matchers = [
      {
        problemMatcher: [
          {
            owner: 'looped',
            pattern: [
              { regexp: '^FILE (\\S+)$', file: 1 },
              { regexp: '^ (\\d+) (\\w+) (.*)$', line: 1, severity: 2, message: 3, loop: true },
            ],
          },
        ],
      },
    ];
    const [job] = await parseLog(jobLog('x', 'FILE lib/a.q\n 3 error one\n 9 error two\ndone'), { matchers });
    expect(job?.reports.map((report) => [report.file, report.line, report.message])).toEqual([
      ['lib/a.q', 3, 'one'],
      ['lib/a.q', 9, 'two'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { jobLog, parseLog } from './read-text.js';

const one = (pattern: object[], more: object = {}) => ({
  problemMatcher: [{ owner: 'mine', pattern, ...more }],
});
const line = { regexp: '^!(\\w*)! (\\S+) (\\d+): (.+)$', severity: 1, file: 2, line: 3, message: 4 };

async function read(output: string, ...matchers: object[]) {
  const complaints: string[] = [];
  const [job] = await parseLog(jobLog('x', output), {
    matchers,
    onUnusableMatcher: (why) => complaints.push(why),
  });
  const reports = (job?.reports ?? []).filter((report) => report.tool === 'mine');
  return { reports, complaints };
}

describe('problem matchers', () => {
  it('takes error for a severity that is not given, and ignores matches of an unknown one', async () => {
    const { reports } = await read('!! a.q 1: one\n!WARNING! b.q 2: two\n!hint! c.q 3: three', one([line]));
    expect(reports.map(({ file, severity }) => [file, severity]).sort()).toEqual([
      ['a.q', 'error'],
      ['b.q', 'warning'],
    ]);
  });

  it('prefers the severity of the line to that of the matcher', async () => {
    const { reports } = await read('!! a.q 1: one\n!error! b.q 2: two', one([line], { severity: 'Notice' }));
    expect(reports.map(({ file, severity }) => [file, severity]).sort()).toEqual([
      ['a.q', 'notice'],
      ['b.q', 'error'],
    ]);
  });

  it('roots relative files in the folder of fromPath', async () => {
    const { reports } = await read(
      'Thing.cs(3): broken [libs/app/App.csproj]',
      one([{ regexp: '^(.+)\\((\\d+)\\): (.+) \\[(.+)\\]$', file: 1, line: 2, message: 3, fromPath: 4 }]),
    );
    expect(reports.map(({ file, line }) => [file, line])).toEqual([['libs/app/Thing.cs', 3]]);
  });

  it('joins patterns of consecutive lines and reads nothing when one of them is missing', async () => {
    const patterns = one([
      { regexp: '^in (\\S+) at (\\d+)$', file: 1, line: 2 },
      { regexp: '^why: (.+)$', message: 1 },
    ]);
    const { reports } = await read(
      'in a.q at 3\nwhy: it broke\nin b.q at 4\nsomething\nwhy: never',
      patterns,
    );
    expect(reports.map(({ file, line, message }) => [file, line, message])).toEqual([['a.q', 3, 'it broke']]);
  });

  it('repeats the last pattern in a loop, without the values of the line before', async () => {
    const { reports } = await read(
      'FILE a.q\n 1 first E1\n 2 second\nend\n 3 third',
      one([
        { regexp: '^FILE (\\S+)$', file: 1 },
        { regexp: '^ (\\d+) (\\w+)(?: (E\\d))?$', line: 1, message: 2, code: 3, loop: true },
      ]),
    );
    expect(reports.map(({ file, line, code }) => [file, line, code])).toEqual([
      ['a.q', 1, 'E1'],
      ['a.q', 2, undefined],
    ]);
  });

  it('takes the last of several matchers of one owner', async () => {
    const { reports } = await read(
      'OLD x\nNEW y',
      one([{ regexp: '^OLD (.*)$', message: 1 }]),
      one([{ regexp: '^NEW (.*)$', message: 1 }]),
    );
    expect(reports.map(({ message }) => message)).toEqual(['y']);
  });

  it.each([
    ['list', { matchers: [] }],
    ['owner', { problemMatcher: [{ pattern: [line] }] }],
    ['only the last pattern may loop', one([{ ...line, loop: true }, { regexp: 'x' }])],
    ['a single pattern cannot loop', one([{ ...line, loop: true }])],
    ['"message" is given twice', one([line, { regexp: '(x)', message: 1 }])],
    ['no pattern gives the message', one([{ regexp: '(x)', file: 1 }])],
    ['must give the message', one([line, { regexp: '(x)', code: 1, loop: true }])],
    ['not valid', one([{ regexp: '(', message: 1 }])],
    ['for ever', one([{ regexp: '^(a+)+$', message: 1 }])],
  ])('says what is wrong with a matcher it cannot use: %s', async (why, document) => {
    const { complaints } = await read('fine', document);
    expect(complaints).toEqual([expect.stringContaining(why)]);
  });
});

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
  ])('says what is wrong with a matcher it cannot use: %s', async (why, document) => {
    const { complaints } = await read('fine', document);
    expect(complaints).toEqual([expect.stringContaining(why)]);
  });

  it('lets go of a matcher that takes for ever, says so and reads the rest of the log', async () => {
    const log = [...Array(6).fill(`${'a'.repeat(60)}!`), '!! a.q 1: one'].join('\n');
    const hostile = {
      problemMatcher: [{ owner: 'hostile', pattern: [{ regexp: '^((a+)+)$', message: 1 }] }],
    };
    const started = performance.now();
    const { reports, complaints } = await read(log, one([line]), hostile);
    expect(performance.now() - started).toBeLessThan(4000);
    expect(reports.map(({ message }) => message)).toEqual(['one']);
    expect(complaints).toEqual([expect.stringMatching(/"hostile" is left out.*too long/)]);
  });

  it('lets go of a matcher whose second pattern takes for ever', async () => {
    const log = Array(6)
      .fill(`in\n${'a'.repeat(60)}!`)
      .join('\n');
    const { complaints } = await read(log, one([{ regexp: '^in$' }, { regexp: '^((a+)+)$', message: 1 }]));
    expect(complaints).toEqual([expect.stringContaining('too long')]);
  });

  it('lets go of an expression that is too large for the engine', async () => {
    const { complaints } = await read(
      'aaa\nbbb',
      one([{ regexp: `^(${'(?:a{1,1000}){1,1000}'.repeat(20)})$`, message: 1 }]),
    );
    expect(complaints.length).toBeLessThanOrEqual(1);
  });

  it('matches what colours are around', async () => {
    const { reports } = await read('\u001b[31m!error!\u001b[0m a.q \u001b[1m7\u001b[0m: one', one([line]));
    expect(reports.map(({ file, line }) => [file, line])).toEqual([['a.q', 7]]);
  });

  it('finds a match of several lines wherever the log is cut into blocks', async () => {
    const filler = Array(3000).fill('nothing of interest, but rather long so that blocks end').join('\n');
    const patterns = one([
      { regexp: '^in (\\S+)$', file: 1 },
      { regexp: '^at (\\d+)$', line: 1 },
      { regexp: '^why: (.+)$', message: 1 },
    ]);
    for (const before of [0, 1, 2, 3]) {
      const log = `${'x\n'.repeat(before)}${filler}\nin a.q\nat 3\nwhy: it broke\n${filler}`;
      const { reports } = await read(log, patterns);
      expect(reports.map(({ file, line, message }) => [file, line, message])).toEqual([
        ['a.q', 3, 'it broke'],
      ]);
    }
  });

  it('lets matches overlap: a first line that was no beginning is one for the next', async () => {
    const { reports } = await read(
      'in a.q at 1\nin b.q at 2\nwhy: it broke',
      one([
        { regexp: '^in (\\S+) at (\\d+)$', file: 1, line: 2 },
        { regexp: '^why: (.+)$', message: 1 },
      ]),
    );
    expect(reports.map(({ file, line }) => [file, line])).toEqual([['b.q', 2]]);
  });

  it('finds nothing in the script of a step, in headers and in debug lines', async () => {
    const [job] = await parseLog(jobLog('!! a.q 1: decoy', '##[debug]!! b.q 1: decoy\nfine'), {
      matchers: [one([line])],
    });
    expect(job?.reports.filter((report) => report.tool === 'mine')).toEqual([]);
  });

  it.each([
    ['line', '3', { line: 3 }],
    ['line,column', '3,4', { line: 3, column: 4 }],
    ['line,column,endLine,endColumn', '3,4,5,6', { line: 3, column: 4, endLine: 5 }],
  ])('reads a location of VS Code: %s', async (_, location, place) => {
    const { reports } = await read(
      `a.q(${location}): broken`,
      one([{ regexp: '^(\\S+)\\(([\\d,]+)\\): (.+)$', kind: 'location', file: 1, location: 2, message: 3 }]),
    );
    expect(reports[0]).toMatchObject({ file: 'a.q', ...place });
  });

  it('reads a single pattern, character, endLine, endColumn, kind file and info of VS Code', async () => {
    const { reports } = await read('a.q 3:4-5:6 info broken', {
      problemMatcher: {
        owner: 'mine',
        pattern: {
          regexp: '^(\\S+) (\\d+):(\\d+)-(\\d+):(\\d+) (\\w+) (.+)$',
          file: 1,
          line: 2,
          character: 3,
          endLine: 4,
          endColumn: 5,
          severity: 6,
          message: 7,
        },
      },
    });
    expect(reports[0]).toMatchObject({ file: 'a.q', line: 3, column: 4, endLine: 5, severity: 'notice' });
    const whole = await read(
      'whole.q: broken',
      one([{ kind: 'file', regexp: '^(\\S+): (.+)$', file: 1, message: 2 }]),
    );
    expect(whole.reports[0]).toMatchObject({ file: 'whole.q', message: 'broken' });
  });
});

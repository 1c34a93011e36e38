import { describe, expect, it } from 'vitest';
import { linesOf } from '../parser/read-text.js';

const stamp = '2026-03-04T10:00:01.2345678Z ';

describe('readLog', () => {
  it('cuts the byte order mark, the timestamp and colours, and keeps the time', async () => {
    const [line] = await linesOf(`\ufeff${stamp}\u001b[31mred\u001b[0m text\n`);
    expect(line).toEqual({
      number: 1,
      text: 'red text',
      section: 'output',
      at: Date.parse('2026-03-04T10:00:01.234Z'),
    });
  });

  it('numbers lines as the raw file is split at line feeds, whatever the chunks', async () => {
    const text = `${stamp}a\nb without time\r\n\n${stamp}ä\n`;
    for (const chunkBytes of [1, 2, 3, 7, 1000]) {
      const lines = await linesOf(text, {}, chunkBytes);
      expect(lines.map((line) => [line.number, line.text])).toEqual([
        [1, 'a'],
        [2, 'b without time'],
        [3, ''],
        [4, 'ä'],
      ]);
    }
  });

  it('keeps the last state of a progress line that is overwritten with carriage returns', async () => {
    const [line] = await linesOf(`${stamp}10 %\r50 %\r100 % done\r\n`);
    expect(line?.text).toBe('100 % done');
  });

  it('removes hyperlinks, charset switches and escape sequences that lost their first character', async () => {
    const lines = await linesOf(
      '\u001b]8;;https://a.example\u001b\\rule\u001b]8;;\u001b\\ \u001b(Bx\n[36;1mecho\n[1] kept [m]\n^[[31mred^[[0m\n',
    );
    expect(lines.map((line) => line.text)).toEqual(['rule x', 'echo', '[1] kept [m]', 'red']);
  });

  it('tells script, header, output and post lines apart', async () => {
    const lines = await linesOf(
      [
        "Current runner version: '2.336.0'",
        '##[group]Run npm test',
        '\u001b[36;1mecho "error"\u001b[0m',
        'shell: /usr/bin/bash -e {0}',
        'env:',
        '  TOKEN: ',
        '##[endgroup]',
        'running',
        '##[group]Run of three',
        'inside',
        '##[endgroup]',
        'Post job cleanup.',
        'bye',
      ]
        .map((line) => stamp + line)
        .join('\n'),
    );
    expect(lines.map((line) => line.section)).toEqual([
      'setup',
      'header',
      'script',
      'header',
      'header',
      'header',
      'header',
      'output',
      'header',
      'output',
      'output',
      'post',
      'post',
    ]);
    expect(lines[7]?.step).toBe('Run npm test');
    expect(lines[9]?.step).toBe('Run npm test');
  });

  it('reads the markers of the runner, of unprocessed commands and of copied logs', async () => {
    const lines = await linesOf(
      'x ##[error]first\n::error file=src/a.ts,line=3,col=4::second%0Aline\n::warning::third\nError: Process completed with exit code 2.\nError: of a program\n',
    );
    expect(lines.map((line) => [line.level, line.text])).toEqual([
      ['error', 'first'],
      ['error', 'src/a.ts:3:4: second line'],
      ['warning', 'third'],
      ['error', 'Process completed with exit code 2.'],
      [undefined, 'Error: of a program'],
    ]);
  });

  it('reads the job and step columns of gh run view --log', async () => {
    const lines = await linesOf(
      `build\tRun tests\t\ufeff${stamp}one\nbuild\tRun tests\t${stamp}two\nbuild\tRun tests\tno time\nlint\tUNKNOWN STEP\t${stamp}three\n`,
    );
    expect(lines.map((line) => [line.job, line.step, line.text])).toEqual([
      ['build', 'Run tests', 'one'],
      ['build', 'Run tests', 'two'],
      ['build', 'Run tests', 'no time'],
      ['lint', undefined, 'three'],
    ]);
  });

  it.each([
    ['as it is', '\ufeff'],
    ['read as code page 437', '\u2229\u2557\u2510'],
    ['read as code page 850', '\u00b4\u2557\u2510'],
    ['read as Latin 1', '\u00ef\u00bb\u00bf'],
    ['read twice', '\ufeff\u00ef\u00bb\u00bf'],
  ])('cuts a byte order mark: %s', async (_, mark) => {
    const lines = await linesOf(`${mark}${stamp}one\n${mark}two\n`);
    expect(lines[0]).toMatchObject({ text: 'one', at: Date.parse('2026-03-04T10:00:01.234Z') });
    const [prefixed] = await linesOf(`build\tRun tests\t${mark}${stamp}one\n`);
    expect([prefixed?.job, prefixed?.text]).toEqual(['build', 'one']);
  });

  it('cuts a byte order mark that has swallowed the first digit of the year', async () => {
    const [line] = await linesOf(`\u9518?${stamp.slice(1)}one\n`);
    expect(line?.text).toBe('one');
  });

  it('cuts the prefix of a task runner inside the build of an image', async () => {
    const lines = await linesOf(
      '#20 1.100 turbo 2.5.4\n#20 1.234 web:build: error one\n#20 1.300 plain\n#20 1.4 error: x\n',
    );
    expect(lines.map((line) => [line.stream, line.text])).toEqual([
      ['#20', 'turbo 2.5.4'],
      ['#20 web:build', 'error one'],
      ['#20', 'plain'],
      ['#20', 'error: x'],
    ]);
  });

  it('cuts the package in front of what melos runs', async () => {
    const lines = await linesOf('melos exec -- dart analyze\n[core_ui]:   error - bad\n[1] x\n');
    expect(lines.map((line) => [line.stream, line.text])).toEqual([
      [undefined, 'melos exec -- dart analyze'],
      ['core_ui', '  error - bad'],
      [undefined, '[1] x'],
    ]);
  });

  it('does not take a line with tabs for the columns of gh', async () => {
    const [line] = await linesOf('a\tb\tc\n');
    expect([line?.job, line?.text]).toEqual([undefined, 'a\tb\tc']);
  });

  it('reads UTF-16 as PowerShell writes it', async () => {
    const lines = await linesOf(Buffer.from(`\ufeff${stamp}grün\r\n${stamp}rot\r\n`, 'utf16le'), {}, 5);
    expect(lines.map((line) => line.text)).toEqual(['grün', 'rot']);
  });

  it('survives broken UTF-8 and cuts a line of a megabyte', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a]),
      Buffer.alloc(1 << 20, 0x78),
      Buffer.from('\nend\n'),
    ]);
    const lines = await linesOf(bytes);
    expect(lines[0]?.text.startsWith('a')).toBe(true);
    expect(lines[1]?.text.length).toBe(64 * 1024);
    expect(lines[2]).toMatchObject({ number: 3, text: 'end' });
  });

  it('separates the tasks of parallel runners and cuts their prefixes', async () => {
    const lines = await linesOf(
      '#12 1.234 from buildkit\n> concurrently "a" "b"\n[API] one\n##[error][WEB] two\n[1] three\nerror: not a stream\n',
    );
    expect(lines.map((line) => [line.stream, line.text])).toEqual([
      ['#12', 'from buildkit'],
      [undefined, '> concurrently "a" "b"'],
      ['API', 'one'],
      ['WEB', 'two'],
      ['1', 'three'],
      [undefined, 'error: not a stream'],
    ]);
  });

  it('gives lines to the steps of the jobs API by time', async () => {
    const at = (second: string, text: string) => `2026-03-04T10:00:${second}Z ${text}\n`;
    const lines = await linesOf(
      at('00.1000000', 'setting up') +
        at('02.1000000', '##[group]Run a') +
        at('02.2000000', '\u001b[36;1ma\u001b[0m') +
        at('02.3000000', '##[endgroup]') +
        at('02.4000000', 'out of a') +
        at('05.0000000', 'still a') +
        at('09.5000000', 'out of b'),
      {
        steps: [
          { name: 'Set up job', number: 1, startedAt: '2026-03-04T10:00:00Z' },
          { name: 'Build', number: 2, startedAt: '2026-03-04T10:00:02Z' },
          { name: 'Never', number: 3, startedAt: '2026-03-04T10:00:03Z', conclusion: 'skipped' },
          { name: 'Test', number: 4, startedAt: '2026-03-04T10:00:08Z' },
        ],
      },
    );
    expect(lines.map((line) => line.step)).toEqual([
      'Set up job',
      'Set up job',
      'Build',
      'Build',
      'Build',
      'Build',
      'Test',
    ]);
  });
});

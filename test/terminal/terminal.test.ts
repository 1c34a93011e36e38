import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createTerminal } from '../../src/terminal/index.js';

interface Given {
  env?: Record<string, string>;
  argv?: string[];
  /** Which of the streams are terminals. */
  tty?: ('stdin' | 'stdout' | 'stderr')[];
  columns?: number;
}

/** A terminal over streams that keep what is written to them. */
function open({ env = {}, argv = [], tty = [], columns }: Given = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdin' | 'stdout' | 'stderr') => {
    const through = new PassThrough();
    if (name !== 'stdin') through.on('data', (chunk: Buffer) => (written[name] += chunk.toString()));
    return Object.assign(through, { isTTY: tty.includes(name), ...(columns ? { columns } : {}) });
  };
  const [stdin, stdout, stderr] = [stream('stdin'), stream('stdout'), stream('stderr')];
  const terminal = createTerminal({
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    env,
    argv,
  });
  return { terminal, written, stdin, stdout, stderr };
}

const all: Given['tty'] = ['stdin', 'stdout', 'stderr'];

describe('a question may be asked', () => {
  test.each<[string, Given, boolean]>([
    ['at a terminal', { tty: all }, true],
    ['when only the data goes elsewhere', { tty: ['stdin', 'stderr'] }, true],
    ['when nobody can type', { tty: ['stdout', 'stderr'] }, false],
    ['when nobody can read', { tty: ['stdin', 'stdout'] }, false],
    ['by cron', {}, false],
    ['with --json', { tty: all, argv: ['heal', '--json'] }, false],
    ['in CI', { tty: all, env: { CI: 'true' } }, false],
    ['at a dumb terminal', { tty: all, env: { TERM: 'dumb' } }, false],
  ])('%s', (_case, given, interactive) => {
    expect(open(given).terminal.interactive).toBe(interactive);
  });
});

describe('the line of progress is redrawn', () => {
  test.each<[string, Given, boolean]>([
    ['at a terminal', { tty: all }, true],
    ['also when nobody can type', { tty: ['stderr'] }, true],
    ['when people read a file', { tty: ['stdin', 'stdout'] }, false],
    ['with --json', { tty: all, argv: ['--json'] }, false],
    ['in CI', { tty: all, env: { CI: '1' } }, false],
    ['at a dumb terminal', { tty: all, env: { TERM: 'dumb' } }, false],
  ])('%s', (_case, given, animated) => {
    expect(open(given).terminal.animated).toBe(animated);
  });
});

describe('colour', () => {
  test.each<[string, Given, { out: boolean; err: boolean }]>([
    ['goes to terminals', { tty: all }, { out: true, err: true }],
    ['goes to each stream by what that is', { tty: ['stderr'] }, { out: false, err: true }],
    ['is off with NO_COLOR', { tty: all, env: { NO_COLOR: '1' } }, { out: false, err: false }],
    ['is on with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, { out: true, err: true }],
    ['is off with FORCE_COLOR=0', { tty: all, env: { FORCE_COLOR: '0' } }, { out: false, err: false }],
    [
      'is off when both are set',
      { tty: all, env: { NO_COLOR: '1', FORCE_COLOR: '1' } },
      { out: false, err: false },
    ],
    ['is off at a dumb terminal', { tty: all, env: { TERM: 'dumb' } }, { out: false, err: false }],
  ])('%s', (_case, given, colour) => {
    expect(open(given).terminal.colour).toEqual(colour);
  });

  test('is in what is painted for a stream that takes it, and in no other', async () => {
    const { terminal } = open({ tty: ['stderr'] });
    expect((await terminal.paint('err')).bad('x')).toBe('\u001b[31mx\u001b[39m');
    expect((await terminal.paint('out')).bad('x')).toBe('x');
  });
});

describe('the streams', () => {
  test('data goes to stdout, words for people to stderr', () => {
    const { terminal, written } = open();
    terminal.out('data');
    terminal.err('words');
    expect(written).toEqual({ stdout: 'data\n', stderr: 'words\n' });
  });

  test('a reader or a terminal that went away is no fault; anything else is', () => {
    const { stdout } = open();
    const fail = (code: string) => () => stdout.emit('error', Object.assign(new Error(code), { code }));
    expect(fail('EPIPE')).not.toThrow();
    expect(fail('EIO')).not.toThrow();
    expect(fail('ENOSPC')).toThrow('ENOSPC');
  });

  test('are at most 120 columns wide, and eighty when nobody says', () => {
    expect(open().terminal.columns).toBe(80);
    expect(open({ columns: 100 }).terminal.columns).toBe(100);
    expect(open({ columns: 300 }).terminal.columns).toBe(120);
  });
});

describe('progress', () => {
  test('is one plain line a stage where it cannot be redrawn', async () => {
    const { terminal, written } = open();
    const progress = await terminal.progress();
    progress.begin('Reading');
    progress.update('line of output');
    progress.begin('Running \u001b[31mred\u001b[0m');
    await progress.stop();
    expect(written).toEqual({ stdout: '', stderr: 'Reading\nRunning red\n' });
  });

  test('at a terminal goes to stderr only, stage after stage, and steers nothing by its text', async () => {
    const { terminal, written } = open({ tty: all });
    const progress = await terminal.progress();
    progress.begin('Reading \u001b]0;owned\u0007the logs');
    progress.update('\u001b[2Jnoise');
    progress.begin('Running');
    await progress.stop();
    expect(written.stdout).toBe('');
    expect(written.stderr).not.toContain('owned');
    expect(written.stderr).not.toContain('\u001b[2J');
    const plain = written.stderr.replace(/\u001b\[[0-?]*[A-Za-z]/g, '');
    expect(plain).toContain('Reading the logs');
    expect(plain.indexOf('Running')).toBeGreaterThan(plain.indexOf('Reading'));
  });

  test('can be stopped when nothing was begun, and more than once', async () => {
    const { terminal } = open({ tty: all });
    const progress = await terminal.progress();
    await progress.stop();
    progress.begin('Once');
    await progress.fail();
    await progress.stop();
  });
});

describe('a question', () => {
  test('is asked on stderr, and stays off stdout', async () => {
    const { terminal, written, stdin } = open({ tty: all });
    const asked = terminal.askText('Why?', new AbortController().signal);
    await new Promise(setImmediate);
    stdin.write('because\r');
    expect(await asked).toBe('because');
    expect(written.stdout).toBe('');
    expect(written.stderr).toContain('Why?');
  });

  test('that is answered with Ctrl-C is cancelled, and so is one that is stopped', async () => {
    const { terminal, stdin } = open({ tty: all });
    const choices = [
      { value: 'yes', name: 'Yes' },
      { value: 'no', name: 'No' },
    ] as const;
    const asked = terminal.select('Well?', choices, new AbortController().signal);
    await new Promise(setImmediate);
    stdin.write('\u0003');
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
    const controller = new AbortController();
    const again = terminal.select('Well?', choices, controller.signal);
    controller.abort();
    await expect(again).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

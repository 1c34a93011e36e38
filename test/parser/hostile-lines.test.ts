import { describe, expect, it } from 'vitest';
import { diagnoseJob } from '../../src/diagnosis/index.js';
import type { LogLine } from '../../src/domain/index.js';
import type { Block, Recogniser } from '../../src/parser/finding.js';
import { recognisers } from '../../src/parser/recognisers/index.js';
import { maxReadChars } from '../../src/parser/rule-book.js';
import { parseLog } from './read-text.js';

/** What the repeated parts of an expression may stand for: blanks, words, numbers, paths, marks, brackets. */
const pieces = [
  ...[' ', '\t', '\u2009', 'a', 'A', '0', 'é', '.', '-', '_', '=', '/', '\\', ':', ',', ';', '|', '*', '#'],
  ...['>', '<', '(', '[', '{', '"', "'", '`', '@', '~', '^', '│ ', '✗ ', '❯ ', '- ', '1 ', 'a ', 'A: ', ': '],
  ...[
    'a.',
    'a/',
    '/a.b',
    'a.b:1:',
    'a.ts:1:2 ',
    'a::',
    'a-',
    'a1',
    '1.',
    '1:',
    '(1,',
    '"a" ',
    "'a' ",
    'a=1 ',
  ],
  ...['Error: ', 'ERROR ', 'error ', 'at a ', 'in a ', '[a] ', '...', ') ', '] '],
];

const lineOf = (text: string): LogLine => ({ number: 1, text: text.slice(0, maxReadChars) }) as LogLine;

/** Runs of one piece, with and without the words that bring a line before this recogniser. */
function* hostileTo({ need }: Recogniser): Generator<string> {
  const words = ['', ...need.slice(0, 4)];
  for (const piece of pieces) {
    const run = piece.repeat(Math.ceil(maxReadChars / piece.length));
    for (const word of words) {
      yield word + run;
      yield run.slice(0, maxReadChars - word.length - 1) + word + (word === '' ? '!' : '');
    }
    const [first = '', second = first] = need;
    yield first + run.slice(0, maxReadChars - first.length - second.length) + second;
  }
}

/** All that a recogniser does with lines of this kind. */
function takeIn(recogniser: Recogniser, text: string): void {
  const line = lineOf(text);
  recogniser.until?.test(line.text);
  recogniser.through?.test(line.text);
  const match = recogniser.start.exec(line.text);
  if (!match) return;
  const below = lineOf(text.slice(text.length - maxReadChars));
  const more = (recogniser.maxLines ?? 1) > 1 ? [below, below] : [];
  const block: Block = { lines: [line, ...more], match, script: [], before: () => below };
  recogniser.read(block);
}

const msOf = (work: () => void): number => {
  const from = performance.now();
  work();
  return performance.now() - from;
};

describe('hostile lines', () => {
  // Measured against this machine: what all recognisers together need for plain lines of the same length.
  const plain = 'the quick brown fox jumps over the lazy dog; '.repeat(50);
  const readPlain = (): void => {
    for (const recogniser of recognisers) takeIn(recogniser, plain);
  };
  readPlain();
  const allowedMs = Math.max(8, 4 * Math.min(msOf(readPlain), msOf(readPlain), msOf(readPlain)));

  it('cost no recogniser more than a few plain lines cost all of them', () => {
    const slow: string[] = [];
    for (const recogniser of recognisers) {
      for (const text of hostileTo(recogniser)) {
        const read = (): void => takeIn(recogniser, text);
        // The machine may be busy once; an expression that backtracks is slow each time.
        if (msOf(read) <= allowedMs || Math.min(msOf(read), msOf(read)) <= allowedMs) continue;
        slow.push(`${recogniser.tool} ${recogniser.start} on ${JSON.stringify(text.slice(0, 40))}`);
        break;
      }
    }
    expect(slow).toEqual([]);
  });

  /** The end of a failed step that prints this and nothing else: also what nobody recognises is looked at. */
  const endWith = async (text: string): Promise<number> => {
    const log = ['##[group]Run check', '##[endgroup]', text, '##[error]Process completed with exit code 1.'];
    const from = performance.now();
    const jobs = await parseLog(log.join('\n'));
    expect(jobs.map((job) => diagnoseJob(job))).toHaveLength(1);
    return performance.now() - from;
  };

  it('cost the whole reading of a step no more than that, whatever two pieces take turns in them', async () => {
    await endWith(plain);
    // More than recognisers look at it here, and each may take its time.
    const wholeMs = 5 * allowedMs;
    const some = [
      '=',
      'a',
      'ab ',
      '0',
      '.',
      '-',
      '/',
      ':',
      ' ',
      '"',
      '(',
      'Error: ',
      'a.b:1:',
      '1.2 ',
      '✗ ',
      '_',
    ];
    const slow: string[] = [];
    for (const one of some) {
      for (const other of some) {
        const text = `it said so in 0.12s ${(one + other).repeat(Math.ceil(1000 / (one + other).length))}`;
        if ((await endWith(text)) <= wholeMs) continue;
        if (Math.min(await endWith(text), await endWith(text)) > wholeMs)
          slow.push(JSON.stringify(one + other));
      }
    }
    expect(slow).toEqual([]);
  });
});

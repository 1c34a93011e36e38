import { expect, it } from 'vitest';
import type { LogLine } from '../../src/domain/index.js';
import { withEvidence } from '../../src/parser/evidence.js';
import type { Recogniser } from '../../src/parser/finding.js';

const recogniser: Recogniser = {
  tool: 't',
  category: 'test',
  need: [],
  start: /^/,
  read: () => undefined,
};

function excerptOf(texts: string[], message: string): string[] {
  const lines = texts.map((text, at): LogLine => ({ number: at + 1, text, section: 'output' }));
  const match = /^/.exec('') as RegExpExecArray;
  return withEvidence({ message }, recogniser, { lines, match, script: [], before: () => undefined }).excerpt;
}

const filler = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, at) => `${name} ${at}`);

it('shows a short block whole', () => {
  expect(excerptOf(filler(16, 'line'), 'x')).toEqual(filler(16, 'line'));
});

it('shows the head, the message, what is underlined and the end of a long block, and says what is missing', () => {
  const texts = [
    ...filler(30, 'above'),
    '  code',
    '  ^^^^ here',
    ...filler(30, 'between'),
    'E   the message of the block',
    ...filler(10, 'below'),
  ];
  const excerpt = excerptOf(texts, 'the message of the block');
  expect(excerpt.length).toBeLessThanOrEqual(17);
  expect(excerpt[0]).toBe('above 0');
  expect(excerpt).toEqual(
    expect.arrayContaining(['  code', '  ^^^^ here', 'E   the message of the block', 'below 9', '…']),
  );
});

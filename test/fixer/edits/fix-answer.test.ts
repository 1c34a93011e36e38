import { describe, expect, test } from 'vitest';
import { FixAnswer, fixAnswerSchema, parseBlocks, toEdits } from '../../../src/fixer/edits/index.js';

test('the schema asks for thought before edits, in an order that sorting keeps', () => {
  const keys = Object.keys(fixAnswerSchema.properties as object);
  expect(keys[0]).toBe('analysis');
  expect(keys).toEqual([...keys].sort());
  expect(JSON.stringify(fixAnswerSchema)).not.toMatch(/"(default|minimum|maximum|pattern|\$schema)"/);
});

test('an answer may leave out what it does not need', () => {
  const answer = FixAnswer.parse({ outcome: 'fix', edits: [{ action: 'delete', file: 'a' }] });
  expect(toEdits(answer)).toEqual([{ action: 'delete', file: 'a' }]);
  expect(FixAnswer.safeParse({ edits: [] }).success).toBe(false);
});

test('edits become those of the domain', () => {
  const answer = FixAnswer.parse({
    outcome: 'fix',
    edits: [
      { action: 'replace', file: 'a', find: 'x', line: 3, replace: 'y' },
      { action: 'replace', file: 'a', find: 'x', line: 0, replace: 'y' },
      { action: 'create', file: 'b', replace: 'new' },
      { action: 'rename', file: 'c', to: 'd' },
    ],
  });
  expect(toEdits(answer)).toEqual([
    { action: 'replace', file: 'a', find: 'x', replace: 'y', line: 3 },
    { action: 'replace', file: 'a', find: 'x', replace: 'y' },
    { action: 'create', file: 'b', content: 'new' },
    { action: 'rename', file: 'c', to: 'd' },
  ]);
});

describe('SEARCH/REPLACE blocks', () => {
  const block = (file: string, find: string, replace: string) =>
    `\`\`\`ts\n${file}\n<<<<<<< SEARCH\n${find}=======\n${replace}>>>>>>> REPLACE\n\`\`\``;

  test('are read into the same answer', () => {
    const text = `The sum starts at one.\n\n${block('src/a.ts', 'let s = 1;\n', 'let s = 0;\n')}\n${block('src/new.ts', '', 'export {};\n')}\nDELETE old.ts\nRENAME b.ts -> c.ts\nSUMMARY: start at zero\nOUTCOME: fix\n`;
    expect(parseBlocks(text)).toEqual({
      analysis: 'The sum starts at one.',
      category: 'unknown',
      edits: [
        { action: 'replace', file: 'src/a.ts', find: 'let s = 1;', line: 0, replace: 'let s = 0;', to: '' },
        { action: 'create', file: 'src/new.ts', find: '', line: 0, replace: 'export {};\n', to: '' },
        { action: 'delete', file: 'old.ts', find: '', line: 0, replace: '', to: '' },
        { action: 'rename', file: 'b.ts', find: '', line: 0, replace: '', to: 'c.ts' },
      ],
      needs: [],
      outcome: 'fix',
      question: '',
      summary: 'start at zero',
    });
  });

  test('may have the path above the fence, decorated, and belong to the file of the block before', () => {
    const text = `**src/a.ts**:\n\`\`\`\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n<<<<<<< SEARCH\nc\n=======\nd\n>>>>>>> REPLACE\n\`\`\`\n`;
    expect(parseBlocks(text)?.edits.map((e) => [e.file, e.find])).toEqual([
      ['src/a.ts', 'a'],
      ['src/a.ts', 'c'],
    ]);
  });

  test('an outcome alone is an answer, prose alone is none, a broken block is none', () => {
    expect(
      parseBlocks('It is the network.\nOUTCOME: infra\nNEEDS: a.ts, b.ts\nQUESTION: Which?'),
    ).toMatchObject({
      outcome: 'infra',
      question: 'Which?',
      needs: ['a.ts', 'b.ts'],
      edits: [],
    });
    expect(parseBlocks('I cannot help.')).toBeUndefined();
    expect(parseBlocks('a.ts\n<<<<<<< SEARCH\nx\n=======\ny\n')).toBeUndefined();
  });
});

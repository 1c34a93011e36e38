import { beforeEach, expect, test } from 'vitest';
import { type Annotation, JobLog } from '../../src/demo/job-log.js';
import { createOutputReader } from '../../src/demo/workflow-commands.js';

let log: JobLog;
let annotations: Annotation[];

beforeEach(() => {
  log = new JobLog({ now: () => Date.parse('2026-03-01T12:00:00.007Z') });
  annotations = [];
});

const read = (...lines: string[]): string[] => {
  const reader = createOutputReader({ log, step: 2, annotations });
  for (const line of lines) reader(line);
  return log
    .render()
    .replace(/^\uFEFF/, '')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/^2026-03-01T12:00:00\.007\d{4}Z /, ''));
};

test('commands are done and not shown; what is no command stays as it is', () => {
  expect(
    read(
      '::group::Build',
      'text',
      '::debug::hidden',
      '::endgroup::',
      ' ::unknown::kept',
      'a ::error::no command',
    ),
  ).toEqual(['##[group]Build', 'text', '##[endgroup]', ' ::unknown::kept', 'a ::error::no command']);
});

test('the older form counts anywhere in a line and drops what stands before it', () => {
  expect(read('noise ##[error]Broken', '##[warning]Careful')).toEqual([
    '##[error]Broken',
    '##[warning]Careful',
  ]);
  expect(annotations.map(({ level, message }) => [level, message])).toEqual([
    ['failure', 'Broken'],
    ['warning', 'Careful'],
  ]);
});

test('escapes are resolved in messages and in properties', () => {
  read('::error file=a%2Cb.ts,line=3,title=T%3A1::100%25%0Asure');
  expect(annotations[0]).toMatchObject({ path: 'a,b.ts', startLine: 3, title: 'T:1', message: '100%\nsure' });
});

test('stopped commands are plain text until the token comes', () => {
  expect(read('::stop-commands::halt', '::error::shown', '::halt::', '::error::done')).toEqual([
    '::error::shown',
    '##[error]done',
  ]);
  expect(annotations).toHaveLength(1);
});

test('a step keeps ten annotations of each level, its log keeps all', () => {
  const lines = read(...Array.from({ length: 12 }, (_, index) => `::error::${index}`), '::notice::one');
  expect(lines).toHaveLength(13);
  expect(annotations.filter(({ level }) => level === 'failure')).toHaveLength(10);
  expect(annotations.at(-1)?.level).toBe('notice');
});

test('messages are cut at 4096 characters, in the log as well', () => {
  const [line] = read(`::error::${'x'.repeat(5_000)}`);
  expect(line).toHaveLength('##[error]'.length + 4096);
});

test('each line of a masked value is hidden from then on', () => {
  expect(read('s3cret first', '::add-mask::s3cret%0Asecond', 'a s3cret b', 'second')).toEqual([
    's3cret first',
    'a *** b',
    '***',
  ]);
});

import { expect, test } from 'vitest';
import type { Exchange } from '../../../src/demo/index.js';
import { judgeExchange } from './validate.js';

const exchange = (changes: Partial<Exchange>): Exchange => ({
  method: 'GET',
  path: '/repos/o/r/check-runs/1/annotations',
  query: new URLSearchParams(),
  requestBody: undefined,
  status: 200,
  responseHeaders: {},
  responseBody: [],
  isFault: false,
  ...changes,
});

const annotation = {
  path: 'a',
  start_line: 1,
  end_line: 1,
  start_column: null,
  end_column: null,
  annotation_level: 'failure',
  title: '',
  message: 'm',
  raw_details: '',
  blob_href: 'h',
};

test('an answer as described has no violations', () => {
  expect(judgeExchange(exchange({ responseBody: [annotation] }))).toEqual([]);
});

test.each<[string, Partial<Exchange>, string]>([
  ['a wrong shape', { responseBody: { total_count: 0 } }, 'answer 200 must be array'],
  [
    'a missing field',
    { responseBody: [{ ...annotation, path: undefined }].map(({ path: _, ...rest }) => rest) },
    "answer 200 /0 must have required property 'path'",
  ],
  [
    'a wrong type',
    { responseBody: [{ ...annotation, start_line: '1' }] },
    'answer 200 /0/start_line must be integer',
  ],
  ['a status out of the blue', { status: 418, responseBody: {} }, 'answer 418 is not in the description'],
  [
    'an unknown query parameter',
    { query: new URLSearchParams('perpage=3') },
    "unknown query parameter 'perpage'",
  ],
  [
    'a query value out of range',
    { path: '/repos/o/r/pulls', query: new URLSearchParams('state=merged') },
    "query parameter 'state' must not be 'merged'",
  ],
  [
    'an unknown body field',
    {
      method: 'POST',
      path: '/repos/o/r/issues',
      status: 404,
      responseBody: {},
      requestBody: { title: 't', tag: 'x' },
    },
    "unknown request field 'tag'",
  ],
  [
    'a body field of the wrong type',
    {
      method: 'POST',
      path: '/repos/o/r/issues',
      status: 404,
      responseBody: {},
      requestBody: { title: 't', body: 7 },
    },
    'request /body must be string',
  ],
  ['an operation that GitHub lacks', { path: '/repos/o/r/check-runs' }, 'GitHub has no such operation'],
])('%s is a violation', (_, changes, complaint) => {
  expect(judgeExchange(exchange(changes)).join('\n')).toContain(complaint);
});

test('the most specific operation is the one that is meant', () => {
  const update = { method: 'PATCH', status: 404, responseBody: {}, requestBody: { body: 'b' } };
  expect(judgeExchange(exchange({ ...update, path: '/repos/o/r/issues/comments/5' }))).toEqual([]);
  expect(
    judgeExchange(exchange({ path: '/repos/o/r/git/ref/heads/a/b', status: 404, responseBody: {} })),
  ).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { parseRunReference } from '../../src/github/index.js';

describe('what a person may give for a run', () => {
  test.each([
    ['19000000042', { runId: 19_000_000_042 }],
    ['https://github.com/octo/project/actions/runs/42', { repo: 'octo/project', runId: 42 }],
    [
      'https://github.com/octo/project/actions/runs/42/attempts/3',
      { repo: 'octo/project', runId: 42, attempt: 3 },
    ],
    [
      'https://github.example.org/octo/pro.ject/actions/runs/42/job/7?pr=1#step:4:2',
      { repo: 'octo/pro.ject', runId: 42, jobId: 7 },
    ],
    [
      'http://127.0.0.1:8080/octo/project/actions/runs/42/jobs/7',
      { repo: 'octo/project', runId: 42, jobId: 7 },
    ],
  ])('%s is read', (text, expected) => {
    expect(parseRunReference(text)).toEqual(expected);
  });

  test.each(['', 'latest', '-1', '4.2', '42abc', 'https://github.com/octo/project/pull/7', 'octo/project#7'])(
    '"%s" is refused',
    (text) => {
      expect(() => parseRunReference(text)).toThrow(expect.objectContaining({ kind: 'usage' }));
    },
  );
});

import { describe, expect, test } from 'vitest';
import { CifixError } from '../../src/errors/index.js';
import { createInquiry } from '../../src/orchestrator/inquiry.js';
import type { GitHubPort } from '../../src/orchestrator/ports.js';
import { aJob, aRun } from '../support/samples.js';
import { StrictFakes, whenever } from '../support/strict-fake.js';

function open(maxRequests: number, jobs = [aJob()]) {
  const fakes = new StrictFakes();
  const controller = new AbortController();
  const github = fakes.make<GitHubPort>('github', { listJobs: whenever(async () => jobs) });
  return { inquiry: createInquiry({ github, signal: controller.signal }, maxRequests), fakes, controller };
}

const answer = async (): Promise<string> => 'yes';

describe('an inquiry', () => {
  test('asks no more than it may, and names what it did not ask', async () => {
    const { inquiry } = open(2);
    const answers = [];
    for (const what of ['a', 'b', 'c', 'd', 'e', 'f']) answers.push(await inquiry.ask(what, answer));
    expect(answers).toEqual(['yes', 'yes', undefined, undefined, undefined, undefined]);
    expect(inquiry.notes()).toEqual([
      'Not asked, because a diagnosis asks GitHub for little: c; d; e and 1 more.',
    ]);
  });

  test('asks the same question once', async () => {
    const { inquiry, fakes } = open(1);
    const run = aRun();
    expect(await inquiry.colourIn(run, 'check')).toBe('red');
    expect(await inquiry.colourIn(run, 'another job')).toBe('absent');
    expect(fakes.order()).toEqual(['github.listJobs']);
    expect(inquiry.notes()).toEqual([]);
  });

  test.each([
    ['success', 'green'],
    ['failure', 'red'],
    ['timed_out', 'red'],
    ['cancelled', 'absent'],
    ['skipped', 'absent'],
    [null, 'absent'],
  ])('a job that ended as %s is %s', async (conclusion, colour) => {
    const { inquiry } = open(1, [aJob({ conclusion })]);
    expect(await inquiry.colourIn(aRun(), 'check')).toBe(colour);
  });

  test('goes on after an answer that is refused, and stops when GitHub is down', async () => {
    const { inquiry } = open(9);
    const fail = (kind: 'credential' | 'remote') => async () => {
      throw new CifixError({ kind, code: 'x', message: `${kind} failed.`, hint: '' });
    };
    expect(await inquiry.ask('a', fail('credential'))).toBeUndefined();
    expect(await inquiry.ask('b', answer)).toBe('yes');
    expect(await inquiry.ask('c', fail('remote'))).toBeUndefined();
    expect(await inquiry.ask('d', answer)).toBeUndefined();
    expect(inquiry.notes()).toEqual([
      'Not found out: a. credential failed.',
      'Not found out: c. remote failed.',
      'Not asked, because a diagnosis asks GitHub for little: d.',
    ]);
  });

  test('ends with Ctrl-C instead of noting it', async () => {
    const { inquiry, controller } = open(9);
    const asked = inquiry.ask('a', async () => {
      controller.abort(new Error('stopped'));
      throw new Error('fetch failed');
    });
    await expect(asked).rejects.toThrow('stopped');
  });
});

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { askApproval, type Terminal } from '../../src/terminal/index.js';
import { writeFiles } from '../support/git-repository.js';
import { StrictFakes } from '../support/strict-fake.js';

const scratch = mkdtempSync(join(tmpdir(), 'approval-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Asks with these answers at the questions, in order. */
async function ask(
  answers: string[],
  {
    editor = 'false',
    canChange = true,
    reason = '',
  }: { editor?: string; canChange?: boolean; reason?: string } = {},
) {
  const fakes = new StrictFakes();
  const offered: string[][] = [];
  const said: string[] = [];
  const terminal = fakes.make<Pick<Terminal, 'err' | 'select' | 'askText'>>('terminal', {
    err: { whenever: (text) => void said.push(text) },
    select: answers.map((answer) => async (_message, choices) => {
      offered.push(choices.map(({ value }) => value));
      return answer as never;
    }),
    askText: answers.includes('reject') ? [async () => reason] : [],
  });
  const answer = await askApproval(terminal as Terminal, {
    text: 'the change',
    patch: 'patch\n',
    canChange,
    editor,
    signal: new AbortController().signal,
  });
  fakes.check();
  return { answer, offered, said };
}

const script = (name: string, text: string): string => {
  writeFiles(scratch, { [name]: { executable: `#!/bin/sh\n${text}\n` } });
  return join(scratch, name);
};

describe('the question of approval', () => {
  test('shows the change before it asks', async () => {
    const { answer, said } = await ask(['accept']);
    expect(answer).toEqual({ kind: 'accept' });
    expect(said).toEqual(['the change']);
  });

  test('takes a no with its reason, and another try', async () => {
    expect((await ask(['reject'], { reason: 'Too clever.' })).answer).toEqual({
      kind: 'reject',
      reason: 'Too clever.',
    });
    expect((await ask(['retry'])).answer).toEqual({ kind: 'retry' });
  });

  test('offers what needs the replay only while that is at hand', async () => {
    expect((await ask(['accept'])).offered).toEqual([['accept', 'reject', 'edit', 'retry']]);
    expect((await ask(['accept'], { canChange: false })).offered).toEqual([['accept', 'reject']]);
  });
});

describe('the change in an editor', () => {
  test('comes back as it was left, through an editor with arguments', async () => {
    const editor = `${script('edit', 'test "$1" = --wait && echo edited >> "$2"')} --wait`;
    expect((await ask(['edit'], { editor })).answer).toEqual({ kind: 'edit', patch: 'patch\nedited\n' });
  });

  test.each([
    ['fails', 'echo edited >> "$1"; exit 1', /editor failed/],
    ['leaves nothing', ': > "$1"', /editor failed/],
    ['changes nothing', 'true', /Nothing was edited/],
  ])('is asked about again when the editor %s', async (name, text, words) => {
    const { answer, said, offered } = await ask(['edit', 'accept'], {
      editor: script(name.replace(' ', '-'), text),
    });
    expect(answer).toEqual({ kind: 'accept' });
    expect(offered).toHaveLength(2);
    expect(said.at(-1)).toMatch(words);
  });

  test('is for its owner only, and leaves no file behind', async () => {
    const seen = join(scratch, 'seen');
    const editor = script('look', `ls -l "$1" > ${seen}; echo "$1" >> ${seen}`);
    await ask(['edit', 'accept'], { editor });
    const [listing = '', file = ''] = readFileSync(seen, 'utf8').trim().split('\n');
    expect(listing).toMatch(/^-rw-------/);
    expect(existsSync(file)).toBe(false);
  });
});

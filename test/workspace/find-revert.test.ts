import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRunGit } from '../../src/git/index.js';
import { findRevert } from '../../src/workspace/index.js';
import { commitFiles, createRepository, git, makeScratch } from '../support/git-repository.js';

const runGit = createRunGit(process.env);
const { scratch, clean } = makeScratch('find-revert');
const origin = join(scratch, 'origin');
afterAll(clean);

test('the commit that git revert makes is found, from where it is in the history', async () => {
  createRepository(origin);
  commitFiles(origin, { 'a.txt': 'one\n' }, 'one');
  const fix = commitFiles(origin, { 'a.txt': 'two\n' }, 'two');
  const find = (head: string) => findRevert(runGit, join(origin, '.git'), { head, commit: fix });
  expect(await find(fix)).toBeUndefined();
  git(origin, 'revert', '--no-edit', fix);
  const revert = git(origin, 'rev-parse', 'HEAD').trim();
  commitFiles(origin, { 'b.txt': 'more\n' }, 'more');
  expect(await find('HEAD')).toBe(revert);
  expect(await find(fix)).toBeUndefined();
});

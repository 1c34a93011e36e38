import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunGit } from '../../src/domain/index.js';
import { createRunGit } from '../../src/git/index.js';
import { fetchCommit, mirrorPath, snapshotLocal, writeToLocal } from '../../src/workspace/index.js';
import {
  commitFiles,
  createRepository,
  type Entry,
  git,
  makeScratch,
  writeFiles,
} from '../support/git-repository.js';

const { scratch, clean } = makeScratch('mirror');
afterAll(clean);
const runGit = createRunGit(process.env);
let count = 0;
const fresh = (name: string) => {
  count += 1;
  return join(scratch, `${name}-${count}`);
};

describe('the mirror of a remote', () => {
  const origin = join(scratch, 'origin');
  const url = `file://${origin}`;
  let first: string;
  let second: string;
  beforeAll(() => {
    first = createRepository(origin, { 'a.txt': '1\n' });
    second = commitFiles(origin, { 'a.txt': '2\n' });
    git(origin, 'update-ref', 'refs/pull/7/head', first);
  });
  const request = (commit: string, branch: string | null = 'main') => ({
    url,
    repo: 'octo/project',
    commit,
    branch,
  });
  /** A git whose server refuses to hand out commits by their id. */
  const byNameOnly: RunGit = (args, options) =>
    args[0] === 'fetch' && /^[0-9a-f]{40}:/.test(args.at(-1) ?? '')
      ? Promise.reject(new Error('Server does not allow request for unadvertised object'))
      : runGit(args, options);

  test('has a path by host and name', () => {
    expect(mirrorPath('/cache', { url: 'https://github.com/octo/project.git', repo: 'octo/project' })).toBe(
      '/cache/mirrors/github.com/octo/project.git',
    );
    expect(mirrorPath('/cache', { url: 'http://127.0.0.1:8080/x', repo: 'o/r' })).toBe(
      '/cache/mirrors/127.0.0.1_8080/o/r.git',
    );
  });

  test('gets a commit by its id, also one that no branch ends at', async () => {
    const gitDir = fresh('m.git');
    await fetchCommit(runGit, gitDir, request(first, null));
    expect(git(gitDir, 'cat-file', '-t', first)).toBe('commit');
    expect(git(gitDir, 'for-each-ref', '--format=%(refname)')).toBe(`refs/cifix/commits/${first}`);
  });

  test('asks the remote for nothing that it holds already', async () => {
    const gitDir = fresh('m.git');
    await fetchCommit(runGit, gitDir, request(second));
    const offline: RunGit = (args, options) =>
      args[0] === 'fetch' ? Promise.reject(new Error('offline')) : runGit(args, options);
    await fetchCommit(offline, gitDir, request(second));
    await fetchCommit(offline, gitDir, request(first));
  });

  test.each([
    ['branch', () => request(second)],
    ['pull request', () => ({ ...request(first, 'gone'), pullRequest: 7 })],
  ])('falls back on the %s where commits are not handed out by their id', async (_case, wanted) => {
    const gitDir = fresh('m.git');
    await fetchCommit(byNameOnly, gitDir, wanted());
    expect(git(gitDir, 'cat-file', '-t', wanted().commit)).toBe('commit');
  });

  test('names a commit that the remote does not have', async () => {
    await expect(fetchCommit(runGit, fresh('m.git'), request('1'.repeat(40)))).rejects.toMatchObject({
      kind: 'remote',
      code: 'commit-missing',
    });
  });

  test('tries no other name after a refused credential', async () => {
    let tries = 0;
    const refused: RunGit = (args, options) => {
      if (args[0] !== 'fetch') return runGit(args, options);
      tries += 1;
      return Promise.reject(Object.assign(new Error('no'), { code: 'git-unauthorised' }));
    };
    await expect(fetchCommit(refused, fresh('m.git'), request(second))).rejects.toMatchObject({
      code: 'git-unauthorised',
    });
    expect(tries).toBe(1);
  });
});

/** A person's repository with something in every state that git knows. */
function personsTree(): { top: string; cache: string; head: string } {
  const top = fresh('person');
  const head = createRepository(top, {
    '.gitignore': '*.log\nnode_modules/\n',
    'same.txt': 'same\n',
    'staged.txt': 'old\n',
    'unstaged.txt': 'old\n',
    'both.txt': 'old\n',
    'deleted.txt': 'old\n',
    'removed.txt': 'old\n',
    'run.sh': '#!/bin/sh\n',
  });
  writeFiles(top, { 'staged.txt': 'new\n', 'both.txt': 'staged\n', 'added.txt': 'added\n' });
  git(top, 'add', 'staged.txt', 'both.txt', 'added.txt');
  git(top, 'rm', '--quiet', '--cached', 'removed.txt');
  writeFiles(top, {
    'unstaged.txt': 'new\n',
    'both.txt': 'newest\n',
    'deleted.txt': null,
    'removed.txt': null,
    'untracked/x.txt': 'x\n',
    'trace.log': 'ignored\n',
    'run.sh': { executable: '#!/bin/sh\n' },
  });
  return { top, cache: fresh('cache'), head };
}

/** All that a person could notice of what was done to their repository. */
const noticed = (top: string) => ({
  status: git(top, 'status', '--porcelain', '--ignored'),
  refs: git(top, 'for-each-ref'),
  head: git(top, 'symbolic-ref', 'HEAD'),
  index: readFileSync(join(top, '.git', 'index')).toString('base64'),
  objects: git(top, 'count-objects'),
  config: readFileSync(join(top, '.git', 'config'), 'utf8'),
});

describe('a picture of a working tree', () => {
  test('holds what is there, tracked and untracked, without what is ignored', async () => {
    const { top, cache, head } = personsTree();
    const { gitDir, commit, branch } = await snapshotLocal(runGit, cache, top);
    const content = (file: string) => git(gitDir, 'show', `${commit}:${file}`);
    expect(git(gitDir, 'ls-tree', '-r', '--name-only', commit).split('\n')).toEqual([
      '.gitignore',
      'added.txt',
      'both.txt',
      'run.sh',
      'same.txt',
      'staged.txt',
      'unstaged.txt',
      'untracked/x.txt',
    ]);
    expect([content('staged.txt'), content('unstaged.txt'), content('both.txt')]).toEqual([
      'new',
      'new',
      'newest',
    ]);
    expect(git(gitDir, 'ls-tree', commit, 'run.sh')).toMatch(/^100755/);
    expect(git(gitDir, 'rev-parse', `${commit}^`)).toBe(head);
    expect(branch).toBe('main');
  });

  test('leaves index, refs, objects and configuration of the person as they were', async () => {
    const { top, cache } = personsTree();
    // A status refreshes the index by itself; afterwards it stays.
    git(top, 'status');
    const before = noticed(top);
    await snapshotLocal(runGit, cache, top);
    expect(noticed(top)).toEqual(before);
  });

  test('is the same commit for the same tree', async () => {
    const { top, cache } = personsTree();
    const first = await snapshotLocal(runGit, cache, top);
    expect(await snapshotLocal(runGit, cache, join(top, 'untracked'))).toEqual(first);
    writeFiles(top, { 'same.txt': 'other\n' });
    expect((await snapshotLocal(runGit, cache, top)).commit).not.toBe(first.commit);
  });

  test('can be taken before the first commit, and away from any branch', async () => {
    const unborn = fresh('unborn');
    createRepository(unborn);
    writeFiles(unborn, { 'x.txt': 'x\n' });
    const cache = fresh('cache');
    const picture = await snapshotLocal(runGit, cache, unborn);
    expect(git(picture.gitDir, 'ls-tree', '--name-only', picture.commit)).toBe('x.txt');
    expect(picture.branch).toBe('main');
    commitFiles(unborn, {});
    git(unborn, 'checkout', '--quiet', '--detach');
    expect((await snapshotLocal(runGit, cache, unborn)).branch).toBeNull();
  });

  test('keeps a submodule as the commit that it stands at', async () => {
    const { top, cache } = personsTree();
    const commit = createRepository(join(top, 'vendor/library'), { 'f.txt': 'x\n' });
    const picture = await snapshotLocal(runGit, cache, top);
    expect(git(picture.gitDir, 'ls-tree', picture.commit, 'vendor/library')).toBe(
      `160000 commit ${commit}\tvendor/library`,
    );
  });

  test('of a linked worktree and of a subdirectory is that of its top', async () => {
    const { top, cache } = personsTree();
    const linked = fresh('linked');
    git(top, 'worktree', 'add', '--quiet', '-b', 'other', linked);
    writeFiles(linked, { 'only-here.txt': 'x\n' });
    const picture = await snapshotLocal(runGit, cache, linked);
    expect(git(picture.gitDir, 'ls-tree', '-r', '--name-only', picture.commit)).toContain('only-here.txt');
    expect([picture.branch, picture.top]).toEqual(['other', linked]);
  });

  test('tells the address of origin without the password in it', async () => {
    const { top, cache } = personsTree();
    git(top, 'remote', 'add', 'origin', 'https://me:password@github.test/octo/project.git');
    expect((await snapshotLocal(runGit, cache, top)).originUrl).toBe('https://github.test/octo/project.git');
  });

  test('cannot be taken outside of a repository', async () => {
    await expect(snapshotLocal(runGit, fresh('cache'), scratch)).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('a fix written into the working tree', () => {
  /** A tree with changes of its own, the picture of it, and a tree that differs from it by `files`. */
  async function arranged(files: Record<string, Entry | null>) {
    const { top, cache } = personsTree();
    const { gitDir, commit } = await snapshotLocal(runGit, cache, top);
    const copy = fresh('copy');
    git(scratch, 'clone', '--quiet', gitDir, copy);
    git(copy, 'fetch', '--quiet', gitDir, `${commit}:fix`);
    git(copy, 'checkout', '--quiet', 'fix');
    const to = commitFiles(copy, files);
    git(gitDir, 'fetch', '--quiet', copy, 'fix');
    const backup = join(cache, 'undo.patch');
    return { top, request: { top, gitDir, from: commit, to, backup }, backup };
  }
  const everything = (top: string) => {
    const cache = fresh('cache');
    return snapshotLocal(runGit, cache, top).then(({ gitDir, commit }) =>
      git(gitDir, 'rev-parse', `${commit}^{tree}`),
    );
  };
  const change: Record<string, Entry | null> = {
    'unstaged.txt': 'fixed\n',
    'same.txt': null,
    'new/file.txt': 'new\n',
    'staged.txt': { executable: 'new\n' },
    'image.bin': Buffer.from([0, 1, 2, 254]),
  };

  test('is there, with modes, new and deleted files, and nothing is staged', async () => {
    const { top, request } = await arranged(change);
    const index = git(top, 'ls-files', '-s');
    const answer = await writeToLocal(runGit, request);
    expect('written' in answer && answer.written.sort()).toEqual(Object.keys(change).sort());
    expect(readFileSync(join(top, 'unstaged.txt'), 'utf8')).toBe('fixed\n');
    expect(existsSync(join(top, 'same.txt'))).toBe(false);
    expect(statSync(join(top, 'staged.txt')).mode & 0o111).not.toBe(0);
    expect(readFileSync(join(top, 'image.bin'))).toEqual(change['image.bin']);
    expect(readFileSync(join(top, 'trace.log'), 'utf8')).toBe('ignored\n');
    expect(git(top, 'ls-files', '-s')).toBe(index);
  });

  test('can be taken back byte for byte with the patch that was kept', async () => {
    const { top, request, backup } = await arranged(change);
    const before = await everything(top);
    await writeToLocal(runGit, request);
    expect(await everything(top)).not.toBe(before);
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    git(top, 'apply', backup);
    expect(await everything(top)).toBe(before);
  });

  test.each<[string, Record<string, Entry | null>, string]>([
    ['was edited', { 'unstaged.txt': 'edited meanwhile\n' }, 'unstaged.txt'],
    ['was deleted', { 'unstaged.txt': null }, 'unstaged.txt'],
    ['came into being', { 'new/file.txt': 'mine\n' }, 'new/file.txt'],
  ])('is not written when a file that it touches %s meanwhile', async (_case, meanwhile, file) => {
    const { top, request, backup } = await arranged(change);
    writeFiles(top, meanwhile);
    const before = await everything(top);
    expect(await writeToLocal(runGit, request)).toEqual({ moved: [file] });
    expect(await everything(top)).toBe(before);
    expect(existsSync(backup)).toBe(false);
  });

  test('is written when only other files changed meanwhile', async () => {
    const { top, request } = await arranged(change);
    writeFiles(top, { 'both.txt': 'edited meanwhile\n' });
    expect(await writeToLocal(runGit, request)).toHaveProperty('written');
    expect(readFileSync(join(top, 'both.txt'), 'utf8')).toBe('edited meanwhile\n');
  });

  test('does not lead through a link out of the tree', async () => {
    const { top, request } = await arranged({ 'untracked/x.txt': 'fixed\n' });
    const outside = fresh('outside');
    writeFiles(outside, { 'x.txt': 'x\n' });
    writeFiles(top, { untracked: null });
    writeFiles(top, { untracked: { link: outside } });
    const answer = await writeToLocal(runGit, request).catch(() => 'refused');
    expect(answer === 'refused' || (typeof answer === 'object' && 'moved' in answer)).toBe(true);
    expect(readFileSync(join(outside, 'x.txt'), 'utf8')).toBe('x\n');
  });
});

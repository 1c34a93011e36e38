import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type GitHubStandIn, type NewRepository, startGitHub } from '../../src/demo/index.js';
import { runGitClient } from './run-git-client.js';

let github: GitHubStandIn;
let scratch: string;
let work: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'stand-in-git-'));
  work = join(scratch, 'work');
  github = await startGitHub({
    tokens: [
      { token: 'writer', login: 'octo' },
      { token: 'no-workflow', login: 'octo', scopes: ['repo'] },
      { token: 'reader', login: 'guest', permission: 'read' },
      { token: 'fine-reader', login: 'guest', permission: 'read', scopes: null },
      { token: 'stranger', login: 'other', repositories: ['other/thing'] },
    ],
  });
});

afterEach(async () => {
  await github.close();
  await rm(scratch, { recursive: true, force: true });
});

const create = (options: Partial<NewRepository> = {}) =>
  github.createRepository({ owner: 'octo', name: 'project', files: { 'a.txt': 'one\n' }, ...options });

const cloneAndCommit = async (url: string, file = 'a.txt', content: string | Buffer = 'two\n') => {
  await runGitClient(['clone', '--quiet', url, work], { token: 'writer' });
  await runGitClient(['switch', '--quiet', '-c', 'fix'], { cwd: work });
  await writeFile(join(work, file), content);
  await runGitClient(['add', '--all'], { cwd: work });
  return runGitClient(['commit', '--quiet', '-m', 'Fix'], { cwd: work });
};

const push = (token: string | undefined, ...refs: string[]) =>
  runGitClient(['push', '--porcelain', 'origin', ...refs], {
    cwd: work,
    ...(token === undefined ? {} : { token }),
  });

test.each([
  ['a wrong token', 'nonsense', 'could not read Username'],
  ['no token', undefined, 'could not read Username'],
  ['a reader', 'reader', 'Permission to octo/project.git denied to guest.'],
  ['a fine-grained reader', 'fine-reader', 'Write access to repository not granted.'],
])('a push with %s is refused in the words of GitHub', async (_, token, words) => {
  const { cloneUrl } = await create();
  await cloneAndCommit(cloneUrl);
  const { code, stderr } = await push(token, 'fix');
  expect(code).toBe(128);
  expect(stderr).toContain(words);
});

test('a private repository does not exist for those without access', async () => {
  const { cloneUrl } = await create({ private: true });
  const strangers = await runGitClient(['ls-remote', cloneUrl], { token: 'stranger' });
  expect(strangers.stderr).toContain('not found');
  const nobody = await runGitClient(['ls-remote', cloneUrl]);
  expect(nobody.stderr).toContain('could not read Username');
  const owner = await runGitClient(['ls-remote', cloneUrl, 'main'], { token: 'writer' });
  expect(owner.stdout).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main\n$/);
});

test('a public repository can be read by anybody', async () => {
  const { cloneUrl } = await create();
  expect((await runGitClient(['ls-remote', cloneUrl])).code).toBe(0);
});

test('a protected branch answers GH006, and only for itself', async () => {
  const { cloneUrl } = await create({ protectedBranches: ['main'] });
  await cloneAndCommit(cloneUrl);
  const { code, stdout, stderr } = await push('writer', 'fix:main', 'fix:free');
  expect(code).toBe(1);
  expect(stderr).toContain('GH006: Protected branch update failed for refs/heads/main.');
  expect(stdout).toMatch(/^!\trefs\/heads\/fix:refs\/heads\/main\t.*\(protected branch hook declined\)$/m);
  expect(stdout).toMatch(/^\*\trefs\/heads\/fix:refs\/heads\/free\t\[new branch\]$/m);
});

test('a push that rewinds a branch is refused unless it is forced', async () => {
  const { cloneUrl } = await create();
  await cloneAndCommit(cloneUrl);
  await github.commitFiles('octo/project', 'main', { 'b.txt': 'b' }, 'Meanwhile');
  const refused = await push('writer', 'fix:main');
  expect(refused.stdout).toContain('(fetch first)');
  expect((await push('writer', '+fix:main')).code).toBe(0);
});

test('without the workflow scope a push may not touch workflows', async () => {
  const { cloneUrl } = await create({ files: { '.github/workflows/ci.yml': 'on: push\njobs: {}\n' } });
  await cloneAndCommit(cloneUrl, '.github/workflows/ci.yml', 'on: push\n');
  const { stdout } = await push('no-workflow', 'fix:main');
  expect(stdout).toContain(
    '(refusing to allow a Personal Access Token to create or update workflow `.github/workflows/ci.yml` without `workflow` scope)',
  );
  expect((await push('writer', 'fix:main')).code).toBe(0);
});

test('a large push arrives whole', async () => {
  const { cloneUrl } = await create();
  await cloneAndCommit(cloneUrl, 'big.bin', randomBytes(3_000_000));
  expect((await push('writer', 'fix')).code).toBe(0);
  const head = await runGitClient(['rev-parse', 'HEAD'], { cwd: work });
  const remote = await runGitClient(['ls-remote', cloneUrl, 'fix']);
  expect(remote.stdout).toContain(head.stdout.trim());
});

test('shallow and blobless clones work', async () => {
  const { cloneUrl } = await create();
  await github.commitFiles('octo/project', 'main', { 'a.txt': 'two\n' }, 'Second');
  const clone = await runGitClient(['clone', '--quiet', '--depth=1', '--filter=blob:none', cloneUrl, work]);
  expect(clone.code).toBe(0);
  expect((await runGitClient(['rev-list', '--count', 'HEAD'], { cwd: work })).stdout).toBe('1\n');
  expect(await readdir(work)).toContain('a.txt');
});

test('the token never stands in the journal', async () => {
  const { cloneUrl } = await create();
  await cloneAndCommit(cloneUrl);
  await push('writer', 'fix');
  expect(
    github.requests.map(({ origin, method, path, status }) => [origin, method, path, status]),
  ).toContainEqual(['git', 'POST', '/octo/project.git/git-receive-pack', 200]);
  expect(JSON.stringify(github.requests)).not.toContain('writer');
});

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { commitTree, createRunGit, pushCommit, readRemoteHead } from '../../src/git/index.js';
import { commitFiles, createRepository, git, makeScratch, writeFiles } from '../support/git-repository.js';

const { scratch, clean } = makeScratch('git');
afterAll(clean);
const runGit = createRunGit(process.env);
const author = { name: 'cifix', email: 'cifix@example.com' };
const at = Date.parse('2026-01-02T03:04:05.678Z');

const work = join(scratch, 'work');
const bare = join(scratch, 'remote.git');
const gitDir = join(work, '.git');
const remote = { url: `file://${bare}` };
let base: string;
let tree: string;
beforeAll(() => {
  base = createRepository(work, { 'a.txt': 'one\n' });
  tree = git(work, 'rev-parse', `${commitFiles(work, { 'a.txt': 'two\n' })}^{tree}`);
  git(scratch, 'clone', '--quiet', '--bare', work, bare);
  git(bare, 'update-ref', 'refs/heads/main', base);
});

const request = (change: Partial<Parameters<typeof commitTree>[1]> = {}) => ({
  gitDir,
  tree,
  parent: base,
  message: 'fix(ci): it\n\nBody.\n\nCifix-Heal: abcdef12\n',
  author,
  at,
  ...change,
});

describe('a commit', () => {
  test('is the same for the same request, whenever and wherever it is made', async () => {
    const first = await commitTree(runGit, request());
    const elsewhere = createRunGit({
      ...process.env,
      TZ: 'Asia/Tokyo',
      LANG: 'de_DE',
      GIT_AUTHOR_NAME: 'someone',
    });
    expect(await commitTree(elsewhere, request())).toBe(first);
    expect(await commitTree(runGit, request({ at: at + 1000 }))).not.toBe(first);
    expect(git(work, 'cat-file', 'commit', first)).toBe(
      [
        `tree ${tree}`,
        `parent ${base}`,
        'author cifix <cifix@example.com> 1767323045 +0000',
        'committer cifix <cifix@example.com> 1767323045 +0000',
        '',
        'fix(ci): it',
        '',
        'Body.',
        '',
        'Cifix-Heal: abcdef12',
      ].join('\n'),
    );
  });

  test('moves no branch', async () => {
    const refs = git(work, 'for-each-ref');
    await commitTree(runGit, request({ message: 'other' }));
    expect(git(work, 'for-each-ref')).toBe(refs);
  });

  test('takes no message for an option', async () => {
    const id = await commitTree(runGit, request({ message: '--amend\n-n' }));
    expect(git(work, 'log', '-1', '--format=%B', id)).toBe('--amend\n-n');
  });
});

describe('a push', () => {
  const head = (branch: string) => readRemoteHead(runGit, remote, branch);

  test('makes the branch, and again does nothing', async () => {
    const commit = await commitTree(runGit, request());
    expect(await head('cifix/1')).toBeUndefined();
    await pushCommit(runGit, { gitDir, remote, commit, branch: 'cifix/1' });
    expect(await head('cifix/1')).toBe(commit);
    await pushCommit(runGit, { gitDir, remote, commit, branch: 'cifix/1' });
    expect(await head('cifix/1')).toBe(commit);
  });

  test('of something else than what follows the branch is refused, and the branch stays', async () => {
    const foreign = await commitTree(runGit, request({ message: 'foreign' }));
    git(work, 'push', '--quiet', bare, `${foreign}:refs/heads/moved`);
    const ours = await commitTree(runGit, request({ message: 'ours' }));
    await expect(pushCommit(runGit, { gitDir, remote, commit: ours, branch: 'moved' })).rejects.toMatchObject(
      {
        kind: 'refused',
        code: 'branch-moved',
      },
    );
    expect(await head('moved')).toBe(foreign);
  });

  test('tells branches of like names apart', async () => {
    git(bare, 'update-ref', 'refs/heads/x/main', base);
    git(bare, 'update-ref', 'refs/heads/main', git(work, 'rev-parse', 'HEAD'));
    expect(await head('x/main')).toBe(base);
    expect(await head('main')).toBe(git(work, 'rev-parse', 'HEAD'));
    expect(await head('ain')).toBeUndefined();
  });

  test('runs no hook of the pushing repository', async () => {
    const mark = join(scratch, 'hook-ran');
    writeFiles(gitDir, { 'hooks/pre-push': { executable: `#!/bin/sh\ntouch ${mark}\n` } });
    const commit = await commitTree(runGit, request());
    await pushCommit(runGit, { gitDir, remote, commit, branch: 'without-hooks' });
    expect(existsSync(mark)).toBe(false);
    git(work, 'push', '--quiet', bare, `${commit}:refs/heads/with-hooks`);
    expect(existsSync(mark)).toBe(true);
  });

  test('to a directory that is no repository says so without a stack of git’s own words', async () => {
    const nowhere = { url: `file://${scratch}/nowhere.git` };
    await expect(
      pushCommit(runGit, { gitDir, remote: nowhere, commit: base, branch: 'x' }),
    ).rejects.toMatchObject({
      name: 'CifixError',
      facts: { command: 'push' },
    });
  });
});

describe('git itself', () => {
  test('that is not installed is named', async () => {
    const without = createRunGit({ PATH: join(scratch, 'empty') });
    await expect(without(['--version'])).rejects.toMatchObject({ kind: 'machine', code: 'git-missing' });
  });

  test('that ends with an exit code is a failure even when it says nothing', async () => {
    await expect(
      runGit(['rev-parse', '--verify', '--quiet', 'refs/heads/none'], { gitDir }),
    ).rejects.toThrow();
  });

  test('that was killed is a failure, not a short answer', async () => {
    const fake = join(scratch, 'fake-git');
    writeFiles(fake, { git: { executable: '#!/bin/sh\necho half\nkill -9 $$\n' } });
    await expect(createRunGit({ PATH: `${fake}:${process.env.PATH}` })(['diff'])).rejects.toThrow(/killed/);
  });

  test('is waited for until all of its output is read', async () => {
    const fake = join(scratch, 'slow-git');
    // It ends at once; a child of it goes on writing into the same pipe.
    writeFiles(fake, { git: { executable: '#!/bin/sh\necho first\n(sleep 0.3; echo last) &\n' } });
    expect(await createRunGit({ PATH: `${fake}:${process.env.PATH}` })(['diff'])).toBe('first\nlast\n');
  });

  test('stops when it is told to', async () => {
    const fake = join(scratch, 'endless-git');
    writeFiles(fake, { git: { executable: '#!/bin/sh\nexec sleep 60\n' } });
    const controller = new AbortController();
    const running = createRunGit({ PATH: `${fake}:${process.env.PATH}` })(['fetch'], {
      signal: controller.signal,
    });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });

  test('gets no variable of this process that would steer it', async () => {
    const steered = createRunGit({
      PATH: process.env.PATH,
      GIT_DIR: '/elsewhere',
      GIT_SSH_COMMAND: 'evil',
      GIT_CONFIG_GLOBAL: '/evil',
      GIT_EXTERNAL_DIFF: 'evil',
      GH_TOKEN: 'secret',
    });
    const script = join(scratch, 'env-git');
    writeFiles(script, { git: { executable: '#!/bin/sh\nenv\n' } });
    const plain = createRunGit({
      PATH: `${script}:${process.env.PATH}`,
      GH_TOKEN: 'secret',
      GIT_SSH_COMMAND: 'evil',
    });
    const env = await plain(['version']);
    expect(env).not.toMatch(/GH_TOKEN|evil|secret/);
    expect(env).toMatch(/^GIT_CONFIG_GLOBAL=\/dev\/null$/m);
    expect((await steered(['rev-parse', 'HEAD'], { gitDir })).trim()).toHaveLength(40);
  });
});

describe('over http', () => {
  let github: GitHubStandIn;
  let url: string;
  // Of no shape that a scanner would take for a token; what matters is that it is found nowhere.
  const token = 'writer-token-0123456789';
  beforeAll(async () => {
    github = await startGitHub({
      tokens: [
        { token, login: 'octo' },
        { token: 'reader-token-0123456789', login: 'guest', permission: 'read' },
      ],
    });
    const created = await github.createRepository({
      owner: 'octo',
      name: 'project',
      files: { 'a.txt': 'one\n' },
    });
    url = created.cloneUrl;
  });
  afterAll(() => github.close());

  const credential = (of = token) => ({ origin: new URL(url).origin, token: of });
  const fetched = async () => {
    const mirror = join(scratch, 'http.git');
    await runGit(['init', '--bare', '--quiet', mirror]);
    await runGit(['fetch', '--quiet', url, 'main'], { gitDir: mirror, credential: credential() });
    const parent = (await runGit(['rev-parse', 'FETCH_HEAD'], { gitDir: mirror })).trim();
    const commit = await commitTree(runGit, request({ gitDir: mirror, tree: `${parent}^{tree}`, parent }));
    return { mirror, commit };
  };

  test('pushes with the token in no argument list, no configuration and no output', async () => {
    const { mirror, commit } = await fetched();
    const log = join(scratch, 'arguments.log');
    const real = (await promisify(execFile)('sh', ['-c', 'command -v git'])).stdout.trim();
    const spy = join(scratch, 'spy');
    writeFiles(spy, { git: { executable: `#!/bin/sh\nprintf '%s\\n' "$@" >> ${log}\nexec ${real} "$@"\n` } });
    const watched = createRunGit({ ...process.env, PATH: `${spy}:${process.env.PATH}` });
    await pushCommit(watched, {
      gitDir: mirror,
      remote: { url, credential: credential() },
      commit,
      branch: 'fix',
    });
    expect(await readRemoteHead(watched, { url, credential: credential() }, 'fix')).toBe(commit);
    const encoded = Buffer.from(`x-access-token:${token}`).toString('base64');
    const seen = [
      readFileSync(log, 'utf8'),
      ...readdirSync(mirror, { recursive: true, encoding: 'utf8' })
        .filter((file) => !file.startsWith('objects/') && statSync(join(mirror, file)).isFile())
        .map((file) => readFileSync(join(mirror, file), 'utf8')),
    ].join('\n');
    expect(seen).toContain('push');
    expect(seen).not.toContain(token);
    expect(seen).not.toContain(encoded.slice(0, 20));
  });

  test.each([
    ['a wrong token', 'wrong-token-0123456789', 'credential', 'git-unauthorised'],
    ['a token that may only read', 'reader-token-0123456789', 'credential', 'git-forbidden'],
  ])('%s is named, and stands in no word of the error', async (_case, wrong, kind, code) => {
    const { mirror, commit } = await fetched();
    const push = pushCommit(runGit, {
      gitDir: mirror,
      remote: { url, credential: credential(wrong) },
      commit,
      branch: 'other',
    });
    const error = await push.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind, code });
    expect(JSON.stringify({ ...(error as Error), message: (error as Error).message })).not.toContain(wrong);
  });

  test('a repository that is not there, or not to be seen, is named', async () => {
    await expect(
      readRemoteHead(runGit, { url: url.replace('project', 'nothing'), credential: credential() }, 'main'),
    ).rejects.toMatchObject({ kind: 'credential', code: 'git-not-found' });
  });

  test('a host that does not answer is named', async () => {
    await expect(readRemoteHead(runGit, { url: 'http://127.0.0.1:9/o/r.git' }, 'main')).rejects.toMatchObject(
      {
        kind: 'remote',
        code: 'git-unreachable',
      },
    );
  });

  test('the token goes to its own origin only', async () => {
    const { mirror, commit } = await fetched();
    const elsewhere = { url, credential: { origin: 'https://github.test', token } };
    await expect(
      pushCommit(runGit, { gitDir: mirror, remote: elsewhere, commit, branch: 'other' }),
    ).rejects.toMatchObject({ code: 'git-unauthorised' });
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, test } from 'vitest';

import type { RunGit, Workspace } from '../../src/domain/index.js';
import { createRunGit } from '../../src/git/index.js';
import { makeWorkspace, replay } from './support/replay.js';

const env = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'Ann'],
      [`GIT_${who}_EMAIL`, 'ann@example.org'],
    ]),
  ),
};

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always', ...args], {
    cwd,
    env,
    encoding: 'utf8',
  }).trim();

const runGit: RunGit = createRunGit(process.env);

function commitFile(folder: string, path: string, text: string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', `write ${path}`);
  return git(folder, 'rev-parse', 'HEAD');
}

/** A server folder with `octo/demo`, and a workspace as cifix makes it: files, a bare mirror, a shallow repository. */
function prepare(write: (source: string, server: string) => string): {
  workspace: Workspace;
  server: string;
} {
  const workspace = makeWorkspace();
  const server = join(workspace.scratch, '..', 'server');
  const source = join(server, 'octo', 'demo');
  mkdirSync(source, { recursive: true });
  git(source, 'init', '-q');
  const commit = write(source, server);
  git(workspace.gitDir, 'init', '-q', '--bare', '.');
  git(source, 'push', '-q', '--mirror', workspace.gitDir);
  git(workspace.tree, 'init', '-q');
  writeFileSync(join(workspace.tree, '.git/objects/info/alternates'), `${workspace.gitDir}/objects\n`);
  writeFileSync(join(workspace.tree, '.git/shallow'), `${commit}\n`);
  git(workspace.tree, 'update-ref', 'HEAD', commit);
  git(workspace.tree, 'reset', '-q', '--hard', commit);
  return { workspace: { ...workspace, commit }, server };
}

const workflow = (...steps: unknown[]): string =>
  JSON.stringify({ on: 'push', jobs: { job: { 'runs-on': 'x', steps } } });

const checkout = (inputs: Record<string, string | number>) => ({ uses: 'actions/checkout@v4', with: inputs });

function history(source: string): string {
  commitFile(source, 'file', 'first\n');
  git(source, 'tag', 'v1');
  git(source, 'branch', 'release/1');
  return commitFile(source, 'file', 'second\n');
}

test('another branch of the repository is laid out beside it, from the mirror', async () => {
  const { workspace } = prepare(history);
  const { result, tree } = await replay(
    workflow(
      checkout({}),
      { id: 'old', ...checkout({ ref: 'release/1', path: 'old' }) },
      checkout({ ref: 'v1', path: 'tagged/v1' }),
      {
        run: 'cat file old/file tagged/v1/file > seen; echo "$OUT" >> seen',
        env: { OUT: `\${{ steps.old.outputs.ref }}` },
      },
    ),
    { workspace, runGit },
  );
  expect(result.conclusion).toBe('success');
  expect(readFileSync(join(tree, 'seen'), 'utf8')).toBe('second\nfirst\nfirst\nrelease/1\n');
});

test('a branch that the mirror lacks is not checked out, and said', async () => {
  const { workspace } = prepare(history);
  const { result } = await replay(workflow(checkout({}), checkout({ ref: 'gone', path: 'old' })), {
    workspace,
    runGit,
  });
  expect(result.steps[1]).toMatchObject({
    treatment: 'skipped',
    reason: 'not run here: gone is not at hand here',
  });
});

test('with fetch-depth 0 the whole history, the branches and the tags are there', async () => {
  const { workspace } = prepare(history);
  const count = { run: 'git rev-list --count HEAD >> counts; git describe --tags >> counts || true' };
  const { result, tree } = await replay(
    workflow(checkout({}), count, checkout({ 'fetch-depth': 0 }), count, {
      run: 'git log -1 --format=%s origin/release/1 >> counts',
    }),
    { workspace, runGit },
  );
  expect(result.conclusion).toBe('success');
  const [before, after, described, branch] = readFileSync(join(tree, 'counts'), 'utf8').split('\n');
  expect([before, after, branch]).toEqual(['1', '2', 'write file']);
  expect(described).toMatch(/^v1-1-g/);
});

test('submodules of the same host are laid out; those of others are named, and no hook of theirs is run', async () => {
  const { workspace, server } = prepare((source, root) => {
    const library = join(root, 'octo', 'lib');
    mkdirSync(library, { recursive: true });
    git(library, 'init', '-q');
    commitFile(library, 'lib.txt', 'library\n');
    git(source, 'submodule', 'add', '-q', '../lib', 'vendor/lib');
    git(source, 'submodule', 'add', '-q', `file://${library}`, 'vendor/far');
    git(
      source,
      'config',
      '-f',
      '.gitmodules',
      'submodule.vendor/far.url',
      'https://elsewhere.example.org/x/lib',
    );
    return commitFile(source, 'file', 'text\n');
  });
  const { result, tree } = await replay(workflow(checkout({ submodules: 'recursive' })), {
    workspace,
    runGit,
    context: { serverUrl: `file://${server}` },
  });
  expect(readFileSync(join(tree, 'vendor/lib/lib.txt'), 'utf8')).toBe('library\n');
  expect(existsSync(join(tree, 'vendor/far/lib.txt'))).toBe(false);
  expect(result.steps[0]).toMatchObject({
    treatment: 'substituted',
    reason: 'the submodule vendor/far is not of the same host, and not fetched',
  });
});

test('without the trusted git, submodules are said to be missing', async () => {
  const { result } = await replay(workflow(checkout({ submodules: 'true' })), {
    prepare: (tree) => writeFileSync(join(tree, '.gitmodules'), '[submodule "a"]\n'),
  });
  expect(result.steps[0]?.reason).toBe('submodules are not fetched here');
});

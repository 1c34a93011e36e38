import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunGit, Workspace } from '../../src/domain/index.js';
import { createRunGit } from '../../src/git/index.js';
import {
  applyPatch,
  createWorkspace,
  diffTrees,
  fetchCommit,
  keepObject,
  listWorkspaceFiles,
  readWorkspaceFile,
  removeWorkspace,
  resetTree,
  transplant,
  workspaceRoot,
  writeTree,
} from '../../src/workspace/index.js';
import {
  commitFiles,
  createRepository,
  type Entry,
  git,
  makeScratch,
  writeFiles,
} from '../support/git-repository.js';

const runGit: RunGit = createRunGit(process.env);
const { scratch, clean } = makeScratch('workspace');
const origin = join(scratch, 'origin');
const gitDir = join(scratch, 'mirror.git');
let base: string;
let count = 0;
let workspace: Workspace;

const committed: Record<string, Entry> = {
  'a.txt': 'one\ntwo\nthree\n',
  'dir/b.txt': 'b\n',
  'run.sh': { executable: '#!/bin/sh\n' },
  'line-ends.txt': 'dos\r\nmixed\n',
  '.gitignore': 'node_modules/\n*.log\nbuild/\n',
  'ünï cöde ✓.txt': 'name\n',
  link: { link: 'a.txt' },
};

const fetched = async (commit: string) =>
  fetchCommit(runGit, gitDir, { url: `file://${origin}`, repo: 'octo/project', commit, branch: 'main' });

beforeAll(async () => {
  base = createRepository(origin, committed);
  await fetched(base);
});
afterAll(clean);
const open = async (commit = base, branch: string | null = 'main'): Promise<Workspace> => {
  count += 1;
  return createWorkspace(runGit, {
    cacheDir: join(scratch, 'cache'),
    id: `heal/${count}`,
    gitDir,
    commit,
    branch,
    originUrl: 'https://github.test/octo/project.git',
  });
};
beforeEach(async () => {
  workspace = await open();
});

const at = (file: string) => join(workspace.tree, file);
const text = (file: string) => readFileSync(at(file), 'utf8');
const treeOf = (commit: string) => git(gitDir, 'rev-parse', `${commit}^{tree}`);

describe('a workspace', () => {
  test('stands at exactly the commit, byte for byte, with modes and links', async () => {
    expect(await writeTree(runGit, workspace)).toBe(treeOf(base));
    expect(text('line-ends.txt')).toBe('dos\r\nmixed\n');
    expect(statSync(at('run.sh')).mode & 0o111).toBe(0o111);
    expect(readlinkSync(at('link'))).toBe('a.txt');
    expect((await listWorkspaceFiles(runGit, workspace)).sort()).toEqual(Object.keys(committed).sort());
  });

  test('has nothing of an earlier one of the same heal', async () => {
    writeFileSync(at('left-over'), '');
    writeFileSync(join(workspace.scratch, 'left-over'), '');
    count -= 1;
    const again = await open();
    expect(again.tree).toBe(workspace.tree);
    expect([existsSync(join(again.tree, 'left-over')), existsSync(join(again.scratch, 'left-over'))]).toEqual(
      [false, false],
    );
  });

  test('gives project code a repository of its own, clean, on the branch and with the origin’s address', () => {
    expect(git(workspace.tree, 'status', '--porcelain')).toBe('');
    expect(git(workspace.tree, 'rev-parse', 'HEAD')).toBe(base);
    expect(git(workspace.tree, 'symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(git(workspace.tree, 'remote', 'get-url', 'origin')).toBe('https://github.test/octo/project.git');
  });

  test.each(['../../../outside', 'a/../../b', '/abs', '.hidden', 'x.lock'])(
    'does not make a path of the branch name %j',
    async (branch) => {
      const made = await createWorkspace(runGit, {
        ...{ cacheDir: join(scratch, 'cache'), id: 'odd', gitDir, commit: base },
        branch,
      });
      expect(readFileSync(join(made.tree, '.git', 'HEAD'), 'utf8')).toBe(`${base}\n`);
      expect(existsSync(join(scratch, 'cache', 'worktrees', 'outside'))).toBe(false);
    },
  );

  test('what project code commits in its own repository does not reach the mirror', async () => {
    const refs = () => git(gitDir, 'for-each-ref');
    const before = refs();
    commitFiles(workspace.tree, { 'a.txt': 'from a step\n' });
    git(workspace.tree, 'tag', 'v9');
    expect(refs()).toBe(before);
    await resetTree(runGit, workspace, base, { keep: 'nothing' });
    expect(await writeTree(runGit, workspace)).toBe(treeOf(base));
  });

  test('is refused when the files on disk are not those of the commit, ignored ones included', async () => {
    const changing =
      (path: string, text: string): RunGit =>
      async (args, options) => {
        const answer = await runGit(args, options);
        if (args[0] === 'read-tree') writeFileSync(join(options?.workTree ?? '', path), text);
        return answer;
      };
    const wanted = { cacheDir: join(scratch, 'cache'), id: 'differs', gitDir, commit: base };
    for (const path of ['a.txt', 'left.log'])
      await expect(createWorkspace(changing(path, 'x\n'), wanted)).rejects.toMatchObject({
        code: 'workspace-differs',
        facts: { files: [path] },
      });
    await createWorkspace(runGit, wanted);
  });

  test('is removed whole', async () => {
    mkdirSync(at('deep/er'), { recursive: true });
    chmodSync(at('deep/er'), 0o755);
    const root = workspaceRoot(join(scratch, 'cache'), workspace.id);
    expect(existsSync(root)).toBe(true);
    await removeWorkspace(join(scratch, 'cache'), workspace.id);
    expect(existsSync(root)).toBe(false);
  });
});

describe('a reset', () => {
  const mess = () =>
    writeFiles(workspace.tree, {
      'a.txt': 'changed\n',
      'dir/b.txt': null,
      'stray.txt': 'not ignored\n',
      'trace.log': 'ignored\n',
      'build/out.js': 'ignored\n',
      'node_modules/x/index.js': 'installed\n',
      'packages/p/node_modules/y/index.js': 'installed\n',
    });

  test.each([
    ['nothing', []],
    ['dependencies', ['node_modules/x/index.js', 'packages/p/node_modules/y/index.js']],
    [
      'build-outputs',
      ['build/out.js', 'node_modules/x/index.js', 'packages/p/node_modules/y/index.js', 'trace.log'],
    ],
  ] as const)('that keeps %s restores what is tracked and leaves just that', async (keep, left) => {
    mess();
    await resetTree(runGit, workspace, base, { keep });
    const files = readdirSync(workspace.tree, { recursive: true, encoding: 'utf8' })
      .filter((file) => !file.startsWith('.git/') && lstatSync(at(file)).isFile())
      .sort();
    const tracked = Object.keys(committed).filter((file) => file !== 'link');
    expect(files).toEqual([...tracked, ...left].sort());
    expect(text('a.txt')).toBe('one\ntwo\nthree\n');
    expect(text('dir/b.txt')).toBe('b\n');
    expect(existsSync(at('.git/HEAD'))).toBe(true);
  });

  test('restores a file whose change git would not notice by its size and time', async () => {
    const { atime, mtime } = statSync(at('dir/b.txt'));
    writeFileSync(at('dir/b.txt'), 'c\n');
    const { utimesSync } = await import('node:fs');
    utimesSync(at('dir/b.txt'), atime, mtime);
    await resetTree(runGit, workspace, base, { keep: 'build-outputs' });
    expect(text('dir/b.txt')).toBe('b\n');
  });

  test('goes to any tree and back, with files in the place of directories', async () => {
    writeFiles(workspace.tree, { dir: null });
    writeFiles(workspace.tree, { dir: 'a file now\n', 'a.txt': null });
    mkdirSync(at('a.txt'));
    writeFileSync(at('a.txt/inner'), 'x\n');
    const tree = await writeTree(runGit, workspace);
    await resetTree(runGit, workspace, base, { keep: 'build-outputs' });
    expect(await writeTree(runGit, workspace)).toBe(treeOf(base));
    await resetTree(runGit, workspace, tree, { keep: 'build-outputs' });
    expect([text('dir'), text('a.txt/inner')]).toEqual(['a file now\n', 'x\n']);
  });

  test('removes a repository that project code made inside the tree', async () => {
    createRepository(at('nested'), { 'x.txt': 'x\n' });
    await resetTree(runGit, workspace, base, { keep: 'build-outputs' });
    expect(existsSync(at('nested'))).toBe(false);
  });
});

describe('a written tree', () => {
  test('holds what changed, without what git ignores', async () => {
    writeFiles(workspace.tree, { 'new.txt': 'n\n', 'trace.log': 'ignored\n', 'a.txt': null });
    const tree = await writeTree(runGit, workspace);
    expect(git(gitDir, 'ls-tree', '-r', '--name-only', tree).split('\n')).toEqual(
      expect.arrayContaining(['new.txt', 'dir/b.txt']),
    );
    expect(git(gitDir, 'ls-tree', '-r', '--name-only', tree)).not.toMatch(/trace\.log|^a\.txt/m);
  });

  test('is kept from being collected by a ref of its heal', async () => {
    writeFiles(workspace.tree, { 'kept.txt': 'k\n' });
    const tree = await writeTree(runGit, workspace);
    await keepObject(runGit, gitDir, 'abcdef12', tree);
    git(gitDir, 'gc', '--prune=now', '--quiet');
    expect(git(gitDir, 'cat-file', '-t', tree)).toBe('tree');
  });
});

describe('the difference of two trees', () => {
  const change = async (files: Record<string, Entry | null>) => {
    writeFiles(workspace.tree, files);
    return diffTrees(runGit, gitDir, base, await writeTree(runGit, workspace));
  };

  test.each<[string, Record<string, Entry | null>, object]>([
    ['an added file', { 'x.txt': '1\n2\n' }, { file: 'x.txt', kind: 'added', added: 2, removed: 0 }],
    [
      'a changed file',
      { 'a.txt': 'one\n2\nthree\n' },
      { file: 'a.txt', kind: 'modified', added: 1, removed: 1 },
    ],
    ['a deleted file', { 'dir/b.txt': null }, { file: 'dir/b.txt', kind: 'deleted', added: 0, removed: 1 }],
    [
      'a renamed file',
      { 'a.txt': null, 'moved.txt': 'one\ntwo\nthree\n' },
      { file: 'moved.txt', from: 'a.txt', kind: 'renamed', added: 0, removed: 0 },
    ],
    [
      'a changed mode',
      { 'a.txt': { executable: 'one\ntwo\nthree\n' } },
      { file: 'a.txt', kind: 'mode', added: 0, removed: 0 },
    ],
    [
      'a binary file',
      { 'x.bin': Buffer.from([0, 1, 2, 255]) },
      { file: 'x.bin', kind: 'added', added: 0, removed: 0 },
    ],
    [
      'names in other scripts, with blanks and quotes',
      { 'ünï cöde ✓.txt': 'other\n', 'a "b"\t日本.txt': 'x\n' },
      { file: 'a "b"\t日本.txt', kind: 'added', added: 1, removed: 0 },
    ],
    [
      'a link that points elsewhere',
      { link: { link: 'dir/b.txt' } },
      { file: 'link', kind: 'modified', added: 1, removed: 1 },
    ],
  ])('tells %s, and its patch makes the one tree of the other', async (_case, files, expected) => {
    const { patch, changes } = await change(files);
    expect(changes).toContainEqual(expected);
    expect(changes).toHaveLength(Object.keys(files).length - ('moved.txt' in files ? 1 : 0));
    const wanted = await writeTree(runGit, workspace);
    await resetTree(runGit, workspace, base, { keep: 'nothing' });
    await applyPatch(runGit, workspace, patch);
    expect(await writeTree(runGit, workspace)).toBe(wanted);
  });

  test('can be put on a third one, unless it does not fit there', async () => {
    const before = await writeTree(runGit, workspace);
    writeFileSync(join(workspace.tree, 'a.txt'), 'one\n2\nthree\n');
    const after = await writeTree(runGit, workspace);
    await resetTree(runGit, workspace, before, { keep: 'nothing' });
    writeFileSync(join(workspace.tree, 'new.txt'), 'new\n');
    const other = await writeTree(runGit, workspace);
    const moved = await transplant(runGit, gitDir, { from: before, to: after, onto: other });
    const { changes } = await diffTrees(runGit, gitDir, other, moved ?? '');
    expect(changes.map(({ file }) => file)).toEqual(['a.txt']);
    writeFileSync(join(workspace.tree, 'a.txt'), 'nothing alike\n');
    const unlike = await writeTree(runGit, workspace);
    expect(await transplant(runGit, gitDir, { from: before, to: after, onto: unlike })).toBeUndefined();
    expect(await transplant(runGit, gitDir, { from: after, to: after, onto: unlike })).toBe(unlike);
  });

  test('of a tree to itself is empty', async () => {
    expect(await diffTrees(runGit, gitDir, base, base)).toEqual({ patch: '', changes: [] });
  });

  test('a patch that does not fit writes nothing', async () => {
    const patch = [
      ...['diff --git a/new.txt b/new.txt', 'new file mode 100644', '--- /dev/null', '+++ b/new.txt'],
      ...['@@ -0,0 +1 @@', '+new'],
      ...[
        'diff --git a/a.txt b/a.txt',
        '--- a/a.txt',
        '+++ b/a.txt',
        '@@ -1 +1 @@',
        '-something else',
        '+x',
        '',
      ],
    ].join('\n');
    await expect(applyPatch(runGit, workspace, patch)).rejects.toThrow();
    expect(existsSync(at('new.txt'))).toBe(false);
  });

  test.each(['../outside.txt', '.git/config', '/tmp/outside.txt'])(
    'a patch for %s is refused',
    async (file) => {
      const patch = `diff --git a/${file} b/${file}\nnew file mode 100644\n--- /dev/null\n+++ b/${file}\n@@ -0,0 +1 @@\n+x\n`;
      const before = readFileSync(at('.git/config'), 'utf8');
      await expect(applyPatch(runGit, workspace, patch)).rejects.toThrow();
      expect(existsSync(join(dirname(workspace.tree), 'outside.txt'))).toBe(false);
      expect(readFileSync(at('.git/config'), 'utf8')).toBe(before);
    },
  );
});

describe('a file that is read', () => {
  test('is one that git knows', async () => {
    writeFileSync(at('untracked.txt'), 'x');
    expect(await readWorkspaceFile(runGit, workspace, 'dir/b.txt')).toBe('b\n');
    expect(await readWorkspaceFile(runGit, workspace, 'ünï cöde ✓.txt')).toBe('name\n');
    expect(await readWorkspaceFile(runGit, workspace, 'untracked.txt')).toBeUndefined();
    expect(await readWorkspaceFile(runGit, workspace, 'dir')).toBeUndefined();
    expect(await readWorkspaceFile(runGit, workspace, '*.txt')).toBeUndefined();
    expect(await readWorkspaceFile(runGit, workspace, '../index')).toBeUndefined();
  });

  test.each([
    ['a link that was committed', 'out'],
    ['a directory that became a link', 'dir/b.txt'],
  ])('does not lead out of the tree through %s', async (_case, file) => {
    const outside = join(scratch, 'outside');
    writeFiles(outside, { 'b.txt': 'secret\n' });
    const commit = commitFiles(origin, { out: { link: join(outside, 'b.txt') } }, 'A link out');
    await fetched(commit);
    workspace = await open(commit);
    writeFiles(workspace.tree, { dir: null });
    writeFiles(workspace.tree, { dir: { link: outside } });
    expect(await readWorkspaceFile(runGit, workspace, file)).toBeUndefined();
  });
});

describe('what project code leaves in the tree never runs on this side', () => {
  /** Every operation of the host on a workspace. */
  const operations: Record<string, () => Promise<unknown>> = {
    writeTree: () => writeTree(runGit, workspace),
    'writeTree, again': () => writeTree(runGit, workspace),
    listWorkspaceFiles: () => listWorkspaceFiles(runGit, workspace),
    readWorkspaceFile: () => readWorkspaceFile(runGit, workspace, 'a.txt'),
    diffTrees: async () => diffTrees(runGit, gitDir, base, await writeTree(runGit, workspace)),
    'resetTree build-outputs': () =>
      resetTree(runGit, workspace, workspace.commit, { keep: 'build-outputs' }),
    applyPatch: () =>
      applyPatch(
        runGit,
        workspace,
        'diff --git a/run.sh b/run.sh\n--- a/run.sh\n+++ b/run.sh\n@@ -1 +1,2 @@\n #!/bin/sh\n+true\n',
      ),
    'resetTree nothing': () => resetTree(runGit, workspace, workspace.commit, { keep: 'nothing' }),
  };
  let mark: string;

  /**
   * Settings with which git runs a program, all leading to one mark. Changed files keep their size below:
   * only then must git read them, through the filters.
   */
  const poison = (config: string): void => {
    const run = `sh -c 'touch ${mark}; cat'`;
    for (const [key, value] of Object.entries({
      'core.fsmonitor': `touch ${mark}; false`,
      'diff.external': run,
      'diff.evil.command': run,
      'diff.evil.textconv': run,
      'filter.evil.clean': run,
      'filter.evil.smudge': run,
      'core.sshCommand': run,
      'core.pager': run,
      'core.editor': run,
      'core.hooksPath': join(scratch, 'hooks'),
      'credential.helper': `!${run}`,
    }))
      git(scratch, 'config', '--file', config, key, value);
  };

  beforeEach(() => {
    mark = join(scratch, `mark-${count}`);
    for (const hook of [
      'post-index-change',
      'pre-commit',
      'post-checkout',
      'reference-transaction',
      'fsmonitor',
    ])
      writeFiles(scratch, { [`hooks/${hook}`]: { executable: `#!/bin/sh\ntouch ${mark}\n` } });
  });

  const afterEachOperation = async (arrange: () => void) => {
    for (const [name, operation] of Object.entries(operations)) {
      arrange();
      await operation();
      expect(existsSync(mark), name).toBe(false);
    }
  };

  test('neither from the configuration of its repository, nor from hooks, nor from attributes', async () => {
    await afterEachOperation(() => {
      poison(at('.git/config'));
      cpSync(join(scratch, 'hooks'), at('.git/hooks'), { recursive: true });
      writeFiles(workspace.tree, {
        '.gitattributes': '* filter=evil diff=evil\n',
        '.git/info/attributes': '* filter=evil diff=evil\n',
        'a.txt': 'ONE\ntwo\nthree\n',
      });
    });
    // The arrangement is a live one: git that trusts the tree does run it.
    git(workspace.tree, 'status');
    expect(existsSync(mark)).toBe(true);
  });

  test('nor from the repository of a submodule, into which git would start another git', async () => {
    const library = join(scratch, 'library');
    const commit = existsSync(library)
      ? git(library, 'rev-parse', 'HEAD')
      : createRepository(library, { 'f.txt': 'x\n' });
    git(origin, 'update-index', '--add', '--cacheinfo', `160000,${commit},vendor/library`);
    git(origin, 'commit', '--quiet', '-m', 'A submodule');
    const withSubmodule = git(origin, 'rev-parse', 'HEAD');
    await fetched(withSubmodule);
    workspace = await open(withSubmodule);
    await afterEachOperation(() => {
      writeFiles(workspace.tree, { 'vendor/library': null });
      cpSync(library, at('vendor/library'), { recursive: true });
      poison(at('vendor/library/.git/config'));
      writeFiles(workspace.tree, {
        'vendor/library/.gitattributes': '* filter=evil diff=evil\n',
        'vendor/library/f.txt': 'y\n',
      });
    });
    expect(await writeTree(runGit, workspace)).toBe(treeOf(withSubmodule));
    git(workspace.tree, '-C', 'vendor/library', 'status');
    expect(existsSync(mark)).toBe(true);
  });

  test('nor from a repository that it made inside the tree', async () => {
    await afterEachOperation(() => {
      writeFiles(workspace.tree, { nested: null });
      createRepository(at('nested'), { 'f.txt': 'x\n' });
      poison(at('nested/.git/config'));
      writeFiles(workspace.tree, { 'nested/.gitattributes': '* filter=evil\n', 'nested/f.txt': 'y\n' });
    });
  });

  test('nor is the mirror changed by a `.git` that points at it', async () => {
    writeFiles(workspace.tree, { '.git': null });
    writeFiles(workspace.tree, { '.git': `gitdir: ${gitDir}\n` });
    const before = git(gitDir, 'config', '--list', '--local');
    await writeTree(runGit, workspace);
    await resetTree(runGit, workspace, base, { keep: 'nothing' });
    expect(git(gitDir, 'config', '--list', '--local')).toBe(before);
    expect(await writeTree(runGit, workspace)).toBe(treeOf(base));
  });
});

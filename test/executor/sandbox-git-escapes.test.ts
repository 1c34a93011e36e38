import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Workspace } from '../../src/domain/index.js';
import { createRunGit } from '../../src/git/index.js';
import {
  applyPatch,
  createWorkspace,
  diffTrees,
  fetchCommit,
  listWorkspaceFiles,
  resetTree,
  transplant,
  writeTree,
} from '../../src/workspace/index.js';
import { createRepository, git, makeScratch } from '../support/git-repository.js';
import { job, logOf } from './support/escapes.js';
import { replay } from './support/replay.js';
import { sandboxes } from './support/sandbox.js';

const runGit = createRunGit(process.env);
const { scratch, clean } = makeScratch('git-escapes');
const gitDir = join(scratch, 'mirror.git');
/** A program on this machine that project code wants git to start for it. */
const evil = join(scratch, 'evil.sh');
const mark = join(scratch, 'escaped');
const url = `file://${join(scratch, 'origin')}`;
let base: string;
let workspace: Workspace;
let count = 0;

beforeAll(async () => {
  writeFileSync(evil, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
  base = createRepository(join(scratch, 'origin'), { 'a.txt': 'one\n', 'dir/b.txt': 'b\n' });
  await fetchCommit(runGit, gitDir, { url, repo: 'octo/project', commit: base, branch: 'main' });
});
afterAll(clean);

beforeEach(async () => {
  const cacheDir = join(scratch, 'cache');
  workspace = await createWorkspace(runGit, { cacheDir, id: `heal/${count++}`, gitDir, commit: base });
});

/** All that cifix does on a workspace after project code ran in it. */
async function useOnHost(): Promise<void> {
  const changed = await writeTree(runGit, workspace);
  await diffTrees(runGit, gitDir, base, changed);
  await listWorkspaceFiles(runGit, workspace);
  await transplant(runGit, gitDir, { from: base, to: changed, onto: base });
  await resetTree(runGit, workspace, base, { keep: 'build-outputs' });
  const patch = 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1,2 @@\n one\n+two\n';
  await applyPatch(runGit, workspace, patch);
  expect(readFileSync(join(workspace.tree, 'a.txt'), 'utf8')).toBe('one\ntwo\n');
  await resetTree(runGit, workspace, changed, { keep: 'dependencies' });
  await resetTree(runGit, workspace, base, { keep: 'nothing' });
}

/** What project code leaves behind, and the command of a person that would set it off. */
const traps: Record<string, { leave: string; setOff: string[] }> = {
  'a git hook': {
    leave: `for hook in pre-commit post-checkout post-index-change reference-transaction pre-applypatch; do
      printf '#!/bin/sh\ntouch ${mark}\n' > .git/hooks/$hook; chmod +x .git/hooks/$hook; done`,
    setOff: ['commit', '--quiet', '--allow-empty', '--message', 'x'],
  },
  'a filter of .gitattributes': {
    leave: `echo '* filter=evil diff=evil merge=evil' > .gitattributes
      git config filter.evil.clean ${evil}; git config filter.evil.smudge ${evil}; git config filter.evil.required true
      git config diff.evil.textconv ${evil}; git config diff.evil.command ${evil}; git config merge.evil.driver ${evil}
      echo changed > a.txt`,
    setOff: ['add', '--all'],
  },
  'core.fsmonitor': { leave: `git config core.fsmonitor ${evil}; echo changed > a.txt`, setOff: ['status'] },
  'an alias, a pager, an editor and an ssh command': {
    leave: `git config core.sshCommand ${evil}; git config core.pager ${evil}; git config core.editor ${evil}
      git config alias.read-tree '!${evil}'; git config remote.origin.url ssh://nobody@127.0.0.1/x`,
    setOff: ['fetch', '--quiet'],
  },
  'a submodule with a hostile URL': {
    leave: `git config protocol.ext.allow always
      printf '[submodule "x"]\n\tpath = x\n\turl = ext::${evil}\n' > .gitmodules
      git config submodule.x.url 'ext::${evil}'; git config submodule.x.active true
      git update-index --add --cacheinfo 160000,${'1'.repeat(40)},x; mkdir x`,
    setOff: ['-c', 'protocol.ext.allow=always', 'submodule', 'update', '--init'],
  },
};

describe.each(sandboxes)('after project code ran in %s, git of this machine', (_kind, sandbox) => {
  test.each(Object.entries(traps))('starts nothing for %s', async (_name, { leave, setOff }) => {
    const { result } = await replay(job(leave, 'echo changed > dir/b.txt'), { sandbox, workspace });
    expect(result.conclusion, logOf(result)).toBe('success');
    await useOnHost();
    expect(existsSync(mark)).toBe(false);
    // The trap is a live one: a git that trusts the tree falls into it.
    const again = await replay(job(leave, 'echo changed > dir/b.txt'), { sandbox, workspace });
    expect(again.result.conclusion, logOf(again.result)).toBe('success');
    expect(wasSetOff(setOff)).toBe(true);
  });

  test('writes nothing through a link that leads out of the tree', async () => {
    const outside = join(scratch, `outside-${count}`);
    mkdirSync(outside);
    writeFileSync(join(outside, 'b.txt'), 'kept\n');
    const { result } = await replay(
      job(`rm -r dir && ln -s ${outside} dir && rm -rf .git && ln -s ${gitDir} .git && ls -l`),
      { sandbox, workspace },
    );
    expect(result.conclusion, logOf(result)).toBe('success');
    const patch =
      'diff --git a/dir/b.txt b/dir/b.txt\n--- a/dir/b.txt\n+++ b/dir/b.txt\n@@ -1 +1 @@\n-kept\n+written\n';
    await expect(applyPatch(runGit, workspace, patch)).rejects.toThrow();
    const head = readFileSync(join(gitDir, 'HEAD'), 'utf8');
    await resetTree(runGit, workspace, base, { keep: 'nothing' });
    expect(readFileSync(join(outside, 'b.txt'), 'utf8')).toBe('kept\n');
    expect(readFileSync(join(workspace.tree, 'dir/b.txt'), 'utf8')).toBe('b\n');
    expect(readFileSync(join(gitDir, 'HEAD'), 'utf8')).toBe(head);
  });
});

function wasSetOff(command: string[]): boolean {
  try {
    git(workspace.tree, ...command);
  } catch {
    // Some of these fail after they were set off.
  }
  const found = existsSync(mark);
  if (found) rmSync(mark);
  return found;
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileChange, RunGit, TreeDiff } from '../domain/index.js';

/** What changed between two trees or commits of the mirror. */
export async function diffTrees(runGit: RunGit, gitDir: string, from: string, to: string): Promise<TreeDiff> {
  const plain = ['--no-ext-diff', '--no-textconv', '--no-color'];
  const patch = await runGit(['diff', ...plain, '--binary', '--full-index', '-M', from, to], { gitDir });
  const raw = await runGit(['diff', ...plain, '--raw', '-z', '-M', from, to], { gitDir });
  const counts = await runGit(['diff', ...plain, '--numstat', '-z', '-M', from, to], { gitDir });
  return { patch, changes: readChanges(raw, counts) };
}

/** The change between two trees put on a third one; undefined when it does not fit there. */
export async function transplant(
  runGit: RunGit,
  gitDir: string,
  { from, to, onto }: { from: string; to: string; onto: string },
): Promise<string | undefined> {
  const { patch } = await diffTrees(runGit, gitDir, from, to);
  if (patch === '') return (await runGit(['rev-parse', `${onto}^{tree}`], { gitDir })).trim();
  const indexFile = join(gitDir, `transplant-${process.pid}.index`);
  const at = { gitDir, indexFile };
  try {
    await runGit(['read-tree', onto], at);
    await runGit(['apply', '--cached', '--3way', '--whitespace=nowarn', '-'], { ...at, input: patch });
    return (await runGit(['write-tree'], at)).trim();
  } catch {
    return undefined;
  } finally {
    await rm(indexFile, { force: true });
  }
}

function readChanges(raw: string, numstat: string): FileChange[] {
  const counts = readCounts(numstat);
  const words = raw.split('\0');
  const changes: FileChange[] = [];
  for (let at = 0; at < words.length; ) {
    const head = words[at++];
    if (!head?.startsWith(':')) continue;
    const [oldMode, newMode, , , status = ''] = head.slice(1).split(' ');
    const first = words[at++] ?? '';
    const renamed = /^[RC]/.test(status);
    const file = renamed ? (words[at++] ?? first) : first;
    const [added = 0, removed = 0] = counts.get(file) ?? [];
    changes.push({
      file,
      kind: kindOf(status, oldMode !== newMode && added + removed === 0),
      ...(renamed ? { from: first } : {}),
      added,
      removed,
    });
  }
  return changes;
}

function kindOf(status: string, modeOnly: boolean): FileChange['kind'] {
  if (status.startsWith('A')) return 'added';
  if (status.startsWith('D')) return 'deleted';
  if (/^[RC]/.test(status)) return 'renamed';
  return modeOnly ? 'mode' : 'modified';
}

/** `--numstat -z`: `added TAB removed TAB path NUL`, or for a rename an empty path and two more words. */
function readCounts(numstat: string): Map<string, [number, number]> {
  const counts = new Map<string, [number, number]>();
  const words = numstat.split('\0');
  for (let at = 0; at < words.length; at++) {
    const [added, removed, ...path] = (words[at] ?? '').split('\t');
    if (added === undefined || removed === undefined || path.length === 0) continue;
    let file = path.join('\t');
    if (file === '') {
      file = words[at + 2] ?? '';
      at += 2;
    }
    counts.set(file, [Number(added) || 0, Number(removed) || 0]);
  }
  return counts;
}

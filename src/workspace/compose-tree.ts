import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunGit } from '../domain/index.js';

/** A file of a commit or tree of the mirror; undefined when it is not there, is no text, or is larger than 1 MB. */
export async function readBlob(
  runGit: RunGit,
  gitDir: string,
  treeish: string,
  file: string,
): Promise<string | undefined> {
  const entry = await entryOf(runGit, gitDir, treeish, file);
  if (!entry || !isRegular(entry.mode)) return undefined;
  const size = Number(await runGit(['cat-file', '-s', entry.id], { gitDir }));
  if (size > maxTextBytes) return undefined;
  const text = await runGit(['cat-file', 'blob', entry.id], { gitDir });
  return text.includes('\0') ? undefined : text;
}

/** The tree with these files as they are in another one; files that are not there are gone from it. */
export function takeBackFiles(
  runGit: RunGit,
  gitDir: string,
  { tree, of, files }: { tree: string; of: string; files: readonly string[] },
): Promise<string> {
  return withIndex(runGit, gitDir, tree, async (update) => {
    for (const file of files) {
      const entry = await entryOf(runGit, gitDir, of, file);
      update(entry?.mode ?? '0', entry?.id ?? absent, file);
    }
  });
}

/** The tree with other texts in these files; a file keeps its mode. */
export function writeTexts(
  runGit: RunGit,
  gitDir: string,
  { tree, texts }: { tree: string; texts: ReadonlyMap<string, string> },
): Promise<string> {
  return withIndex(runGit, gitDir, tree, async (update) => {
    for (const [file, text] of texts) {
      const mode = (await entryOf(runGit, gitDir, tree, file))?.mode ?? '100644';
      update(mode, await storeBlob(runGit, gitDir, text), file);
    }
  });
}

const maxTextBytes = 1024 * 1024;
const absent = '0'.repeat(40);
const isRegular = (mode: string): boolean => mode === '100644' || mode === '100755';

async function entryOf(
  runGit: RunGit,
  gitDir: string,
  treeish: string,
  file: string,
): Promise<{ mode: string; id: string } | undefined> {
  const line = await runGit(['ls-tree', '-z', '--full-tree', treeish, '--', `:(literal)${file}`], { gitDir });
  const [, mode, id] = /^(\d{6}) \w+ ([0-9a-f]+)\t/.exec(line) ?? [];
  return mode && id ? { mode, id } : undefined;
}

/** An empty standard input cannot be told from none, so an empty file is read from the empty device. */
const storeBlob = async (runGit: RunGit, gitDir: string, text: string): Promise<string> =>
  (
    await runGit(['hash-object', '-w', '--no-filters', ...(text === '' ? ['/dev/null'] : ['--stdin'])], {
      gitDir,
      ...(text === '' ? {} : { input: text }),
    })
  ).trim();

type Update = (mode: string, id: string, file: string) => void;

/** An index of its own that starts as the tree; answers the tree that `change` makes of it. */
async function withIndex(
  runGit: RunGit,
  gitDir: string,
  tree: string,
  change: (update: Update) => Promise<void>,
): Promise<string> {
  const indexFile = join(gitDir, `compose-${randomUUID()}.index`);
  const at = { gitDir, indexFile };
  const lines: string[] = [];
  try {
    await runGit(['read-tree', tree], at);
    await change((mode, id, file) => lines.push(`${mode} ${id}\t${file}\0`));
    if (lines.length > 0)
      await runGit(['update-index', '-z', '--index-info'], { ...at, input: lines.join('') });
    return (await runGit(['write-tree'], at)).trim();
  } finally {
    await rm(indexFile, { force: true });
  }
}

import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** How to take one change back. Paths are relative to the root. */
const Reversal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('restore'), file: z.string(), base64: z.string(), mode: z.number() }),
  z.object({ kind: z.literal('remove'), file: z.string() }),
  z.object({ kind: z.literal('remove-directory'), file: z.string() }),
]);
export type Reversal = z.infer<typeof Reversal>;

const journalName = 'edits.json';

/** Writes down how to take the coming changes back, before the first of them is made. */
export async function writeJournal(directory: string, reversals: readonly Reversal[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeWhole(join(directory, journalName), JSON.stringify(reversals), 0o600);
}

/** Takes back the changes that a journal tells of, also after a crash; false when there is no journal. */
export async function undoJournal(root: string, directory: string): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(join(directory, journalName), 'utf8');
  } catch {
    return false;
  }
  await reverse(root, z.array(Reversal).parse(JSON.parse(text)));
  await rm(join(directory, journalName));
  return true;
}

export async function dropJournal(directory: string): Promise<void> {
  await rm(join(directory, journalName), { force: true });
}

/** Takes changes back, the last one first; one that fails does not keep the others from it. */
export async function reverse(root: string, reversals: readonly Reversal[]): Promise<void> {
  const failures: unknown[] = [];
  for (const reversal of [...reversals].reverse()) {
    await takeBack(join(root, reversal.file), reversal).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

async function takeBack(path: string, reversal: Reversal): Promise<void> {
  switch (reversal.kind) {
    case 'restore':
      await mkdir(dirname(path), { recursive: true });
      return writeWhole(path, Buffer.from(reversal.base64, 'base64'), reversal.mode);
    case 'remove':
      // It may never have been made, when what stands in its way is a file.
      return rm(path, { force: true }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTDIR') throw error;
      });
    case 'remove-directory':
      // A directory that holds something else by now stays.
      return rmdir(path).catch(() => undefined);
  }
}

/** Writes a file so that a reader sees the old content or the new, never a part. */
export async function writeWhole(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.cifix-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // The mask of the process may have taken bits away.
    await chmod(temporary, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

import { lstat, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Edit } from '../../domain/index.js';
import { editsNotWritten } from '../../errors/index.js';
import { confinePath, isRefusal } from './confine-path.js';
import { dropJournal, type Reversal, reverse, writeJournal, writeWhole } from './journal.js';
import type { Stage } from './match-stages.js';
import { type PlannedFile, type PlanOptions, planEdits } from './plan-edits.js';
import type { Refusal } from './refusal.js';

interface AppliedFile {
  file: string;
  kind: 'added' | 'modified' | 'deleted' | 'renamed';
  /** Old path of a rename. */
  from?: string;
  /** Loosest stage of the matcher that was needed. */
  stage?: Stage | 'rewrite';
}

export interface Applied {
  ok: true;
  applied: AppliedFile[];
  /** Puts content, modes and names back as they were. */
  undo(): Promise<void>;
}

const newFileMode = 0o644;

/**
 * Makes all edits in `root` or none. With `journalDir` the way back is on disk before the first change, so that
 * `undoJournal` can take it after a crash.
 */
export async function applyEdits(
  root: string,
  edits: readonly Edit[],
  options: PlanOptions & { journalDir?: string } = {},
): Promise<Applied | Refusal> {
  for (const [i, edit] of edits.entries()) {
    for (const path of edit.action === 'rename' ? [edit.file, edit.to] : [edit.file]) {
      const confined = await confinePath(root, path);
      if (typeof confined !== 'string') return { ...confined, block: i + 1 };
    }
  }
  const planned = await planEdits(edits, (file) => readIfThere(join(root, file)), options);
  if (isRefusal(planned)) return planned;

  const { journalDir } = options;
  const reversals = (await Promise.all(planned.files.map((file) => reversalsOf(root, file)))).flat();
  if (journalDir !== undefined) await writeJournal(journalDir, reversals);
  const undo = async (): Promise<void> => {
    await reverse(root, reversals);
    if (journalDir !== undefined) await dropJournal(journalDir);
  };
  try {
    for (const file of planned.files) await carryOut(root, file);
  } catch (error) {
    await undo();
    throw editsNotWritten(error);
  }
  return { ok: true, applied: planned.files.map(appliedOf), undo };
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function reversalsOf(root: string, planned: PlannedFile): Promise<Reversal[]> {
  switch (planned.kind) {
    case 'write':
    case 'delete':
      return [await restoreOf(root, planned.file)];
    case 'create':
      return [...(await missingDirectories(root, planned.file)), { kind: 'remove', file: planned.file }];
    case 'rename':
      return [
        await restoreOf(root, planned.file),
        ...(await missingDirectories(root, planned.to)),
        { kind: 'remove', file: planned.to },
      ];
  }
}

async function restoreOf(root: string, file: string): Promise<Reversal> {
  const path = join(root, file);
  const [bytes, stats] = await Promise.all([readFile(path), lstat(path)]);
  return { kind: 'restore', file, base64: bytes.toString('base64'), mode: stats.mode & 0o7777 };
}

/** Directories that the change will make, outermost first. */
async function missingDirectories(root: string, file: string): Promise<Reversal[]> {
  const missing: Reversal[] = [];
  for (let at = dirname(join(root, file)); at !== root; at = dirname(at)) {
    const isThere = await lstat(at).then(
      () => true,
      () => false,
    );
    if (isThere) break;
    missing.unshift({ kind: 'remove-directory', file: relative(root, at) });
  }
  return missing;
}

async function carryOut(root: string, planned: PlannedFile): Promise<void> {
  const path = join(root, planned.file);
  switch (planned.kind) {
    case 'write':
      return writeWhole(path, planned.content, (await lstat(path)).mode & 0o7777);
    case 'create':
      await mkdir(dirname(path), { recursive: true });
      return writeWhole(path, planned.content, newFileMode);
    case 'delete':
      return rm(path);
    case 'rename': {
      const to = join(root, planned.to);
      await mkdir(dirname(to), { recursive: true });
      const { mode } = await lstat(path);
      await rename(path, to);
      if (planned.content !== undefined) await writeWhole(to, planned.content, mode & 0o7777);
    }
  }
}

function appliedOf(planned: PlannedFile): AppliedFile {
  switch (planned.kind) {
    case 'write':
      return { file: planned.file, kind: 'modified', stage: planned.stage };
    case 'create':
      return { file: planned.file, kind: 'added' };
    case 'delete':
      return { file: planned.file, kind: 'deleted' };
    case 'rename':
      return {
        file: planned.to,
        kind: 'renamed',
        from: planned.file,
        ...(planned.stage === undefined ? {} : { stage: planned.stage }),
      };
  }
}
